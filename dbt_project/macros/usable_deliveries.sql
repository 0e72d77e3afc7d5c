{# Deliveries whose rows could stand in the warehouse: those that do, and those that newer ones have replaced. #}
{% macro is_usable(status_code='status_code') -%}
    {{ status_code }} in ('ACCEPTED', 'SUPERSEDED')
{%- endmacro %}

{% macro if_usable(count) -%}
    case when {{ is_usable() }} then {{ count }} else 0 end
{%- endmacro %}
