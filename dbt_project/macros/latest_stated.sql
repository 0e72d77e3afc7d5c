{#- The value of the latest row that has one; of two rows as late as each other, the greater value. -#}
{% macro latest_stated(value, said_when) -%}
    max_by({{ value }}, {'said_when': {{ said_when }}, 'said': {{ value }}}) filter (where {{ value }} is not null)
{%- endmacro %}
