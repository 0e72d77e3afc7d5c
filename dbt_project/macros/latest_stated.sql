{#-
    What the latest row that has a value says: the value, or what stands beside it. Of two rows as late as each other,
    the one with the greater value.
-#}
{% macro latest_stated(value, said_when, said_there=none) -%}
    max_by({{ said_there or value }}, struct_pack(said_when := {{ said_when }}, said := {{ value }}))
    filter (where {{ value }} is not null)
{%- endmacro %}
