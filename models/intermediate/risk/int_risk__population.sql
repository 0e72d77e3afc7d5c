{{ config(materialized='table') }}

-- Who is scored: everybody registered, and alive, on the day before an index date. Who objects to secondary use is
-- scored too, since ranks are over all registered people, and is left out where planning begins.

with

index_dates as (
    select index_code, reference_date, index_date
    from {{ ref('int_risk__index_dates') }}
),

registered as (
    select
        periods.person_id,
        index_dates.index_code,
        index_dates.reference_date,
        index_dates.index_date,
        periods.practice_code,
        periods.lsoa_code,
        periods.borough_code,
        date_diff('day', periods.registered_from, index_dates.index_date) as registered_days
    from {{ ref('int_registration__periods') }} as periods
    cross join index_dates
    where
        index_dates.reference_date >= periods.valid_from
        and index_dates.reference_date <= coalesce(periods.valid_to, {{ last_possible_date() }})
        and (periods.death_date is null or periods.death_date > index_dates.reference_date)
),

people as (
    select person_id, birth_month, gender_code, ethnic_category_code
    from {{ ref('int_person__attributes') }}
),

permissions as (
    select person_id, is_national_opt_out, is_type_1_opt_out
    from {{ ref('int_person__permissions') }}
),

areas as (
    select lsoa_code, imd_decile
    from {{ ref('int_reference__areas') }}
),

placed as (
    select
        registered.person_id,
        registered.index_code,
        registered.reference_date,
        registered.index_date,
        registered.practice_code,
        registered.borough_code,
        registered.registered_days,
        areas.imd_decile,
        people.gender_code,
        people.ethnic_category_code,
        permissions.is_national_opt_out,
        permissions.is_type_1_opt_out,
        {{ age_in_years('people.birth_month', 'registered.reference_date') }} as age_years
    from registered
    inner join people on registered.person_id = people.person_id
    inner join permissions on registered.person_id = permissions.person_id
    left join areas on registered.lsoa_code = areas.lsoa_code
)

select
    person_id,
    index_code,
    reference_date,
    index_date,
    practice_code,
    borough_code,
    registered_days,
    imd_decile,
    age_years,
    {{ age_band('age_years') }} as age_band,
    gender_code,
    {{ ethnic_group('ethnic_category_code') }} as ethnic_group_code,
    (imd_decile + 1) // 2 as imd_quintile,
    is_type_1_opt_out as is_gp_data_absent,
    is_national_opt_out
from placed
