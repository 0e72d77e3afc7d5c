with

years as (
    select fin_year, first_date, days_count, is_baseline
    from {{ ref('mart_cost__years') }}
),

persons as (
    select person_id, birth_month
    from {{ ref('dim_person') }}
),

registered as (
    select person_id, fin_year, borough_code, registered_days
    from {{ ref('mart_cost__registered_people') }}
),

emergencies as (
    select person_id, fin_year, cost_gbp
    from {{ ref('fct_activity') }}
    where point_of_delivery_code = 'NEL' and person_id is not null
),

-- Age on the first day of the year, or at birth.
together as (
    select person_id, fin_year, borough_code, registered_days, null as cost_gbp
    from registered
    union all
    select person_id, fin_year, null as borough_code, 0 as registered_days, cost_gbp
    from emergencies
),

aged as (
    select
        together.fin_year,
        together.borough_code,
        {{ age_band(age_in_years('persons.birth_month', 'greatest(years.first_date, persons.birth_month)')) }}
            as age_band,
        cast(sum(together.registered_days) as bigint) as registered_days,
        coalesce(sum(together.cost_gbp), 0) as cost_gbp,
        years.days_count,
        years.is_baseline
    from together
    inner join years
        on together.fin_year = years.fin_year
    left join persons
        on together.person_id = persons.person_id
    group by together.fin_year, together.borough_code, age_band, years.days_count, years.is_baseline
),

bands as (
    select age_band, sum(cost_gbp) as cost_gbp, cast(sum(registered_days) as hugeint) as registered_days
    from aged
    where is_baseline and age_band is not null
    group by age_band
),

everybody as (
    select sum(cost_gbp) as cost_gbp, cast(sum(registered_days) as hugeint) as registered_days
    from bands
),

-- What an emergency day of the band cost in the baseline year, over what one of anybody's did.
weights as (
    select
        bands.age_band,
        cast(cast(bands.cost_gbp * 100 as hugeint) * everybody.registered_days as double)
        / cast(nullif(cast(everybody.cost_gbp * 100 as hugeint) * bands.registered_days, 0) as double) as weight_rate
    from bands
    cross join everybody
)

-- Whose age is not known, or whose band nobody was in then, weighs as much as anybody. Bands are added in their order,
-- so that the last digit is the same in every run.
select
    aged.fin_year,
    aged.borough_code,
    cast(sum(aged.registered_days) as bigint) as registered_days,
    cast(
        sum(
            aged.registered_days * coalesce(weights.weight_rate, 1) / aged.days_count
            order by aged.age_band
        ) as double
    ) as weighted_heads
from aged
left join weights
    on aged.age_band = weights.age_band
group by aged.fin_year, aged.borough_code
having sum(aged.registered_days) > 0
