{#- Each with the feed whose rows it counts. -#}
{%- set measures = {
    'registered_count': 'registrations', 'emergency_admission_count': 'apc', 'elective_admission_count': 'apc',
    'ae_attendance_count': 'ecds', 'emergency_readmission_count': 'apc', 'acsc_admission_count': 'apc',
    'emergency_bed_days_count': 'apc', 'readmission_index_count': 'apc'
} -%}

with

parts as (
    select
        borough_code,
        month,
        {% for measure in measures %}
        {{ measure }},
        {% endfor %}
        is_provisional
    from {{ ref('mart_activity__borough_months') }}
),

agreements as (
    select feed, purpose_code, is_used
    from {{ ref('mart_quality__agreements') }}
),

closed_feeds as (
    {{ closed_feeds('agreements') }}
),

closed as (
    select
        count(*) filter (where feed = 'registrations') > 0 as is_registrations_closed,
        count(*) filter (where feed in ('apc', 'registrations')) > 0 as is_apc_closed,
        count(*) filter (where feed in ('ecds', 'registrations')) > 0 as is_ecds_closed
    from closed_feeds
),

boroughs as (
    select borough_code, min(borough_name) as borough_name
    from {{ ref('dim_lsoa') }}
    group by borough_code
),

-- A total is the sum of the parts before they were rounded.
totals as (
    select
        month,
        {% for measure in measures %}
        cast(sum({{ measure }}) as bigint) as {{ measure }},
        {{ gives_a_part_away('count(*) filter (where ' ~ is_small_count(measure) ~ ')') }} as is_{{ measure }}_telling,
        {% endfor %}
        is_provisional
    from parts
    group by month, is_provisional
),

areas as (
    select
        parts.borough_code,
        boroughs.borough_name,
        parts.month,
        {% for measure in measures %}
        parts.{{ measure }},
        false as is_{{ measure }}_telling,
        {% endfor %}
        parts.is_provisional
    from parts
    left join boroughs on parts.borough_code = boroughs.borough_code
    union all
    select
        'ALL' as borough_code,
        'All boroughs' as borough_name,
        month,
        {% for measure in measures %}
        {{ measure }},
        is_{{ measure }}_telling,
        {% endfor %}
        is_provisional
    from totals
)

select
    areas.borough_code,
    areas.borough_name,
    areas.month,
    {% for measure, feed in measures.items() %}
    {{ published_count(
        measure, also_hidden='areas.is_' ~ measure ~ '_telling or closed.is_' ~ feed ~ '_closed', relation='areas'
    ) }},
    {% endfor %}
    areas.is_provisional
from areas
cross join closed
