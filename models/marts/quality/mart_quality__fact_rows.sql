{#- The fact that a feed of persons becomes. A feed without one is reconciled up to its staging model. -#}
{%- set facts = {
    'registrations': 'fct_registration',
    'gp_events': 'fct_gp_event',
    'gp_medications': 'fct_prescription',
    'gp_appointments': 'fct_gp_appointment',
    'op': 'fct_outpatient',
    'ecds': 'fct_ae_attendance',
    'csds': 'fct_community_contact',
    'mh_contacts': 'fct_mental_health_contact',
    'mh_stays': 'fct_mental_health_stay',
    'social_care': 'fct_social_care_event',
    'referrals': 'fct_referral',
    'care_plans': 'fct_care_plan',
    'case_conferences': 'fct_case_discussion',
    'enrolments': 'fct_enrolment',
    'risk_reviews': 'fct_risk_review',
    'rapid_response': 'fct_rapid_response_call',
    'voluntary_support': 'fct_voluntary_support',
    'deaths': 'fct_death'
} -%}

{% for feed, fact in facts.items() %}
select
    '{{ feed }}' as feed,
    '{{ fact }}' as table_name,
    count(*) as rows_count
from {{ ref(fact) }}
union all
{% endfor %}
-- A spell stands for all of its episodes.
select
    'apc' as feed,
    'fct_admission' as table_name,
    cast(coalesce(sum(episode_count), 0) as bigint) as rows_count
from {{ ref('fct_admission') }}
