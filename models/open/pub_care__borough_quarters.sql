with

quarters as (
    select
        borough_code,
        programme_code,
        quarter,
        care_plans_created_count,
        care_plans_open_count,
        people_with_open_care_plan_count,
        is_provisional
    from {{ ref('mart_care__borough_quarters') }}
),

agreements as (
    select feed, purpose_code, is_used
    from {{ ref('mart_quality__agreements') }}
),

closed_feeds as (
    {{ closed_feeds('agreements') }}
),

closed as (
    select count(*) filter (where feed in ('care_plans', 'registrations')) > 0 as is_closed
    from closed_feeds
)

select
    quarters.borough_code,
    quarters.programme_code,
    quarters.quarter,
    {% for measure in ['care_plans_created_count', 'care_plans_open_count', 'people_with_open_care_plan_count'] %}
    {{ published_count(measure, also_hidden='closed.is_closed', relation='quarters') }},
    {% endfor %}
    quarters.is_provisional
from quarters
cross join closed
