-- Social care as it is counted: a service by its days in each month, its first and last day included and a running one
-- up to the reporting date; any other event once. Each part is placed on its own first day.

with

events as (
    select
        events.person_id,
        events.link_method_code,
        events.link_prob,
        events.own_borough_code,
        events.is_direct_care_covered,
        events.is_planning_covered,
        events.sender_code,
        events.delivery_id,
        events.provider_code,
        events.event_id,
        events.event_type_code,
        events.weekly_cost_gbp,
        events.start_date,
        case
            when events.event_type_code = 'SERVICE' then coalesce(events.end_date, reporting_date.as_of_date)
            else events.start_date
        end as last_date
    from {{ ref('int_social_care__linked') }} as events
    cross join {{ source('ops', 'reporting_date') }} as reporting_date
),

event_months as (
    select
        *,
        cast(unnest({{ months_between('start_date', 'last_date') }}) as date) as month
    from events
),

parts as (
    select
        *,
        greatest(start_date, month) as activity_date,
        date_diff('day', greatest(start_date, month), least(last_date, last_day(month))) + 1 as quantity
    from event_months
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
    event_id,
    event_type_code,
    weekly_cost_gbp,
    activity_date,
    month,
    quantity
from placed
