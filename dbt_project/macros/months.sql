{# Months as the marts count them: what a month is made of, and when it is still provisional. #}

{% macro month_of(day) -%}
    cast(date_trunc('month', {{ day }}) as date)
{%- endmacro %}

{% macro quarter_of(day) -%}
    cast(date_trunc('quarter', {{ day }}) as date)
{%- endmacro %}

{% macro last_day_of_quarter(quarter) -%}
    cast({{ quarter }} + interval 3 month - interval 1 day as date)
{%- endmacro %}

{# Every month from one to another, both included: to be unnested. Nothing where either end is null. #}
{% macro months_between(first_day, last_day) -%}
    generate_series({{ month_of(first_day) }}, {{ month_of(last_day) }}, interval 1 month)
{%- endmacro %}

{# Whether activity of a month (or quarter) that ended on that day may still arrive or be recoded. #}
{% macro is_provisional(last_day, as_of_date) -%}
    (date_diff('day', {{ last_day }}, {{ as_of_date }}) < {{ var('provisional_days') }})
{%- endmacro %}
