with

people as (
    select person_id, fin_year, coalesce(sum(cost_gbp), 0) as cost_gbp
    from {{ ref('mart_cost__person_years') }}
    group by person_id, fin_year
),

-- People who cost the same to the penny stand on one step.
steps as (
    select fin_year, cost_gbp, count(*) as people_count
    from people
    group by fin_year, cost_gbp
),

climbed as (
    select
        fin_year,
        cost_gbp,
        sum(people_count) over (
            partition by fin_year order by cost_gbp rows between unbounded preceding and current row
        ) as people_to_here,
        sum(people_count) over (partition by fin_year) as all_people
    from steps
),

-- The smallest cost that so many in a thousand, or more, do not exceed: what somebody did cost, and nothing between.
thresholds as (
    select fin_year, min(cost_gbp) as threshold_gbp
    from climbed
    where people_to_here * 1000 >= all_people * {{ var('risk_pool_from_per_mille') }}
    group by fin_year
)

select
    people.person_id,
    people.fin_year,
    cast(people.cost_gbp as decimal(18, 2)) as cost_gbp,
    cast(thresholds.threshold_gbp as decimal(18, 2)) as threshold_gbp,
    cast(people.cost_gbp - thresholds.threshold_gbp as decimal(18, 2)) as pooled_gbp
from people
inner join thresholds
    on people.fin_year = thresholds.fin_year
where people.cost_gbp > thresholds.threshold_gbp
