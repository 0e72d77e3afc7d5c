{#- By identity first and by person after: a fraction of the rows has to be joined. -#}
{%- set contacts = [
    {
        'code': 'GP', 'feed': 'gp_appointments', 'rows': ref('stg_gp_appointments__appointments'),
        'day': civil_date('contacts.appointment_at'), 'attended': "contacts.status_code = 'ATTENDED'"
    },
    {
        'code': 'OUTPATIENT', 'feed': 'op', 'rows': ref('stg_op__appointments'),
        'day': 'contacts.appointment_date', 'attended': "contacts.attended_code in ('5', '6')"
    },
    {
        'code': 'AE', 'feed': 'ecds', 'rows': ref('stg_ecds__attendances'),
        'day': civil_date('contacts.arrival_at'), 'attended': "contacts.attendance_category_code in ('1', '2', '3')"
    },
    {
        'code': 'COMMUNITY', 'feed': 'csds', 'rows': ref('stg_csds__contacts'),
        'day': civil_date('contacts.contact_at'), 'attended': "coalesce(contacts.attended_code, '5') in ('5', '6')"
    },
    {
        'code': 'MENTAL_HEALTH', 'feed': 'mh_contacts', 'rows': ref('stg_mh_contacts__contacts'),
        'day': civil_date('contacts.contact_at'), 'attended': "coalesce(contacts.attended_code, '5') in ('5', '6')"
    },
    {
        'code': 'SOCIAL_CARE', 'feed': 'social_care', 'rows': ref('stg_social_care__events'),
        'day': 'contacts.start_date', 'attended': 'true'
    },
    {
        'code': 'RAPID_RESPONSE', 'feed': 'rapid_response', 'rows': ref('stg_rapid_response__calls'),
        'day': civil_date('contacts.call_received_at'), 'attended': 'contacts.accepted'
    },
    {
        'code': 'VOLUNTARY', 'feed': 'voluntary_support', 'rows': ref('stg_voluntary_support__episodes'),
        'day': 'contacts.start_date', 'attended': 'true'
    }
] -%}

with

reporting as (
    select as_of_date
    from {{ source('ops', 'reporting_date') }}
),

{% for contact in contacts %}
{{ contact.code | lower }}_contacts as (
    select
        '{{ contact.code }}' as contact_code,
        '{{ contact.feed }}' as feed,
        contacts.sender_code,
        contacts.identity_id,
        max({{ contact.day }}) as last_date
    from {{ contact.rows }} as contacts
    cross join reporting
    where
        contacts.identity_id is not null
        and {{ contact.attended }}
        and {{ contact.day }} <= reporting.as_of_date
    group by contacts.sender_code, contacts.identity_id
),

{% endfor %}
contacts as (
    {% for contact in contacts %}
    {{ 'union all' if not loop.first }}
    select
        contact_code,
        feed,
        sender_code,
        identity_id,
        last_date
    from {{ contact.code | lower }}_contacts
    {% endfor %}
),

person_map as (
    select identity_id, person_id
    from {{ source('identity', 'person_map') }}
),

type_1_objectors as (
    select person_id
    from {{ ref('int_person__permissions') }}
    where is_type_1_opt_out
),

coverage as (
    select feed, sender_code, is_direct_care_covered, is_planning_covered
    from {{ ref('int_sender__coverage') }}
),

purposes as (
    select distinct purpose_code
    from {{ ref('code_permitted_uses') }}
    where purpose_code <> 'OPEN'
),

admissions as (
    select
        person_id,
        'ADMISSION' as contact_code,
        is_direct_care_covered,
        is_planning_covered,
        max(admission_date) as last_date
    from {{ ref('int_admission__spells') }}
    where person_id is not null
    group by person_id, is_direct_care_covered, is_planning_covered
),

by_person as (
    select
        person_map.person_id,
        contacts.contact_code,
        coverage.is_direct_care_covered,
        coverage.is_planning_covered,
        contacts.last_date
    from contacts
    inner join person_map on contacts.identity_id = person_map.identity_id
    inner join coverage on contacts.feed = coverage.feed and contacts.sender_code = coverage.sender_code
    left join type_1_objectors on person_map.person_id = type_1_objectors.person_id
    where type_1_objectors.person_id is null or contacts.contact_code <> 'GP'
    union all
    select person_id, contact_code, is_direct_care_covered, is_planning_covered, last_date
    from admissions
),

by_purpose as (
    select by_person.person_id, purposes.purpose_code, by_person.contact_code, by_person.last_date
    from by_person
    cross join purposes
    where {{ is_covered_for('purposes.purpose_code', 'by_person') }}
)

select
    person_id,
    purpose_code,
    max(last_date) filter (where contact_code = 'GP') as last_gp_appointment_date,
    max(last_date) filter (where contact_code = 'AE') as last_ae_attendance_date,
    max(last_date) filter (where contact_code = 'ADMISSION') as last_admission_date,
    max(last_date) filter (where contact_code = 'OUTPATIENT') as last_outpatient_date,
    max(last_date) filter (where contact_code = 'COMMUNITY') as last_community_contact_date,
    max(last_date) filter (where contact_code = 'MENTAL_HEALTH') as last_mental_health_contact_date,
    max(last_date) filter (where contact_code = 'SOCIAL_CARE') as last_social_care_event_date,
    max(last_date) filter (where contact_code = 'RAPID_RESPONSE') as last_rapid_response_date,
    max(last_date) filter (where contact_code = 'VOLUNTARY') as last_voluntary_support_date
from by_purpose
group by person_id, purpose_code
