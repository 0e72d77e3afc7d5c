{#- By identity first and by person after: a fraction of the rows has to be joined. -#}
{%- set contacts = [
    {
        'group': 'HOSPITAL', 'feed': 'ecds', 'rows': ref('stg_ecds__attendances'),
        'day': civil_date('contacts.arrival_at'), 'counts': "contacts.attendance_category_code in ('1', '2', '3')",
        'first': 'days_before <= 90', 'second': 'days_before > 90'
    },
    {
        'group': 'HOSPITAL', 'feed': 'op', 'rows': ref('stg_op__appointments'),
        'day': 'contacts.appointment_date',
        'counts': "contacts.attended_code in ('3', '5', '6', '7') and " ~ is_nhs_funded('contacts.administrative_category_code'),
        'first': "said_code in ('5', '6')", 'second': "said_code in ('3', '7')", 'said': 'contacts.attended_code'
    },
    {
        'group': 'GP', 'feed': 'gp_appointments', 'rows': ref('stg_gp_appointments__appointments'),
        'day': civil_date('contacts.appointment_at'), 'counts': "contacts.status_code in ('ATTENDED', 'DNA')",
        'first': "said_code = 'ATTENDED'", 'second': "said_code = 'DNA'", 'said': 'contacts.status_code'
    },
    {
        'group': 'GP', 'feed': 'gp_events', 'rows': ref('stg_gp_events__events'),
        'day': 'contacts.event_date', 'counts': 'true',
        'first': 'true', 'second': 'false', 'of': 'distinct days_before'
    },
    {
        'group': 'COMMUNITY', 'feed': 'csds', 'rows': ref('stg_csds__contacts'),
        'day': civil_date('contacts.contact_at'), 'counts': "coalesce(contacts.attended_code, '5') in ('5', '6')",
        'first': 'true', 'second': 'false'
    },
    {
        'group': 'COMMUNITY', 'feed': 'rapid_response', 'rows': ref('stg_rapid_response__calls'),
        'day': civil_date('contacts.call_received_at'), 'counts': 'contacts.accepted',
        'first': 'true', 'second': 'false'
    },
    {
        'group': 'MENTAL_HEALTH', 'feed': 'mh_contacts', 'rows': ref('stg_mh_contacts__contacts'),
        'day': civil_date('contacts.contact_at'), 'counts': "coalesce(contacts.attended_code, '5') in ('5', '6')",
        'first': 'true', 'second': 'false'
    }
] -%}

-- Contacts in the 365 days before each index date.

with

index_dates as (
    select groups.feature_group_code, index_dates.index_code, index_dates.index_date
    from {{ ref('int_risk__index_dates') }} as index_dates
    inner join {{ source('ops', 'risk_feature_groups') }} as groups
        on groups.is_used
),

{% for contact in contacts %}
{{ contact.feed }}_dated as (
    select
        contacts.sender_code,
        contacts.identity_id,
        index_dates.index_code,
        {{ contact.said | default('cast(null as varchar)') }} as said_code,
        {{ days_before_index(contact.day) }} as days_before
    from {{ contact.rows }} as contacts
    inner join index_dates
        on
            index_dates.feature_group_code = '{{ contact.group }}'
            and {{ contact.day }} >= index_dates.index_date - 365
            and {{ contact.day }} < index_dates.index_date
    where contacts.identity_id is not null and {{ contact.counts }}
),

{{ contact.feed }}_counted as (
    select
        sender_code,
        identity_id,
        index_code,
        count({{ contact.of | default('*') }}) filter (where {{ contact.first }}) as first_count,
        count({{ contact.of | default('*') }}) filter (where {{ contact.second }}) as second_count
    from {{ contact.feed }}_dated
    group by sender_code, identity_id, index_code
),

{% endfor %}
counted as (
    {% for contact in contacts %}
    {{ 'union all' if not loop.first }}
    select
        '{{ contact.feed }}' as feed,
        sender_code,
        identity_id,
        index_code,
        first_count,
        second_count
    from {{ contact.feed }}_counted
    {% endfor %}
),

person_map as (
    select identity_id, person_id
    from {{ source('identity', 'person_map') }}
),

coverage as (
    select feed, sender_code
    from {{ ref('int_sender__coverage') }}
    where is_direct_care_covered and is_planning_covered
)

select
    person_map.person_id,
    counted.index_code,
    sum(case when counted.feed = 'ecds' then counted.first_count end) as ae_attendances_90d_count,
    sum(case when counted.feed = 'ecds' then counted.second_count end) as ae_attendances_91_365d_count,
    sum(case when counted.feed = 'op' then counted.first_count end) as outpatient_attendances_365d_count,
    sum(case when counted.feed = 'op' then counted.second_count end) as outpatient_missed_365d_count,
    sum(case when counted.feed = 'gp_appointments' then counted.first_count end) as gp_appointments_365d_count,
    sum(case when counted.feed = 'gp_appointments' then counted.second_count end)
        as gp_appointments_missed_365d_count,
    sum(case when counted.feed = 'gp_events' then counted.first_count end) as gp_record_days_365d_count,
    sum(case when counted.feed = 'csds' then counted.first_count end) as community_contacts_365d_count,
    sum(case when counted.feed = 'rapid_response' then counted.first_count end) as rapid_response_calls_365d_count,
    sum(case when counted.feed = 'mh_contacts' then counted.first_count end) as mental_health_contacts_365d_count
from counted
inner join person_map on counted.identity_id = person_map.identity_id
inner join coverage on counted.feed = coverage.feed and counted.sender_code = coverage.sender_code
group by person_map.person_id, counted.index_code
