{#-
    One unit of care per row, from every fact. What is the same for all stands below once; each source says only what of
    it counts, as what, on which day, by whom, under which key of its feed, and what it costs: an amount of its own, or
    the price list that it is looked up in and by which columns (models/intermediate/cost).
-#}
{%- set sources = [
    {
        'feed': 'apc', 'rows': ref('fct_admission'),
        'counts': 'units.discharge_date is not null and units.is_nhs_funded and not units.is_mental_health_spell',
        'point_of_delivery': 'units.point_of_delivery_code', 'date': 'units.discharge_date',
        'key': ['provider_code', 'spell_number'],
        'cost': 'units.cost_gbp', 'unpriced_reason': 'units.unpriced_reason_code', 'sus_price': 'units.sus_price_gbp'
    },
    {
        'feed': 'ecds', 'rows': ref('fct_ae_attendance'), 'counts': 'units.point_of_delivery_code is not null',
        'point_of_delivery': 'units.point_of_delivery_code', 'date': civil_date('units.arrival_at'),
        'key': ['provider_code', 'attendance_id'],
        'cost': 'units.cost_gbp', 'unpriced_reason': 'units.unpriced_reason_code', 'sus_price': 'units.sus_price_gbp'
    },
    {
        'feed': 'op', 'rows': ref('fct_outpatient'), 'counts': 'units.point_of_delivery_code is not null',
        'point_of_delivery': 'units.point_of_delivery_code', 'date': 'units.appointment_date',
        'key': ['provider_code', 'appointment_id'], 'sus_price': 'units.sus_price_gbp',
        'costs': ref('int_cost__op'), 'costed_by': ['provider_code', 'treatment_function_code', 'point_of_delivery_code']
    },
    {
        'feed': 'gp_appointments', 'rows': ref('fct_gp_appointment'), 'counts': 'units.is_attended',
        'point_of_delivery': "'GP'", 'date': civil_date('units.appointment_at'),
        'provider': 'units.source_practice_code', 'key': ['source_practice_code', 'appointment_id'],
        'costs': ref('int_cost__gp'), 'costed_by': ['professional_code', 'mode_code']
    },
    {
        'feed': 'gp_medications', 'rows': ref('fct_prescription'), 'counts': 'true',
        'point_of_delivery': "'RX'", 'date': 'units.issue_date',
        'provider': 'units.source_practice_code', 'key': ['source_practice_code', 'issue_id'],
        'cost': to_the_penny('units.net_ingredient_cost_gbp')
    },
    {
        'feed': 'csds', 'rows': ref('fct_community_contact'), 'counts': 'units.is_attended',
        'point_of_delivery': "'CSC'", 'date': civil_date('units.contact_at'),
        'key': ['provider_code', 'referral_id', 'contact_id'],
        'costs': ref('int_cost__csds'), 'costed_by': ['team_type_code']
    },
    {
        'feed': 'mh_contacts', 'rows': ref('fct_mental_health_contact'), 'counts': 'units.is_attended',
        'point_of_delivery': "'MHC'", 'date': civil_date('units.contact_at'),
        'key': ['provider_code', 'referral_id', 'contact_id'],
        'costs': ref('int_cost__mh_contact'), 'costed_by': ['team_type_code']
    },
    {
        'feed': 'mh_stays', 'rows': ref('int_mh_stays__bed_days'), 'counts': is_for_planning('units.'),
        'point_of_delivery': "'MHBD'", 'date': 'units.activity_date', 'quantity': 'units.quantity',
        'key': ['provider_code', 'spell_number'],
        'costs': ref('int_cost__mh_bed_day'), 'costed_by': ['quantity']
    },
    {
        'feed': 'social_care', 'rows': ref('int_social_care__units'), 'counts': is_for_planning('units.'),
        'point_of_delivery': "'SC'", 'date': 'units.activity_date', 'quantity': 'units.quantity',
        'key': ['provider_code', 'event_id'],
        'costs': ref('int_cost__social_care'), 'costed_by': ['event_type_code', 'weekly_cost_gbp', 'quantity']
    },
    {
        'feed': 'rapid_response', 'rows': ref('fct_rapid_response_call'), 'counts': 'units.accepted',
        'point_of_delivery': "'RR'", 'date': civil_date('units.call_received_at'), 'key': ['provider_code', 'call_id'],
        'costs': ref('int_cost__rapid_response'), 'costed_by': []
    },
    {
        'feed': 'voluntary_support', 'rows': ref('fct_voluntary_support'), 'counts': 'true',
        'point_of_delivery': "'VS'", 'date': 'units.start_date', 'key': ['provider_code', 'support_id'],
        'costs': ref('int_cost__voluntary'), 'costed_by': ['service_code', 'contact_count']
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
        {{ joined_key(each.key, 'units.') }} as source_key,
        units.sender_code,
        units.delivery_id,
        units.person_id,
        units.link_method_code,
        units.link_prob,
        {{ each.point_of_delivery }} as point_of_delivery_code,
        {{ each.date }} as activity_date,
        {{ each.provider | default('units.provider_code') }} as provider_code,
        units.practice_code,
        units.borough_code,
        units.is_in_registered_population,
        {{ each.quantity | default('1') }} as quantity,
        {{ each.cost | default('costs.cost_gbp') }} as cost_gbp,
        {{ each.unpriced_reason | default('costs.unpriced_reason_code' if each.costs is defined else 'null') }}
            as unpriced_reason_code,
        {{ each.sus_price | default('cast(null as decimal(18, 6))') }} as sus_price_gbp
    from {{ each.rows }} as units
    {% if each.costs is defined %}
    left join {{ each.costs }} as costs
        on
            {{ each.date }} = costs.costing_date
            {% for column in each.costed_by %}
            and units.{{ column }} is not distinct from costs.{{ column }}
            {% endfor %}
    {% endif %}
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
    units.cost_gbp,
    units.cost_gbp is not null as is_priced,
    -- A price there may be; without an amount of its own, or a count of contacts, there is still nothing to value.
    case when units.cost_gbp is null then coalesce(units.unpriced_reason_code, 'NO_AMOUNT') end as unpriced_reason_code,
    units.sus_price_gbp,
    units.source_feed,
    units.source_key,
    units.sender_code,
    units.delivery_id
from units
inner join points_of_delivery
    on units.point_of_delivery_code = points_of_delivery.point_of_delivery_code
