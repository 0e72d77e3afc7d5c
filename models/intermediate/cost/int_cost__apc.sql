{{ config(materialized='table') }}

-- Spells: the price of the HRG, elective or not, on the day of discharge. An emergency of under two days of an adult
-- has the short-stay price where there is one. Every day past the trim point comes on top. All of it times the factor.
-- Spells that are still open, private or of mental health have no cost, and are not asked for.

with

asked as (
    select
        admission_id,
        provider_code,
        point_of_delivery_code,
        length_of_stay_days,
        age_at_admission_years,
        hrg_code as currency_code,
        case when point_of_delivery_code in ('DC', 'EL', 'RA') then 'EL' else 'NEL' end as modifier_code,
        discharge_date as costing_date
    from {{ ref('int_admission__classified') }}
    where discharge_date is not null and is_nhs_funded and not is_mental_health_spell
),

priced as (
    {{ with_price('asked', 'APC') }}
),

factored as (
    {{ with_market_forces('priced') }}
),

-- Where the age is not known the patient is taken for an adult.
parts as (
    select
        *,
        case
            when
                point_of_delivery_code = 'NEL'
                and length_of_stay_days < {{ var('short_stay_below_days') }}
                and (age_at_admission_years is null or age_at_admission_years >= {{ var('short_stay_from_age_years') }})
                then coalesce(short_stay_price_gbp, price_gbp)
            else price_gbp
        end as stay_price_gbp,
        coalesce(greatest(length_of_stay_days - trim_point_days, 0), 0) as excess_days
    from factored
)

select
    admission_id,
    {{ to_the_penny(
        '(stay_price_gbp + coalesce(excess_day_price_gbp * excess_days, 0)) * market_forces_factor'
    ) }} as cost_gbp,
    {{ price_found() }},
    stay_price_gbp,
    excess_days,
    excess_day_price_gbp,
    market_forces_factor
from parts
