{# What somebody is involved in, of one kind, as codes joined by | as the feeds themselves join them. #}
{% macro involved_codes(involvement_code) -%}
    string_agg(distinct detail_code, '|' order by detail_code) filter (where involvement_code = '{{ involvement_code }}')
{%- endmacro %}
