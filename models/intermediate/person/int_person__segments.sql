{{ config(materialized='table') }}

-- The one group of the population that somebody belongs to on a day: the first that fits, in the order of a setting. Of
-- somebody whose practice records are kept out neither conditions nor group are known.

with

days as (
    select
        person_id,
        reference_date,
        is_now,
        is_year_ago,
        fin_year,
        age_years,
        is_national_opt_out,
        is_gp_data_absent
    from {{ ref('int_condition__reference_dates') }}
),

periods as (
    select person_id, ltc_code, kind_code, held_from, held_to
    from {{ ref('int_condition__periods') }}
    where kind_code = 'NEED' or kind_code = 'LONG_TERM'
),

-- The stretches of one condition never overlap, so each counts once.
held as (
    select
        days.person_id,
        days.reference_date,
        count(*) filter (where periods.kind_code = 'LONG_TERM') as ltc_count,
        bool_or(periods.ltc_code = 'CAN') as is_cancer,
        bool_or(periods.ltc_code = 'DEM') as is_dementia,
        bool_or(periods.ltc_code = 'LD') as is_learning_disability,
        bool_or(periods.ltc_code = 'SMI') as is_severe_mental_illness,
        bool_or(periods.ltc_code = 'CONTINUING_CARE') as is_continuing_care,
        bool_or(periods.ltc_code = 'DISABLED') as is_disabled,
        bool_or(periods.ltc_code = 'HOMELESS') as is_homeless
    from days
    inner join periods
        on
            days.person_id = periods.person_id
            and days.reference_date >= periods.held_from
            and days.reference_date <= periods.held_to
    group by days.person_id, days.reference_date
)

select
    days.person_id,
    days.reference_date,
    days.is_now,
    days.is_year_ago,
    days.fin_year,
    days.is_national_opt_out,
    case when not days.is_gp_data_absent then coalesce(held.ltc_count, 0) end as ltc_count,
    cast(
        case when not days.is_gp_data_absent then {{ segment('days.age_years', 'held') }} end as bigint
    ) as segment_code
from days
left join held
    on days.person_id = held.person_id and days.reference_date = held.reference_date
