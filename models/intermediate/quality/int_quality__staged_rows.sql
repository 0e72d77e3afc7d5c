{#- A staging model is a view of its feed's rows in force and nothing else, so that is what is counted. -#}
{{ config(materialized='table') }}

with

-- The shape of the table, before the feeds are known.
no_rows as (
    select
        cast(null as varchar) as feed,
        cast(null as varchar) as table_name,
        cast(null as bigint) as rows_count
    where false
)

select
    feed,
    table_name,
    rows_count
from no_rows
{%- for feed in staged_feeds() %}
union all
select
    '{{ feed.name }}' as feed,
    '{{ feed.table_name }}' as table_name,
    count(*) as rows_count
from {{ feed.relation_name }}
{%- endfor %}
