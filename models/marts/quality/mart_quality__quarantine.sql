with

quarantine as (
    select delivery_id, row_number, rule_code, column_name
    from {{ source('lake', 'quarantine') }}
),

deliveries as (
    select delivery_id, file_name, feed, provider_code, period
    from {{ source('lake', 'deliveries') }}
    where {{ is_usable() }}
)

select
    deliveries.file_name as delivery,
    quarantine.delivery_id,
    deliveries.feed,
    deliveries.provider_code,
    deliveries.period,
    cast(quarantine.row_number as bigint) as row_number,
    quarantine.rule_code,
    quarantine.column_name
from quarantine
inner join deliveries on quarantine.delivery_id = deliveries.delivery_id
