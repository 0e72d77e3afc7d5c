{#-
    Who of a practice is in the target population, and why: of rows that may be used for one purpose. What the two lists
    say of a person differs in that alone; schema care keeps people who object to secondary use, schema marts does not.
-#}
{% macro case_finding(purpose_code, scores, features) -%}
with

scores as (
    select
        person_id,
        as_of_date,
        model_id,
        emergency_admission_12m_prob,
        risk_rank,
        risk_band_code
    from {{ scores }}
    where is_target_population
),

people as (
    select person_id, practice_code, borough_code
    from {{ ref('int_person__attributes') }}
    where is_registered
),

permissions as (
    select person_id, is_type_1_opt_out
    from {{ ref('int_person__permissions') }}
    {%- if purpose_code == 'PLANNING' %}
    where not is_national_opt_out
    {%- endif %}
),

reasons as (
    select
        reasons.person_id,
        string_agg(features.reason_text, '; ' order by reasons.place) as reasons
    from {{ source('risk', 'reasons') }} as reasons
    inner join {{ ref('code_risk_features') }} as features
        on reasons.feature_name = features.feature_name
    group by reasons.person_id
),

features as (
    select
        person_id,
        emergency_admissions_30d_count + emergency_admissions_31_90d_count + emergency_admissions_91_365d_count
            as emergency_admissions_365d_count,
        emergency_bed_days_365d_count,
        ae_attendances_90d_count + ae_attendances_91_365d_count as ae_attendances_365d_count
    from {{ features }}
    where index_code = 'NOW'
),

last_contacts as (
    select person_id, last_admission_date, last_ae_attendance_date, last_gp_appointment_date
    from {{ ref('int_care__last_contacts') }}
    where purpose_code = '{{ purpose_code }}'
),

plans as (
    select person_id, care_plans_open_count, care_plan_review_due_date
    from {{ ref('int_care__person_summary') }}
    where purpose_code = '{{ purpose_code }}'
),

reviews as (
    select
        person_id,
        max(review_date) as last_review_date
    from {{ ref('int_risk_reviews__linked') }} as reviews
    where person_id is not null and {{ is_covered_for("'" ~ purpose_code ~ "'", 'reviews') }}
    group by person_id
),

-- The band of the last month before that of the scores in which the person was scored.
earlier_months as (
    select
        bands.person_id,
        bands.risk_band_code,
        row_number() over (partition by bands.person_id order by bands.month desc) as month_order
    from {{ source('risk', 'band_history') }} as bands
    inner join scores on bands.person_id = scores.person_id
    where bands.month < {{ month_of('scores.as_of_date') }}
),

last_months as (
    select person_id, risk_band_code
    from earlier_months
    where month_order = 1
),

listed as (
    select
        people.practice_code,
        scores.person_id,
        scores.as_of_date,
        scores.risk_rank,
        scores.risk_band_code,
        scores.emergency_admission_12m_prob,
        reasons.reasons,
        features.emergency_admissions_365d_count,
        features.emergency_bed_days_365d_count,
        features.ae_attendances_365d_count,
        last_contacts.last_admission_date,
        last_contacts.last_ae_attendance_date,
        last_contacts.last_gp_appointment_date,
        coalesce(plans.care_plans_open_count, 0) > 0 as is_care_plan_open,
        plans.care_plan_review_due_date,
        reviews.last_review_date,
        last_months.risk_band_code as previous_risk_band_code,
        permissions.is_type_1_opt_out as is_gp_data_absent
    from scores
    inner join people on scores.person_id = people.person_id
    inner join permissions on scores.person_id = permissions.person_id
    left join reasons on scores.person_id = reasons.person_id
    left join features on scores.person_id = features.person_id
    left join last_contacts on scores.person_id = last_contacts.person_id
    left join plans on scores.person_id = plans.person_id
    left join reviews on scores.person_id = reviews.person_id
    left join last_months on scores.person_id = last_months.person_id
)

select
    practice_code,
    person_id,
    as_of_date,
    risk_rank,
    risk_band_code,
    emergency_admission_12m_prob,
    reasons,
    emergency_admissions_365d_count,
    emergency_bed_days_365d_count,
    ae_attendances_365d_count,
    last_admission_date,
    last_ae_attendance_date,
    last_gp_appointment_date,
    is_care_plan_open,
    care_plan_review_due_date,
    last_review_date,
    previous_risk_band_code,
    case
        when previous_risk_band_code is null then 'NEW'
        when previous_risk_band_code = risk_band_code then 'SAME'
        when {{ risk_band_order('risk_band_code') }} < {{ risk_band_order('previous_risk_band_code') }} then 'UP'
        else 'DOWN'
    end as risk_band_change_code,
    is_gp_data_absent
from listed
{%- endmacro %}

{#- 1 for the band of the highest risk. -#}
{% macro risk_band_order(risk_band_code) -%}
    case {{ risk_band_code }} when 'VERY_HIGH' then 1 when 'HIGH' then 2 when 'MODERATE' then 3 else 4 end
{%- endmacro %}
