{#- How the risk features look back, and who is in which band. -#}

{#- Days from an event to the index date: 1 on the day before. An event on the index date or later is no feature's. -#}
{% macro days_before_index(day) -%}
    date_diff('day', {{ day }}, index_dates.index_date)
{%- endmacro %}

{#- Days of a stretch, both ends included, that fall in the 365 days before the index date. What ends later had not. -#}
{% macro days_in_year_before_index(first_day, last_day) -%}
    greatest(
        date_diff(
            'day',
            greatest({{ first_day }}, index_dates.index_date - 365),
            least(coalesce({{ last_day }}, index_dates.index_date - 1), index_dates.index_date - 1)
        ) + 1,
        0
    )
{%- endmacro %}

{#- Days before the earlier index date from which discharges must be there for the year before last to be told: three
    quarters of it (illustrative), so that 36 months of deliveries, the last two provisional, do. -#}
{% macro history_reach_days() -%}
    639
{%- endmacro %}

{#- A count of a feature group: null where the group is not used, nought where it is and nothing happened. -#}
{% macro feature(column, group, type='bigint') -%}
    case when groups.is_{{ group }}_used then cast(coalesce({{ column }}, {{ 'false' if type == 'boolean' else 0 }}) as {{ type }}) end
{%- endmacro %}

{#- The same of what practices record: null too for people whose practice shares nothing. -#}
{% macro practice_feature(column, type='bigint') -%}
    case
        when groups.is_gp_used and not population.is_gp_data_absent
            then cast(coalesce({{ column }}, {{ 'false' if type == 'boolean' else 0 }}) as {{ type }})
    end
{%- endmacro %}

{#- The five groups of the census, from the 16 NHS ethnic categories; Z (not stated) and 99 (not known) are none. -#}
{% macro ethnic_group(ethnic_category_code) -%}
    case
        when {{ ethnic_category_code }} in ('A', 'B', 'C') then 'WHITE'
        when {{ ethnic_category_code }} in ('D', 'E', 'F', 'G') then 'MIXED'
        when {{ ethnic_category_code }} in ('H', 'J', 'K', 'L') then 'ASIAN'
        when {{ ethnic_category_code }} in ('M', 'N', 'P') then 'BLACK'
        when {{ ethnic_category_code }} in ('R', 'S') then 'OTHER'
    end
{%- endmacro %}
