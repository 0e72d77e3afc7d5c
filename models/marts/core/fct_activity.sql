{#-
    One unit of care per row, from every fact. What is the same for all stands below once; each source says only what of
    it counts, as what, on which day, by whom, and under which key of its feed.
-#}
{%- set sources = [
    {
        'feed': 'apc', 'rows': ref('fct_admission'),
        'counts': 'discharge_date is not null and is_nhs_funded and not is_mental_health_spell',
        'point_of_delivery': 'point_of_delivery_code', 'date': 'discharge_date',
        'key': ['provider_code', 'spell_number']
    },
    {
        'feed': 'ecds', 'rows': ref('fct_ae_attendance'), 'counts': 'point_of_delivery_code is not null',
        'point_of_delivery': 'point_of_delivery_code', 'date': civil_date('arrival_at'),
        'key': ['provider_code', 'attendance_id']
    },
    {
        'feed': 'op', 'rows': ref('fct_outpatient'), 'counts': 'point_of_delivery_code is not null',
        'point_of_delivery': 'point_of_delivery_code', 'date': 'appointment_date',
        'key': ['provider_code', 'appointment_id']
    },
    {
        'feed': 'gp_appointments', 'rows': ref('fct_gp_appointment'), 'counts': 'is_attended',
        'point_of_delivery': "'GP'", 'date': civil_date('appointment_at'), 'provider': 'source_practice_code',
        'key': ['source_practice_code', 'appointment_id']
    },
    {
        'feed': 'gp_medications', 'rows': ref('fct_prescription'), 'counts': 'true',
        'point_of_delivery': "'RX'", 'date': 'issue_date', 'provider': 'source_practice_code',
        'key': ['source_practice_code', 'issue_id']
    },
    {
        'feed': 'csds', 'rows': ref('fct_community_contact'), 'counts': 'is_attended',
        'point_of_delivery': "'CSC'", 'date': civil_date('contact_at'),
        'key': ['provider_code', 'referral_id', 'contact_id']
    },
    {
        'feed': 'mh_contacts', 'rows': ref('fct_mental_health_contact'), 'counts': 'is_attended',
        'point_of_delivery': "'MHC'", 'date': civil_date('contact_at'),
        'key': ['provider_code', 'referral_id', 'contact_id']
    },
    {
        'feed': 'mh_stays', 'rows': ref('int_mh_stays__bed_days'), 'counts': is_for_planning(),
        'point_of_delivery': "'MHBD'", 'date': 'activity_date', 'quantity': 'quantity',
        'key': ['provider_code', 'spell_number']
    },
    {
        'feed': 'social_care', 'rows': ref('int_social_care__units'), 'counts': is_for_planning(),
        'point_of_delivery': "'SC'", 'date': 'activity_date', 'quantity': 'quantity',
        'key': ['provider_code', 'event_id']
    },
    {
        'feed': 'rapid_response', 'rows': ref('fct_rapid_response_call'), 'counts': 'accepted',
        'point_of_delivery': "'RR'", 'date': civil_date('call_received_at'), 'key': ['provider_code', 'call_id']
    },
    {
        'feed': 'voluntary_support', 'rows': ref('fct_voluntary_support'), 'counts': 'true',
        'point_of_delivery': "'VS'", 'date': 'start_date', 'key': ['provider_code', 'support_id']
    }
] -%}

with

points_of_delivery as (
    select
        point_of_delivery_code,
        setting_code
    from {{ ref('code_points_of_delivery') }}
),

units as (
    {%- for each in sources %}
    {{ 'union all' if not loop.first }}
    select
        '{{ each.feed }}' as source_feed,
        {{ joined_key(each.key) }} as source_key,
        sender_code,
        delivery_id,
        person_id,
        link_method_code,
        link_prob,
        {{ each.point_of_delivery }} as point_of_delivery_code,
        {{ each.date }} as activity_date,
        {{ each.provider | default('provider_code') }} as provider_code,
        practice_code,
        borough_code,
        is_in_registered_population,
        {{ each.quantity | default('1') }} as quantity
    from {{ each.rows }}
    where {{ each.counts }}
    {%- endfor %}
)

-- The id follows from what was received, so that two runs agree; the sender is part of every key, and a stay or a
-- service has a row for each of its months.
select
    cast(
        md5(
            units.source_feed || '|' || units.sender_code || '|' || units.source_key
            || '|' || {{ month_of('units.activity_date') }}
        ) as uuid
    ) as activity_id,
    units.person_id,
    units.link_method_code,
    units.link_prob,
    units.activity_date,
    {{ month_of('units.activity_date') }} as month,
    {{ fin_year('units.activity_date') }} as fin_year,
    points_of_delivery.setting_code,
    units.point_of_delivery_code,
    units.provider_code,
    units.practice_code,
    units.borough_code,
    units.is_in_registered_population,
    cast(units.quantity as bigint) as quantity,
    cast(null as decimal(18, 2)) as cost_gbp,
    false as is_priced,
    units.source_feed,
    units.source_key,
    units.sender_code,
    units.delivery_id
from units
inner join points_of_delivery
    on units.point_of_delivery_code = points_of_delivery.point_of_delivery_code
