with

parts as (
    select part_code, part_name, setting_code, is_covered, valued_by, coverage_note
    from {{ ref('code_cost_parts') }}
),

activity as (
    select
        point_of_delivery_code,
        min(month) as first_month,
        max(month) as last_month,
        sum(activity_count) as activity_count,
        sum(cost_gbp) as cost_gbp
    from {{ ref('mart_activity__practice_months') }}
    group by point_of_delivery_code
),

unpriced as (
    select point_of_delivery_code, sum(activity_count) as unpriced_count
    from {{ ref('mart_quality__unpriced') }}
    group by point_of_delivery_code
)

select
    parts.part_code,
    parts.part_name,
    parts.setting_code,
    parts.is_covered,
    parts.valued_by,
    parts.coverage_note,
    activity.first_month,
    activity.last_month,
    case when parts.is_covered then cast(coalesce(activity.activity_count, 0) as bigint) end as activity_count,
    case when parts.is_covered then cast(coalesce(unpriced.unpriced_count, 0) as bigint) end as unpriced_count,
    cast(activity.cost_gbp as decimal(18, 2)) as cost_gbp
from parts
left join activity
    on parts.part_code = activity.point_of_delivery_code
left join unpriced
    on parts.part_code = unpriced.point_of_delivery_code
