{#- Read twice, for direct care and for planning, each of which may use the rows of other senders: a table. -#}
{{ config(materialized='table') }}

with

people as (
    select person_id, practice_code, borough_code
    from {{ ref('int_person__attributes') }}
    where is_registered
),

permissions as (
    select person_id, is_national_opt_out
    from {{ ref('int_person__permissions') }}
),

reporting as (
    select as_of_date
    from {{ source('ops', 'reporting_date') }}
),

involved as (
    select
        person_id,
        purpose_code,
        {{ involved_codes('CARE_PLAN') }} as care_plan_programme_codes,
        {{ involved_codes('PROGRAMME') }} as enrolled_programme_codes,
        {{ involved_codes('REFERRAL') }} as open_referral_treatment_function_codes,
        {{ involved_codes('CARE_PACKAGE') }} as care_package_service_type_codes,
        {{ involved_codes('COMMUNITY_TEAM') }} as community_team_type_codes,
        {{ involved_codes('MENTAL_HEALTH_TEAM') }} as mental_health_team_type_codes,
        {{ involved_codes('HOSPITAL_STAY') }} as hospital_stay_provider_codes,
        {{ involved_codes('MENTAL_HEALTH_STAY') }} as mental_health_stay_provider_codes,
        cast(sum(case when involvement_code = 'CARE_PLAN' then things_count else 0 end) as bigint)
            as care_plans_open_count,
        cast(sum(case when involvement_code = 'REFERRAL' then things_count else 0 end) as bigint)
            as open_referrals_count
    from {{ ref('int_care__involved') }}
    group by person_id, purpose_code
),

purposes as (
    select distinct purpose_code
    from {{ ref('code_permitted_uses') }}
    where purpose_code <> 'OPEN'
),

-- Of several open plans the newest says who coordinates; the earliest review that is due comes first.
plans as (
    select
        open_plans.person_id,
        purposes.purpose_code,
        arg_max(
            open_plans.care_coordinator_role_code,
            {
                'created_date': open_plans.created_date,
                'provider_code': open_plans.provider_code,
                'care_plan_id': open_plans.care_plan_id
            }
        ) filter (where open_plans.care_coordinator_role_code is not null) as care_coordinator_role_code,
        max(open_plans.created_date) as care_plan_created_date,
        max(open_plans.reviewed_date) as care_plan_reviewed_date,
        min(open_plans.review_due_date) as care_plan_review_due_date
    from {{ ref('int_care__open_plans') }} as open_plans
    cross join purposes
    where {{ is_covered_for('purposes.purpose_code', 'open_plans') }}
    group by open_plans.person_id, purposes.purpose_code
),

last_contacts as (
    select
        person_id,
        purpose_code,
        last_gp_appointment_date,
        last_ae_attendance_date,
        last_admission_date,
        last_outpatient_date,
        last_community_contact_date,
        last_mental_health_contact_date,
        last_social_care_event_date,
        last_rapid_response_date,
        last_voluntary_support_date
    from {{ ref('int_care__last_contacts') }}
)

select
    people.person_id,
    involved.purpose_code,
    permissions.is_national_opt_out,
    reporting.as_of_date,
    people.practice_code,
    people.borough_code,
    involved.care_plans_open_count,
    involved.care_plan_programme_codes,
    plans.care_plan_created_date,
    plans.care_plan_reviewed_date,
    plans.care_plan_review_due_date,
    coalesce(plans.care_plan_review_due_date < reporting.as_of_date, false) as is_care_plan_review_overdue,
    plans.care_coordinator_role_code,
    involved.enrolled_programme_codes,
    involved.open_referrals_count,
    involved.open_referral_treatment_function_codes,
    involved.community_team_type_codes,
    involved.mental_health_team_type_codes,
    involved.care_package_service_type_codes,
    involved.hospital_stay_provider_codes,
    involved.mental_health_stay_provider_codes,
    last_contacts.last_gp_appointment_date,
    last_contacts.last_ae_attendance_date,
    last_contacts.last_admission_date,
    last_contacts.last_outpatient_date,
    last_contacts.last_community_contact_date,
    last_contacts.last_mental_health_contact_date,
    last_contacts.last_social_care_event_date,
    last_contacts.last_rapid_response_date,
    last_contacts.last_voluntary_support_date
from people
cross join reporting
inner join involved on people.person_id = involved.person_id
inner join permissions on people.person_id = permissions.person_id
left join plans on people.person_id = plans.person_id and involved.purpose_code = plans.purpose_code
left join last_contacts
    on people.person_id = last_contacts.person_id and involved.purpose_code = last_contacts.purpose_code
