{#- Mental health contacts and bed days are among the points of delivery, so the table hides 0 as well. -#}
with

quarters as (
    select
        practice_code,
        quarter,
        point_of_delivery_code,
        source_feed,
        activity_count,
        person_count,
        is_provisional
    from {{ ref('mart_activity__practice_quarters') }}
),

practices as (
    select practice_code, practice_name, network_code, borough_code
    from {{ ref('dim_practice') }}
),

calendar as (
    select distinct quarter, is_provisional
    from quarters
),

agreements as (
    select feed, purpose_code, is_used
    from {{ ref('mart_quality__agreements') }}
),

closed_feeds as (
    {{ closed_feeds('agreements') }}
),

points_of_delivery as (
    select
        quarters.point_of_delivery_code,
        bool_or(closed_feeds.feed is not null) as is_closed
    from quarters
    left join closed_feeds on closed_feeds.feed in (quarters.source_feed, 'registrations')
    group by quarters.point_of_delivery_code
),

-- Where 0 is hidden a missing row would tell it: so every practice has every row.
grid as (
    select
        practices.practice_code,
        practices.practice_name,
        practices.network_code,
        practices.borough_code,
        calendar.quarter,
        calendar.is_provisional,
        points_of_delivery.point_of_delivery_code,
        points_of_delivery.is_closed
    from practices
    cross join calendar
    cross join points_of_delivery
),

counted as (
    select
        grid.practice_code,
        grid.practice_name,
        grid.network_code,
        grid.borough_code,
        grid.quarter,
        grid.point_of_delivery_code,
        grid.is_closed,
        coalesce(quarters.activity_count, 0) as activity_count,
        coalesce(quarters.person_count, 0) as person_count,
        grid.is_provisional
    from grid
    left join quarters
        on
            grid.practice_code = quarters.practice_code
            and grid.quarter = quarters.quarter
            and grid.point_of_delivery_code = quarters.point_of_delivery_code
)

select
    practice_code,
    practice_name,
    network_code,
    borough_code,
    quarter,
    point_of_delivery_code,
    {{ published_count('activity_count', hides_zero=true, also_hidden='is_closed') }},
    {{ published_count('person_count', hides_zero=true, also_hidden='is_closed') }},
    is_provisional
from counted
