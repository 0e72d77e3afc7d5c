-- The one pass over all activity for everything that is said of people's costs. A withheld identity is nobody.
select
    person_id,
    fin_year,
    borough_code,
    practice_code,
    setting_code,
    cast(sum(quantity) as bigint) as activity_count,
    count(*) - count(cost_gbp) as unpriced_count,
    cast(sum(cost_gbp) as decimal(18, 2)) as cost_gbp,
    cast(sum(case when is_in_registered_population then cost_gbp end) as decimal(18, 2)) as registered_cost_gbp
from {{ ref('fct_activity') }}
where person_id is not null
group by person_id, fin_year, borough_code, practice_code, setting_code
