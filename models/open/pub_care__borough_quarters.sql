select
    borough_code,
    programme_code,
    quarter,
    {{ published_count('care_plans_created_count') }},
    {{ published_count('care_plans_open_count') }},
    {{ published_count('people_with_open_care_plan_count') }},
    is_provisional
from {{ ref('mart_care__borough_quarters') }}
