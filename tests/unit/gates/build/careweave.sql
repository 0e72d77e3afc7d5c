-- Marts of three people and their three spells; the fourth person objects to secondary use.
create schema marts;

create table marts.dim_person as
select
    ('a0000000-0000-0000-0000-00000000000' || i)::uuid as person_id, date '1950-02-01' as birth_month,
    74 as age_years, null::date as death_month, '1' as gender_code
from range(1, 4) as t(i);

create table marts.fct_registration as
select person_id, 'NHS_NUMBER' as link_method_code, 'GP' as sender_code from marts.dim_person;

create table marts.fct_gp_event as
select person_id, 'NHS_NUMBER' as link_method_code from marts.dim_person limit 2;

create table marts.fct_admission as
select
    'R1H|S' || i as admission_id,
    case when i < 3 then ('a0000000-0000-0000-0000-00000000000' || i)::uuid end as person_id,
    case when i < 3 then 'NHS_NUMBER' else 'WITHHELD' end as link_method_code,
    'R1H' as sender_code,
    10.01::decimal(18, 2) as cost_gbp
from range(1, 4) as t(i);

create table marts.fct_activity as
select
    admission_id as activity_id, person_id, link_method_code, date '2024-04-10' as activity_date,
    date '2024-04-01' as month, 'NEL' as point_of_delivery_code, 1::bigint as quantity,
    'ACUTE' as setting_code, cost_gbp, 'apc' as source_feed, sender_code
from marts.fct_admission;

create table marts.mart_activity__practice_months as
select
    'P1' as practice_code, month, point_of_delivery_code, sum(quantity)::bigint as activity_count,
    sum(cost_gbp)::decimal(18, 2) as cost_gbp
from marts.fct_activity
group by all;

-- The third spell's identity was withheld: its cost is in the borough's and in no person's.
create table marts.mart_cost__borough_settings as select '2024/25' as fin_year, 30.03::decimal(18, 2) as cost_gbp;
create table marts.mart_cost__coverage as select 'NEL' as part_code, 30.03::decimal(18, 2) as cost_gbp;
create table marts.mart_cost__capitation_budgets as select '2024/25' as fin_year, 20.02::decimal(18, 2) as cost_gbp;
create table marts.mart_cost__person_years as
select person_id, '2024/25' as fin_year, cost_gbp
from marts.fct_admission
where person_id is not null;
create table marts.mart_cost__concentration as
select
    'ALL' as borough_code, 'WHOLE_SYSTEM' as scope_code, 'PATIENTS' as basis_code, 100.0::double as people_pct,
    20.02::decimal(18, 2) as cost_gbp;

create table marts.mart_quality__deliveries as
select * from (values
    ('registrations_GP_1', 'ACCEPTED', 4, 4, 0),
    ('apc_R1H_1', 'SUPERSEDED', 2, 2, 0),
    ('apc_R1H_2', 'ACCEPTED', 4, 3, 1),
    ('apc_R1H_3', 'REJECTED', null, 0, 0)
) as t(delivery_id, status_code, rows_received_count, rows_loaded_count, rows_quarantined_count);

create table marts.mart_quality__reconciliation as
select * from (values ('apc', 'fct_admission', true), ('registrations', 'fct_registration', true))
as t(feed, table_name, is_reconciled);

create table marts.mart_quality__fact_rows as
select * from (values ('apc', 'fct_admission', 3), ('registrations', 'fct_registration', 3)) as t(feed, table_name, rows_count);

create table marts.mart_quality__agreements (feed varchar);
create table marts.mart_quality__permitted_uses (feed varchar);
create table marts.mart_quality__linkage as select 'apc' as feed, 3::bigint as records_count;
create table marts.dim_date as select date '2024-04-01' as calendar_date, date '2024-04-01' as month;

create table marts.dim_lsoa (lsoa_code varchar);
create table marts.dim_practice (practice_code varchar);
create table marts.dim_provider (provider_code varchar);
create table marts.fct_ae_attendance (person_id uuid, cost_gbp decimal(18, 2));
create table marts.fct_care_plan (person_id uuid);
create table marts.fct_case_discussion (person_id uuid);
create table marts.fct_community_contact (person_id uuid);
create table marts.fct_death (person_id uuid);
create table marts.fct_enrolment (person_id uuid);
create table marts.fct_gp_appointment (person_id uuid);
create table marts.fct_mental_health_contact (person_id uuid);
create table marts.fct_mental_health_stay (person_id uuid);
create table marts.fct_outpatient (person_id uuid);
create table marts.fct_prescription (person_id uuid);
create table marts.fct_rapid_response_call (person_id uuid);
create table marts.fct_referral (person_id uuid);
create table marts.fct_risk_review (person_id uuid);
create table marts.fct_social_care_event (person_id uuid);
create table marts.fct_voluntary_support (person_id uuid);
create table marts.mart_activity__borough_months (month date);
create table marts.mart_care__borough_months (month date);
create table marts.mart_care__conference_months (month date);
create table marts.mart_quality__expected (feed varchar);
create table marts.mart_quality__linkage_error (dimension_code varchar);
create table marts.mart_quality__price_check (month date);
create table marts.mart_quality__price_faults (
    delivery varchar, row_number bigint, fault_code varchar, is_in_force boolean
);
create table marts.mart_quality__quarantine (row_number bigint);
create table marts.mart_quality__run_times (run_id varchar);
create table marts.mart_quality__unpriced (month date, rows_count bigint);
create table marts.mart_risk__band_history (borough_code varchar);
create table marts.mart_risk__calibration (borough_code varchar);
create table marts.mart_risk__case_finding (borough_code varchar);
create table marts.mart_risk__features (borough_code varchar);
create table marts.mart_risk__model_performance (borough_code varchar);
create table marts.mart_risk__outcomes (borough_code varchar);
create table marts.mart_risk__person_scores (borough_code varchar);
create table marts.mart_risk__pyramid (borough_code varchar);
