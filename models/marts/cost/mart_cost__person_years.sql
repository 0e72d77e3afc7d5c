with

spent as (
    select
        person_id,
        fin_year,
        setting_code,
        sum(activity_count) as activity_count,
        sum(unpriced_count) as unpriced_count,
        sum(cost_gbp) as cost_gbp
    from {{ ref('mart_cost__person_boroughs') }}
    group by person_id, fin_year, setting_code
),

registered as (
    select person_id, fin_year
    from {{ ref('mart_cost__registered_people') }}
),

-- People who cost nothing are people too: without them the mean is of the ill alone.
people as (
    select person_id, fin_year
    from registered
    union
    select person_id, fin_year
    from spent
),

settings as (
    select distinct setting_code
    from {{ ref('code_points_of_delivery') }}
)

-- Nothing done costs nothing. Something done that has no price has no cost.
select
    people.person_id,
    people.fin_year,
    settings.setting_code,
    cast(coalesce(spent.activity_count, 0) as bigint) as activity_count,
    cast(coalesce(spent.unpriced_count, 0) as bigint) as unpriced_count,
    cast(case when spent.person_id is null then 0 else spent.cost_gbp end as decimal(18, 2)) as cost_gbp
from people
cross join settings
left join spent
    on
        people.person_id = spent.person_id
        and people.fin_year = spent.fin_year
        and settings.setting_code = spent.setting_code
