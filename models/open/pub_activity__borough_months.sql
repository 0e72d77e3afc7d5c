{%- set measures = [
    'registered_count', 'emergency_admission_count', 'elective_admission_count', 'ae_attendance_count',
    'emergency_readmission_count', 'acsc_admission_count', 'emergency_bed_days_count', 'readmission_index_count'
] -%}

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
    borough_code,
    borough_name,
    month,
    {% for measure in measures %}
    {{ published_count(measure, also_hidden='is_' ~ measure ~ '_telling') }},
    {% endfor %}
    is_provisional
from areas
