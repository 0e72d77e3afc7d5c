{#- A team stays involved for three months after its last contact, as the national community data set takes a referral
    that has not been heard of for three months as closed. -#}
{%- set involved_for_days = 91 -%}

with

reporting as (
    select as_of_date
    from {{ source('ops', 'reporting_date') }}
),

plans as (
    select
        person_id,
        'CARE_PLAN' as involvement_code,
        programme_code as detail_code,
        created_date as since_date,
        is_direct_care_covered,
        is_planning_covered
    from {{ ref('int_care__open_plans') }}
),

programmes as (
    select
        enrolments.person_id,
        'PROGRAMME' as involvement_code,
        enrolments.programme_code as detail_code,
        enrolments.enrolled_date as since_date,
        enrolments.is_direct_care_covered,
        enrolments.is_planning_covered
    from {{ ref('int_enrolments__linked') }} as enrolments
    cross join reporting
    where
        enrolments.enrolled_date <= reporting.as_of_date
        and enrolments.ended_date is null
        and enrolments.consent_status_code <> 'DECLINED'
),

referrals as (
    select
        person_id,
        'REFERRAL' as involvement_code,
        treatment_function_code as detail_code,
        referral_date as since_date,
        is_direct_care_covered,
        is_planning_covered
    from {{ ref('int_care__open_referrals') }}
),

-- The last day of a service is a day of service.
services as (
    select
        events.person_id,
        'CARE_PACKAGE' as involvement_code,
        events.service_type_code as detail_code,
        events.start_date as since_date,
        events.is_direct_care_covered,
        events.is_planning_covered
    from {{ ref('int_social_care__linked') }} as events
    cross join reporting
    where
        events.event_type_code = 'SERVICE'
        and (events.end_date is null or events.end_date = reporting.as_of_date)
),

community_teams as (
    select
        contacts.person_id,
        'COMMUNITY_TEAM' as involvement_code,
        contacts.team_type_code as detail_code,
        contacts.dated_on as since_date,
        contacts.is_direct_care_covered,
        contacts.is_planning_covered
    from {{ ref('int_csds__linked') }} as contacts
    cross join reporting
    where contacts.dated_on > reporting.as_of_date - {{ involved_for_days }}
),

mental_health_teams as (
    select
        contacts.person_id,
        'MENTAL_HEALTH_TEAM' as involvement_code,
        contacts.team_type_code as detail_code,
        contacts.dated_on as since_date,
        contacts.is_direct_care_covered,
        contacts.is_planning_covered
    from {{ ref('int_mh_contacts__linked') }} as contacts
    cross join reporting
    where contacts.dated_on > reporting.as_of_date - {{ involved_for_days }}
),

hospital_spells as (
    select
        person_id,
        'HOSPITAL_STAY' as involvement_code,
        provider_code as detail_code,
        admission_date as since_date,
        is_direct_care_covered,
        is_planning_covered
    from {{ ref('int_admission__spells') }}
    where discharge_date is null
),

mental_health_stays as (
    select
        person_id,
        'MENTAL_HEALTH_STAY' as involvement_code,
        provider_code as detail_code,
        admission_date as since_date,
        is_direct_care_covered,
        is_planning_covered
    from {{ ref('int_mh_stays__linked') }}
    where discharge_date is null
),

together as (
    {% for involved in [
        'plans', 'programmes', 'referrals', 'services', 'community_teams', 'mental_health_teams', 'hospital_spells',
        'mental_health_stays'
    ] %}
    {{ 'union all' if not loop.first }}
    select
        person_id,
        involvement_code,
        detail_code,
        since_date,
        is_direct_care_covered,
        is_planning_covered
    from {{ involved }}
    {% endfor %}
),

purposes as (
    select distinct purpose_code
    from {{ ref('code_permitted_uses') }}
    where purpose_code <> 'OPEN'
)

select
    together.person_id,
    purposes.purpose_code,
    together.involvement_code,
    together.detail_code,
    count(*) as things_count,
    min(together.since_date) as since_date
from together
cross join purposes
where together.person_id is not null and {{ is_covered_for('purposes.purpose_code', 'together') }}
group by together.person_id, purposes.purpose_code, together.involvement_code, together.detail_code
