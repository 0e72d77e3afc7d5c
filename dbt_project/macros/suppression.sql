{# Disclosure control of the open tables: the thresholds, each once, with its reason and its source. #}

{# Counts of 1 to 7 could be recognised by somebody who knows the few people behind them.
   Source: NHS Digital, HES Analysis Guide ("0 shown, 1 to 7 suppressed, all else rounded to the nearest 5"). #}
{% macro highest_hidden_count() %}7{% endmacro %}

{# Rounding stops a reader from subtracting one table from another to find a small number. Same source. #}
{% macro rounding_base() %}5{% endmacro %}

{# Mental health data (MHSDS publication rules) hide 0 to 4. A table that holds both kinds of activity takes the
   stricter of the two rules at either end: so it hides 0 as well as 1 to 7. #}
{% macro is_small_count(count, hides_zero=false) -%}
    ({{ count }} between {{ 0 if hides_zero else 1 }} and {{ highest_hidden_count() }})
{%- endmacro %}

{# A total gives a part away when exactly one of its parts is hidden: the rest can be taken off it. #}
{% macro gives_a_part_away(hidden_parts_count) -%}
    ({{ hidden_parts_count }} = 1)
{%- endmacro %}

{# Whole numbers throughout, so that no half is rounded up or down by the engine's own habits. #}
{% macro rounded_count(count) -%}
    (({{ count }} + {{ (rounding_base() | int) // 2 }}) // {{ rounding_base() }} * {{ rounding_base() }})
{%- endmacro %}

{# The two columns of a published measure: rounded, null where hidden, and whether it is hidden. #}
{% macro published_count(count, hides_zero=false, also_hidden='false', relation=none) -%}
    {%- set counted = count if relation is none else relation ~ '.' ~ count -%}
    case
        when {{ is_small_count(counted, hides_zero) }} or {{ also_hidden }} then null
        else cast({{ rounded_count(counted) }} as bigint)
    end as {{ count }},
    {{ is_small_count(counted, hides_zero) }} or {{ also_hidden }} as {{ count }}_is_suppressed
{%- endmacro %}

{# Money is published in thousands of pounds: what one more record adds to a later release is then not its price. #}
{% macro money_rounding_base() %}1000{% endmacro %}

{# The two columns of published money: rounded, null where hidden or not known, and whether that is so. #}
{% macro published_money(amount_gbp, hidden) -%}
    case
        when not ({{ hidden }})
            then cast(
                floor(({{ amount_gbp }} + {{ (money_rounding_base() | int) // 2 }}) / {{ money_rounding_base() }})
                * {{ money_rounding_base() }} as decimal(18, 2)
            )
    end as {{ amount_gbp }},
    ({{ hidden }}) or {{ amount_gbp }} is null as {{ amount_gbp }}_is_suppressed
{%- endmacro %}

{# How many per cent of so many people are more than may be recognised: 1, 5, 10 or 20, else none. From one published
   share to the next there are then always enough people that nobody's cost can be read off between them. #}
{% macro published_share_step(people_count) -%}
    case
        {%- for step in [1, 5, 10, 20] %}
        when {{ people_count }} * {{ step }} > {{ highest_hidden_count() }} * 100 + 99 then {{ step }}
        {%- endfor %}
    end
{%- endmacro %}
