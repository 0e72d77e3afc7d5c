{#- The registers that ltc_count counts, each a feature of its own. -#}
{%- set registers = [
    'AF', 'AST', 'CAN', 'CHD', 'CKD', 'COPD', 'DEM', 'DEP', 'DM',
    'EP', 'HF', 'HTN', 'LD', 'OST', 'PAD', 'RA', 'SMI', 'STIA'
] -%}
{{ config(materialized='table') }}

-- What was known of everybody before each index date, by event date, and nothing from that date on. A group that there
-- is no basis for is null in every row; what practices record is null too for people whose practice shares nothing.

with

population as (
    select * from {{ ref('int_risk__population') }}
),

groups as (
    select
        bool_or(feature_group_code = 'HOSPITAL' and is_used) as is_hospital_used,
        bool_or(feature_group_code = 'GP' and is_used) as is_gp_used,
        bool_or(feature_group_code = 'COMMUNITY' and is_used) as is_community_used,
        bool_or(feature_group_code = 'MENTAL_HEALTH' and is_used) as is_mental_health_used,
        bool_or(feature_group_code = 'SOCIAL_CARE' and is_used) as is_social_care_used
    from {{ source('ops', 'risk_feature_groups') }}
),

conditions as (
    select
        person_id,
        reference_date,
        ltc_count,
        {%- for register in registers %}
        is_{{ register | lower }},
        {%- endfor %}
        charlson_score,
        frailty_score
    from {{ ref('int_condition__summary') }}
),

-- The year before last is told of everybody or of nobody, at both dates alike: where little of it was sent at the
-- earlier date, people would seem iller a year later by no more than what had arrived since.
history as (
    select
        coalesce(
            min(spells.discharge_date) <= min(index_dates.index_date) - {{ history_reach_days() }}, false
        ) as is_year_before_last_known
    from {{ ref('int_risk__index_dates') }} as index_dates
    cross join {{ ref('int_admission__classified') }} as spells
)

select
    population.person_id,
    population.index_code,
    population.reference_date,
    population.is_national_opt_out,
    population.borough_code,
    population.age_band,
    population.gender_code,
    population.ethnic_group_code,
    population.imd_quintile,
    population.practice_code,
    population.age_years,
    population.imd_decile,
    population.registered_days,
    {{ feature('admissions.emergency_admissions_30d_count', 'hospital') }} as emergency_admissions_30d_count,
    {{ feature('admissions.emergency_admissions_31_90d_count', 'hospital') }} as emergency_admissions_31_90d_count,
    {{ feature('admissions.emergency_admissions_91_365d_count', 'hospital') }} as emergency_admissions_91_365d_count,
    case
        when history.is_year_before_last_known
            then {{ feature('admissions.emergency_admissions_366_730d_count', 'hospital') }}
    end as emergency_admissions_366_730d_count,
    {{ feature('admissions.elective_admissions_365d_count', 'hospital') }} as elective_admissions_365d_count,
    {{ feature('admissions.emergency_bed_days_365d_count', 'hospital') }} as emergency_bed_days_365d_count,
    {{ feature('contacts.ae_attendances_90d_count', 'hospital') }} as ae_attendances_90d_count,
    {{ feature('contacts.ae_attendances_91_365d_count', 'hospital') }} as ae_attendances_91_365d_count,
    {{ feature('contacts.outpatient_attendances_365d_count', 'hospital') }} as outpatient_attendances_365d_count,
    {{ feature('contacts.outpatient_missed_365d_count', 'hospital') }} as outpatient_missed_365d_count,
    {{ practice_feature('contacts.gp_appointments_365d_count') }} as gp_appointments_365d_count,
    {{ practice_feature('contacts.gp_appointments_missed_365d_count') }} as gp_appointments_missed_365d_count,
    {{ practice_feature('contacts.gp_record_days_365d_count') }} as gp_record_days_365d_count,
    {{ practice_feature('medicines.medicines_365d_count') }} as medicines_365d_count,
    {{ practice_feature('medicines.medicine_chapters_365d_count') }} as medicine_chapters_365d_count,
    {{ feature('contacts.community_contacts_365d_count', 'community') }} as community_contacts_365d_count,
    {{ feature('contacts.rapid_response_calls_365d_count', 'community') }} as rapid_response_calls_365d_count,
    {{ feature('contacts.mental_health_contacts_365d_count', 'mental_health') }} as mental_health_contacts_365d_count,
    {{ feature('mental_health_stays.mental_health_bed_days_365d_count', 'mental_health') }}
        as mental_health_bed_days_365d_count,
    {{ feature('social_care.social_care_services_365d_count', 'social_care') }} as social_care_services_365d_count,
    {{ feature('social_care.has_social_care_package', 'social_care', 'boolean') }} as has_social_care_package,
    {{ practice_feature('conditions.ltc_count') }} as ltc_count,
    {%- for register in registers %}
    {{ practice_feature('conditions.is_' ~ register | lower, 'boolean') }} as has_{{ register | lower }},
    {%- endfor %}
    {{ feature('conditions.charlson_score', 'hospital') }} as charlson_score,
    {{ feature('conditions.frailty_score', 'hospital', 'double') }} as frailty_score,
    population.is_gp_data_absent
from population
cross join groups
cross join history
left join {{ ref('int_risk__admissions') }} as admissions
    on population.person_id = admissions.person_id and population.index_code = admissions.index_code
left join {{ ref('int_risk__contacts') }} as contacts
    on population.person_id = contacts.person_id and population.index_code = contacts.index_code
left join {{ ref('int_risk__medicines') }} as medicines
    on population.person_id = medicines.person_id and population.index_code = medicines.index_code
left join {{ ref('int_risk__mental_health_stays') }} as mental_health_stays
    on population.person_id = mental_health_stays.person_id and population.index_code = mental_health_stays.index_code
left join {{ ref('int_risk__social_care') }} as social_care
    on population.person_id = social_care.person_id and population.index_code = social_care.index_code
left join conditions
    on population.person_id = conditions.person_id and population.reference_date = conditions.reference_date
