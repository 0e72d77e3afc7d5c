select
    model_id,
    measure_code,
    subgroup_code,
    subgroup_value,
    value,
    ci_low as value_ci_low,
    ci_high as value_ci_high,
    people_count,
    events_count
from {{ source('risk', 'performance') }}
