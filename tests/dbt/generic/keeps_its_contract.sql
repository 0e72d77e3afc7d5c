{#-
    Rows of a staging model that break what their feed's contract promises: a required column is empty, or says what is
    not on its closed list. One test for each feed, because every test reads all of the feed's files again.
-#}
{% test keeps_its_contract(model, required, lists) %}
select
    delivery_id,
    row_number
from {{ model }}
where
    {%- for column in required %}
    {{ "or " if not loop.first }}{{ column }} is null
    {%- endfor %}
    {%- for column, codes in lists.items() %}
    or {{ column }} not in ('{{ codes | join("', '") }}')
    {%- endfor %}
{% endtest %}
