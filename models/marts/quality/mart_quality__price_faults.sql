with

deliveries as (
    select delivery_id, feed, provider_code, period, file_name, status_code, is_in_force
    from {{ source('lake', 'deliveries') }}
    where feed in ('ref_prices', 'ref_market_forces')
),

-- Rows that did not load, of refused files too: a sender has to know which.
quarantine as (
    select delivery_id, row_number, rule_code, column_name
    from {{ source('lake', 'quarantine') }}
),

faults as (
    select delivery_id, row_number, rule_code as fault_code, column_name, null as other_row_number
    from quarantine
    union all
    select delivery_id, row_number, fault_code, column_name, other_row_number
    from {{ ref('int_cost__faults') }}
)

select
    deliveries.feed,
    deliveries.provider_code,
    deliveries.period,
    deliveries.file_name as delivery,
    deliveries.delivery_id,
    deliveries.status_code,
    deliveries.is_in_force,
    cast(faults.row_number as bigint) as row_number,
    faults.fault_code,
    faults.column_name,
    cast(faults.other_row_number as bigint) as other_row_number
from faults
inner join deliveries
    on faults.delivery_id = deliveries.delivery_id
