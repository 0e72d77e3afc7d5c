-- What ingest, identity and dbt leave in build/warehouse.duckdb, for two feeds and four deliveries.
create schema lake;
create schema identity;
create schema ops;
create schema staging;
create schema seeds;
create schema care;

create table ops.reporting_date as
select 'run-1' as run_id, date '2024-05-31' as as_of_date, null::timestamp as as_known_at;

create table lake.feeds as
select * from (values
    ('registrations', true, 'snapshot', true),
    ('apc', false, 'period', true)
) as t(feed, is_required, load_code, is_persons);

create table lake.deliveries as
select * from (values
    ('registrations_GP_1', 'registrations', 'GP', '2024-05', timestamp '2024-05-31 02:00', 'registrations_GP_1.csv', 'a',
        'ACCEPTED', 4, 4, 0, null, true, true),
    ('apc_R1H_1', 'apc', 'R1H', '2024-04', timestamp '2024-05-12 02:00', 'apc_R1H_1.csv', 'b',
        'SUPERSEDED', 2, 2, 0, 'A newer file holds this month.', false, false),
    ('apc_R1H_2', 'apc', 'R1H', '2024-04', timestamp '2024-05-13 02:00', 'apc_R1H_2.csv', 'c',
        'ACCEPTED', 4, 3, 1, null, true, true),
    ('apc_R1H_3', 'apc', 'R1H', '2024-05', timestamp '2024-05-30 02:00', 'apc_R1H_3.csv', 'd',
        'REJECTED', null, 0, 0, 'The file is empty.', false, false)
) as t(
    delivery_id, feed, provider_code, period, extracted_at, file_name, file_sha256, status_code,
    rows_received_count, rows_loaded_count, rows_quarantined_count, reason, is_in_force, is_used
);

create table lake.permitted_uses as
select senders.feed, senders.sender_code, purposes.purpose_code, null::varchar as agreement_id, true as is_covered
from (values ('registrations', 'GP'), ('apc', 'R1H')) as senders(feed, sender_code)
cross join (values ('DIRECT_CARE'), ('PLANNING'), ('OPEN')) as purposes(purpose_code);

create table lake.quarantine as
select 'apc_R1H_2' as delivery_id, 'apc' as feed, 4 as row_number, 'REQUIRED' as rule_code, 'spell_number' as column_name;

create table lake.delivery_warnings (
    delivery_id varchar, feed varchar, rule_code varchar, column_name varchar, rows_count bigint
);
create table lake.delivery_completeness as
select 'apc_R1H_2' as delivery_id, 'apc' as feed, 'site_code' as column_name, 2 as filled_count, 3 as rows_count;
create table lake.superseded_keys as
select 'apc' as feed, 'apc_R1H_2' as delivery_id, 3 as row_number;

create table lake.registrations as
select
    'registrations_GP_1' as delivery_id, 'GP' as sender_code, date '2024-05-01' as period, i as row_number,
    ('00000000-0000-0000-0000-00000000000' || i)::uuid as identity_id, 'REG' || i as registration_id
from range(1, 5) as t(i);
create table lake.apc as
select
    'apc_R1H_2' as delivery_id, 'R1H' as sender_code, date '2024-04-01' as period, i as row_number,
    ('00000000-0000-0000-0000-00000000000' || i)::uuid as identity_id, 'R1H' as provider_code,
    'S' || i as spell_number, 1 as episode_number, 'J440' as primary_diagnosis, 'I10|E119' as secondary_diagnoses,
    'X123' as primary_procedure
from range(1, 3) as t(i);

create view staging.stg_registrations__registrations as select * from lake.registrations;
create view staging.stg_apc__episodes as select * from lake.apc;

create table lake.opt_outs as
select
    'opt_outs_GP_1' as delivery_id, '00000000-0000-0000-0000-000000000009'::uuid as identity_id, 'LOCAL' as opt_out_code,
    date '2024-01-01' as effective_from, null::date as withdrawn_on;

-- Four people are registered; the ninth identity belongs to somebody who objects to any linked record.
create table lake.identities as
select 'registrations' as feed, ('00000000-0000-0000-0000-00000000000' || i)::uuid as identity_id, 1 as rows_count
from range(1, 5) as t(i)
union all
select 'opt_outs', '00000000-0000-0000-0000-000000000009', 1
union all
select 'apc', null, 1;

