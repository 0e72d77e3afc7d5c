-- Prescription issues. People with a type 1 opt-out are left out.

with

linked as (
    {{ linked_rows('gp_medications', ref('stg_gp_medications__issues'), dated_on='issue_date') }}
),

placed as (
    {{ placed_rows('linked', source_practice='linked.practice_code', without_type_1=true) }}
)

select
    {{ person_and_place() }},
    practice_code as source_practice_code,
    issue_id,
    bnf_code,
    issue_date,
    quantity,
    net_ingredient_cost_gbp
from placed
