{{ config(materialized='table') }}

-- The days on which somebody's conditions are asked for, once each: now, a year before the last complete month, and the
-- start of each financial year, or the day of joining in it. History is answered by the same rules as the present.

with

people as (
    select person_id, birth_month, is_registered, death_date
    from {{ ref('int_person__attributes') }}
),

permissions as (
    select person_id, is_national_opt_out, is_type_1_opt_out
    from {{ ref('int_person__permissions') }}
),

index_dates as (
    select index_code, reference_date
    from {{ ref('int_risk__index_dates') }}
),

years as (
    select fin_year, first_date, last_date
    from {{ ref('int_activity__years') }}
),

reporting as (
    select as_of_date
    from {{ source('ops', 'reporting_date') }}
),

-- Alive on a day means that no death is recorded by it, so the day before death is the last.
registered as (
    select
        periods.person_id,
        periods.valid_from,
        least(
            coalesce(periods.valid_to, {{ last_possible_date() }}),
            coalesce(periods.death_date - 1, {{ last_possible_date() }}),
            reporting.as_of_date
        ) as valid_to
    from {{ ref('int_registration__periods') }} as periods
    cross join reporting
),

asked as (
    select
        people.person_id,
        index_dates.reference_date,
        'NOW' as asked_code,
        cast(null as varchar) as fin_year,
        people.is_registered
    from people
    inner join index_dates
        on index_dates.index_code = 'NOW'
    union all
    select
        registered.person_id,
        index_dates.reference_date,
        'YEAR_AGO' as asked_code,
        cast(null as varchar) as fin_year,
        true as is_registered
    from registered
    inner join index_dates
        on
            index_dates.index_code = 'YEAR_AGO'
            and registered.valid_from <= index_dates.reference_date
            and registered.valid_to >= index_dates.reference_date
    union all
    select
        registered.person_id,
        min(greatest(registered.valid_from, years.first_date)) as reference_date,
        'FIN_YEAR' as asked_code,
        years.fin_year,
        true as is_registered
    from registered
    inner join years
        on registered.valid_from <= years.last_date and registered.valid_to >= years.first_date
    where registered.valid_from <= registered.valid_to
    group by registered.person_id, years.fin_year
),

-- One day may be asked for by several.
days as (
    select
        person_id,
        reference_date,
        max(fin_year) as fin_year,
        bool_or(asked_code = 'NOW') as is_now,
        bool_or(asked_code = 'YEAR_AGO') as is_year_ago,
        bool_or(is_registered) as is_registered
    from asked
    group by person_id, reference_date
),

-- The dead do not grow older.
dated_people as (
    select
        days.*,
        people.birth_month,
        least(days.reference_date, coalesce(people.death_date, days.reference_date)) as aged_on
    from days
    inner join people
        on days.person_id = people.person_id
)

select
    dated_people.person_id,
    dated_people.reference_date,
    dated_people.is_now,
    dated_people.is_year_ago,
    dated_people.fin_year,
    dated_people.is_registered,
    dated_people.birth_month,
    {{ age_in_years('dated_people.birth_month', 'dated_people.aged_on') }} as age_years,
    permissions.is_national_opt_out,
    permissions.is_type_1_opt_out as is_gp_data_absent
from dated_people
inner join permissions
    on dated_people.person_id = permissions.person_id
