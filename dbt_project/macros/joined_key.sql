{#- The values of a key joined by |, in the order of the contract; a part that was not sent is empty. -#}
{% macro joined_key(columns, of_table='') -%}
    {%- for column in columns -%}
        {{ " || '|' || " if not loop.first }}coalesce({{ of_table }}{{ column }}, '')
    {%- endfor -%}
{%- endmacro %}
