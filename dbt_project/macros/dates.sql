{#- Days: what a moment is in the civil calendar, what has not happened yet, and what somebody's age is. -#}

{#-
    Moments are kept in UTC; the day that people mean is London's. London is at UTC or one hour ahead, so that only the
    last hour of a day can belong to the next one: asking the time zone about no other hour is ten times faster.
-#}
{% macro civil_date(moment) -%}
    case
        when hour({{ moment }}) = 23 then cast(timezone('Europe/London', timezone('UTC', {{ moment }})) as date)
        else cast({{ moment }} as date)
    end
{%- endmacro %}

{#- An end after the reporting date has not happened yet. -#}
{% macro if_happened(end_date, as_of_date='as_of_date') -%}
    case when {{ end_date }} <= {{ as_of_date }} then {{ end_date }} end
{%- endmacro %}

{#- Stand for "always" and "open" where dates are compared; never written into a fact. -#}
{% macro first_possible_date() -%}
    date '0001-01-01'
{%- endmacro %}

{% macro last_possible_date() -%}
    date '9999-12-31'
{%- endmacro %}

{#- Completed years, counted from the first day of the birth month. DuckDB's date_diff would count new years. -#}
{% macro age_in_years(birth_month, on_date) -%}
    case when {{ birth_month }} <= {{ on_date }} then date_sub('year', {{ birth_month }}, {{ on_date }}) end
{%- endmacro %}

{% macro age_band(age_years) -%}
    case
        when {{ age_years }} < 5 then '0-4'
        when {{ age_years }} < 18 then '5-17'
        when {{ age_years }} < 40 then '18-39'
        when {{ age_years }} < 65 then '40-64'
        when {{ age_years }} < 75 then '65-74'
        when {{ age_years }} < 85 then '75-84'
        when {{ age_years }} >= 85 then '85+'
    end
{%- endmacro %}

{#- April to March, written 2024/25. -#}
{% macro fin_year(day) -%}
    case
        when month({{ day }}) >= 4
            then year({{ day }}) || '/' || lpad(cast((year({{ day }}) + 1) % 100 as varchar), 2, '0')
        else (year({{ day }}) - 1) || '/' || lpad(cast(year({{ day }}) % 100 as varchar), 2, '0')
    end
{%- endmacro %}

{% macro first_day_of_fin_year(day) -%}
    make_date(year({{ day }}) - case when month({{ day }}) >= 4 then 0 else 1 end, 4, 1)
{%- endmacro %}