create table identity.person_map as
select
    ('00000000-0000-0000-0000-00000000000' || i)::uuid as identity_id,
    ('a0000000-0000-0000-0000-00000000000' || i)::uuid as person_id,
    case when i = 4 then 'UNLINKED' else 'NHS_NUMBER' end as link_method_code,
    case when i < 4 then 1.0::double end as link_prob,
    false as is_nhs_number_conflict, date '1950-02-01' as birth_month, '1' as gender_code,
    'E01000001' as lsoa_code, 'E09000025' as borough_code
from range(1, 5) as t(i);

create table identity.nights as select 1 as night_number, 'run-1' as run_id;
create table identity.identity_history as
select
    1 as night_number, 'run-1' as run_id, identity_id, person_id as person_id_after, 'FIRST_SIGHT' as event_code,
    'ARRIVED' as cause_code
from identity.person_map;

create table identity.link_error_rates as
select 'stratum ' || i as stratum_code, 0.001 as error_rate, 0.001 as error_rate_sd, 1.0 as rows_per_error
from range(9) as strata (i);
create table identity.link_errors as
select identity_id, 0.5 as error_prob from identity.person_map where link_method_code = 'UNLINKED';
create table identity.summary as
select * from (values ('LOCAL_OBJECTOR_IDENTITIES', 1), ('LOCAL_OBJECTORS', 1)) as t(measure_code, measure_count);

create schema intermediate;
create table intermediate.int_person__permissions as
select person_id, i = 4 as is_national_opt_out, i = 3 as is_type_1_opt_out
from (select *, row_number() over (order by person_id) as i from identity.person_map);

create table intermediate.int_admission__spells as
select 'R1H|S' || i as admission_id, 1 as episode_count, date '2024-04-01' as admission_date, null::date as discharge_date
from range(1, 3) as t(i);

create table intermediate.int_registration__periods as
select person_id, date '2020-01-01' as valid_from, date '2022-12-31' as valid_to from identity.person_map
union all
select person_id, date '2023-01-01', null from identity.person_map;

-- The third person lets nothing leave the practice, the fourth objects to secondary use.
insert into lake.opt_outs values
    ('opt_outs_GP_1', '00000000-0000-0000-0000-000000000003', 'TYPE_1', date '2024-01-01', null),
    ('opt_outs_GP_1', '00000000-0000-0000-0000-000000000004', 'NATIONAL', date '2024-01-01', null),
    ('opt_outs_GP_1', '00000000-0000-0000-0000-000000000001', 'NATIONAL', date '2024-06-01', null),
    ('opt_outs_GP_1', '00000000-0000-0000-0000-000000000001', 'NATIONAL', date '2024-01-01', date '2024-05-31');

create table seeds.code_permitted_uses as
select * from (values
    ('DIRECT_CARE', 'GENERAL_PRACTICE', 'TYPE_1', false),
    ('DIRECT_CARE', 'OTHER', 'TYPE_1', true),
    ('DIRECT_CARE', 'OTHER', 'NATIONAL', true),
    ('PLANNING', 'GENERAL_PRACTICE', 'TYPE_1', false),
    ('PLANNING', 'GENERAL_PRACTICE', 'NATIONAL', false),
    ('PLANNING', 'OTHER', 'TYPE_1', true),
    ('PLANNING', 'OTHER', 'NATIONAL', false)
) as t(purpose_code, feed_group_code, opt_out_code, is_allowed);

create table care.mart_care__person_summary as select person_id from identity.person_map;

create table seeds.code_conditions as
select * from (values ('AF', 'LONG_TERM'), ('OB', 'OTHER')) as conditions (ltc_code, kind_code);
create table seeds.code_condition_codes as
select * from (values ('AF', 'DIAGNOSIS', '49436004'), ('AF', 'RESOLVED', '196371000000102'))
as codes (ltc_code, code_role, code);
create table intermediate.int_condition__diagnosed as
select 'DM' as ltc_code, uuid '00000000-0000-0000-0000-000000000001' as person_id;
-- One short of as many as have to have every condition among them.
create table intermediate.int_condition__reference_dates as
select true as is_now, true as is_registered, false as is_gp_data_absent from range(9999);
