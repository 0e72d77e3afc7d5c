with

years as (
    select fin_year, days_count, is_whole
    from {{ ref('mart_cost__years') }}
),

settings as (
    select distinct setting_code
    from {{ ref('code_points_of_delivery') }}
),

group_years as (
    select fin_year, group_type_code, group_code, registered_days
    from {{ ref('mart_cost__group_years') }}
),

-- A group whose people did nothing in a setting has its row. Grouping, unlike joining, keeps what is of none together.
together as (
    select
        group_years.fin_year, group_years.group_type_code, group_years.group_code, settings.setting_code,
        group_years.registered_days, 0 as person_count, 0 as activity_count, null as cost_gbp,
        null as registered_cost_gbp
    from group_years
    cross join settings
    union all
    select
        fin_year, group_type_code, group_code, setting_code, 0 as registered_days, person_count, activity_count,
        cost_gbp, registered_cost_gbp
    from {{ ref('mart_cost__group_activity') }}
),

added_up as (
    select
        fin_year,
        group_type_code,
        group_code,
        setting_code,
        cast(sum(registered_days) as bigint) as registered_days,
        cast(sum(person_count) as bigint) as person_count,
        cast(sum(activity_count) as bigint) as activity_count,
        sum(cost_gbp) as cost_gbp,
        coalesce(sum(registered_cost_gbp), 0) as registered_cost_gbp
    from together
    group by fin_year, group_type_code, group_code, setting_code
)

-- Nothing done costs nothing; something done that has no price has no cost. A rate takes only activity inside its
-- denominator.
select
    added_up.fin_year,
    added_up.group_type_code,
    added_up.group_code,
    added_up.setting_code,
    added_up.person_count,
    cast(added_up.registered_days / years.days_count as double) as person_years,
    added_up.activity_count,
    cast(case when added_up.activity_count = 0 then 0 else added_up.cost_gbp end as decimal(18, 2)) as cost_gbp,
    cast(
        case
            when added_up.activity_count = 0 or added_up.cost_gbp is not null
                then
                    {{ share_to_the_penny(
                        'added_up.registered_cost_gbp', 'years.days_count', 'added_up.registered_days'
                    ) }}
        end as decimal(18, 2)
    ) as cost_per_person_year_gbp,
    years.is_whole as is_whole_year
from added_up
inner join years
    on added_up.fin_year = years.fin_year
