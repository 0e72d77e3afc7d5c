with

shares as (
    select fin_year, borough_code, scope_code, basis_code, people_pct, people_count, cost_pct, gini_rate, is_whole_year
    from {{ ref('mart_cost__concentration') }}
),

statements as (
    select scope_code, basis_code, people_pct, cost_pct, statement
    from {{ ref('code_cost_statements') }}
),

curves as (
    select
        fin_year,
        borough_code,
        scope_code,
        basis_code,
        people_count,
        min(case when cost_pct >= 80 then people_pct end) as people_holding_80_pct,
        max(case when people_pct = 20 then cost_pct end) as held_by_20_pct,
        gini_rate,
        is_whole_year
    from shares
    group by fin_year, borough_code, scope_code, basis_code, people_count, gini_rate, is_whole_year
)

select
    curves.fin_year,
    curves.borough_code,
    curves.scope_code,
    curves.basis_code,
    curves.people_count,
    curves.people_holding_80_pct,
    curves.held_by_20_pct,
    curves.gini_rate,
    statements.statement,
    cast(statements.people_pct as double) as stated_people_pct,
    cast(statements.cost_pct as double) as stated_cost_pct,
    curves.is_whole_year
from curves
left join statements
    on curves.scope_code = statements.scope_code and curves.basis_code = statements.basis_code
