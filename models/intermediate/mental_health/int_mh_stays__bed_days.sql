-- Occupied bed days by stay and month: the day of discharge is not one, and an open stay runs to the reporting date,
-- that day included. A month without a day of the stay has no row. Each part is placed on its own first day.

with

stays as (
    select
        stays.person_id,
        stays.link_method_code,
        stays.link_prob,
        stays.own_borough_code,
        stays.is_direct_care_covered,
        stays.is_planning_covered,
        stays.sender_code,
        stays.delivery_id,
        stays.provider_code,
        stays.spell_number,
        stays.admission_date,
        coalesce(stays.discharge_date - 1, reporting_date.as_of_date) as last_date
    from {{ ref('int_mh_stays__linked') }} as stays
    cross join {{ source('ops', 'reporting_date') }} as reporting_date
),

stay_months as (
    select
        *,
        cast(unnest({{ months_between('admission_date', 'last_date') }}) as date) as month
    from stays
    where last_date >= admission_date
),

parts as (
    select
        *,
        greatest(admission_date, month) as activity_date,
        date_diff('day', greatest(admission_date, month), least(last_date, last_day(month))) + 1 as quantity
    from stay_months
),

placed as (
    {{ placed_rows('parts', dated_on='activity_date') }}
)

select
    person_id,
    link_method_code,
    link_prob,
    place_practice_code as practice_code,
    place_borough_code as borough_code,
    is_in_registered_population,
    is_national_opt_out,
    is_direct_care_covered,
    is_planning_covered,
    sender_code,
    delivery_id,
    provider_code,
    spell_number,
    activity_date,
    month,
    quantity
from placed
