-- Open tables as disclosure control leaves them: one with mental health activity in it, one without.
create schema open;

create table open.pub_activity__borough_months as
select * from (values
    ('E09000025', date '2024-04-01', 15::bigint, false),
    ('E09000030', date '2024-04-01', null, true),
    ('E09000031', date '2024-04-01', 0, false)
) as t(borough_code, month, acsc_admission_count, acsc_admission_count_is_suppressed);

create table open.pub_quality__linkage as
select 'apc' as feed, 'R1H' as provider_code, 120::bigint as records_count, false as records_count_is_suppressed;

create table open.pub_cost__borough_settings as
select
    'E09000025' as borough_code, 'ACUTE' as setting_code, 150::bigint as activity_count,
    false as activity_count_is_suppressed, 120::bigint as person_count, false as person_count_is_suppressed,
    5000::decimal(18, 2) as cost_gbp, false as cost_gbp_is_suppressed;
