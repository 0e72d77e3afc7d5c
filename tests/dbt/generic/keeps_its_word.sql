{#-
    Rows of a table that break what its description says: a repeated key, an empty column that is required, a code that
    is not on its list, a statement that does not hold. One test for each table, because every test has a fixed cost.

    sample_of: repeated keys are looked for among one in so many keys. A join that repeats rows repeats them all over
    the table, so the largest tables need not be grouped whole every night.
-#}
{% test keeps_its_word(model, key, required, lists={}, holds=[], sample_of=1) %}
with

broken as (
    select count(*) as row_count
    from {{ model }}
    where
        {%- for column in required %}
        {{ "or " if not loop.first }}{{ column }} is null
        {%- endfor %}
        {%- for column, codes in lists.items() %}
        or {{ column }} not in ('{{ codes | join("', '") }}')
        {%- endfor %}
        {%- for statement in holds %}
        or not ({{ statement }})
        {%- endfor %}
),

repeated as (
    select count(*) as row_count
    from {{ model }}
    {%- if sample_of > 1 %}
    where hash({{ key | join(', ') }}) % {{ sample_of }} = 0
    {%- endif %}
    group by {{ key | join(', ') }}
    having count(*) > 1
)

select row_count
from broken
where row_count > 0
union all
select row_count
from repeated
{% endtest %}
