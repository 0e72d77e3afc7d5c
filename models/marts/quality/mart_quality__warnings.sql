with

warnings as (
    select delivery_id, rule_code, column_name, rows_count
    from {{ source('lake', 'delivery_warnings') }}
),

deliveries as (
    select delivery_id, feed, provider_code, period
    from {{ source('lake', 'deliveries') }}
    where {{ is_usable() }}
)

select
    warnings.delivery_id,
    deliveries.feed,
    deliveries.provider_code,
    deliveries.period,
    warnings.rule_code,
    warnings.column_name,
    cast(warnings.rows_count as bigint) as rows_count
from warnings
inner join deliveries on warnings.delivery_id = deliveries.delivery_id
