with

shares as (
    select
        fin_year,
        borough_code,
        scope_code,
        basis_code,
        people_pct,
        people_count,
        costliest_people_count,
        cost_pct,
        is_whole_year,
        lag(costliest_people_count, 1, 0) over along as people_before_count,
        lag(cost_pct, 1, 0) over along as cost_before_pct
    from {{ ref('mart_cost__concentration') }}
    window along as (partition by fin_year, borough_code, scope_code, basis_code order by people_pct)
),

statements as (
    select scope_code, basis_code, people_pct, cost_pct, statement
    from {{ ref('code_cost_statements') }}
),

-- Twice the area under the curve, from nobody on and from point to point, less that under a straight line.
curves as (
    select
        fin_year,
        borough_code,
        scope_code,
        basis_code,
        max(people_count) as people_count,
        sum((costliest_people_count - people_before_count) * (cost_pct + cost_before_pct)) / max(people_count)
            as twice_area_pct,
        min(case when cost_pct >= 80 then people_pct end) as people_holding_80_pct,
        max(case when people_pct = 20 then cost_pct end) as held_by_20_pct,
        is_whole_year
    from shares
    group by fin_year, borough_code, scope_code, basis_code, is_whole_year
)

select
    curves.fin_year,
    curves.borough_code,
    curves.scope_code,
    curves.basis_code,
    curves.people_count,
    curves.people_holding_80_pct,
    curves.held_by_20_pct,
    round(cast(curves.twice_area_pct / 100 - 1 as double), 6) as gini_rate,
    statements.statement,
    cast(statements.people_pct as double) as stated_people_pct,
    cast(statements.cost_pct as double) as stated_cost_pct,
    curves.is_whole_year
from curves
left join statements
    on curves.scope_code = statements.scope_code and curves.basis_code = statements.basis_code
