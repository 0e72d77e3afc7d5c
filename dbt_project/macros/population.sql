{# Over whom costs are told: who was registered and alive, and what people are grouped by. #}

{#-
    When who was registered where and alive, of all whose rows may be counted: objectors are rows of people who are left
    out. Alive on a day means that no death is recorded by it, so the day before death is the last.
-#}
{% macro registered_and_alive(objectors) -%}
    select
        periods.person_id,
        periods.practice_code,
        periods.borough_code,
        periods.valid_from,
        least(
            coalesce(periods.valid_to, {{ last_possible_date() }}),
            coalesce(periods.death_date - 1, {{ last_possible_date() }})
        ) as valid_to
    from {{ ref('int_registration__periods') }} as periods
    left join {{ objectors }} as objectors
        on periods.person_id = objectors.person_id
    where objectors.person_id is null
{%- endmacro %}

{#-
    By what a person's costs are grouped, and how it is said of a row that has the person's segment_code, birth_month and
    ltc_count and the year's first_date. Age is that of the first day of the year, or at birth; conditions those of the
    reporting date, five or more together.
-#}
{% macro kinds_of_people() -%}
    {{ return({
        'ALL': "'ALL'",
        'SEGMENT': 'cast(segment_code as varchar)',
        'AGE_BAND': age_band(age_in_years('birth_month', 'greatest(first_date, birth_month)')),
        'CONDITION_COUNT': "case when ltc_count >= 5 then '5+' else cast(ltc_count as varchar) end"
    }) }}
{%- endmacro %}
