{{ config(materialized='table') }}

-- What is known of everybody with a row by the reporting date. Place is that of the registration in force, and of
-- somebody not registered that of the last registration; gender, ethnicity and birth are of the latest registration.

with

latest_registrations as (
    select
        person_id,
        practice_code,
        registered_from,
        registered_to,
        ethnic_category_code,
        gender_code,
        birth_month,
        lsoa_code,
        borough_code,
        is_postcode_unknown
    from {{ ref('int_registration__rows') }}
    where registration_order = 1
),

current_registrations as (
    select
        periods.person_id,
        periods.practice_code,
        periods.registered_from,
        periods.registered_to,
        periods.lsoa_code,
        periods.borough_code,
        periods.is_postcode_unknown
    from {{ ref('int_registration__periods') }} as periods
    cross join {{ source('ops', 'reporting_date') }} as reporting_date
    where
        reporting_date.as_of_date >= periods.valid_from
        and reporting_date.as_of_date <= coalesce(periods.valid_to, {{ last_possible_date() }})
        and periods.death_date is null
),

together as (
    select
        people.person_id,
        deaths.death_date,
        current_registrations.person_id is not null as is_registered,
        coalesce(current_registrations.practice_code, latest_registrations.practice_code) as practice_code,
        coalesce(current_registrations.registered_from, latest_registrations.registered_from) as registered_from,
        case
            when current_registrations.person_id is not null then current_registrations.registered_to
            else latest_registrations.registered_to
        end as registered_to,
        current_registrations.lsoa_code as current_lsoa_code,
        current_registrations.borough_code as current_borough_code,
        coalesce(
            current_registrations.lsoa_code is not null or current_registrations.is_postcode_unknown, false
        ) as is_current_postcode_given,
        latest_registrations.lsoa_code as latest_lsoa_code,
        latest_registrations.borough_code as latest_borough_code,
        coalesce(
            latest_registrations.lsoa_code is not null or latest_registrations.is_postcode_unknown, false
        ) as is_latest_postcode_given,
        coalesce(latest_registrations.gender_code, stated.gender_code) as gender_code,
        coalesce(latest_registrations.birth_month, stated.birth_month) as birth_month,
        coalesce(latest_registrations.ethnic_category_code, stated.ethnic_category_code) as ethnic_category_code,
        stated.lsoa_code as stated_lsoa_code,
        stated.borough_code as stated_borough_code
    from {{ ref('int_person__in_force') }} as people
    left join latest_registrations
        on people.person_id = latest_registrations.person_id
    left join current_registrations
        on people.person_id = current_registrations.person_id
    left join {{ ref('int_person__deaths') }} as deaths
        on people.person_id = deaths.person_id
    left join {{ ref('int_person__stated') }} as stated
        on people.person_id = stated.person_id
)

-- A registration without a postcode: where the latest row that has one says. Who was never registered has no place,
-- whatever postcode an extract carries; and a postcode that no list has is a place that nobody knows.
select
    person_id,
    birth_month,
    gender_code,
    ethnic_category_code,
    is_registered,
    practice_code,
    registered_from,
    registered_to,
    death_date,
    case
        when practice_code is null then null
        when is_current_postcode_given then current_lsoa_code
        when is_latest_postcode_given then latest_lsoa_code
        else stated_lsoa_code
    end as lsoa_code,
    case
        when practice_code is null then null
        when is_current_postcode_given then current_borough_code
        when is_latest_postcode_given then latest_borough_code
        else stated_borough_code
    end as borough_code
from together
