{#-
    The feeds that open tables may not count, of rows of mart_quality__agreements: those used for planning of which not
    every sender has agreed to open tables. Registrations say where everything happened and whose rates are told, so
    where they are closed everything placed by them is.
-#}
{% macro closed_feeds(agreements) -%}
    select feed
    from {{ agreements }}
    group by feed
    having
        bool_or(is_used) filter (where purpose_code = 'PLANNING')
        and not bool_or(is_used) filter (where purpose_code = 'OPEN')
{%- endmacro %}
