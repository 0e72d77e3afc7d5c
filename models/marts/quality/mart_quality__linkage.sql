-- The quality tables count what was received, and so include everybody who objected.
select
    feed,
    provider_code,
    period,
    link_method_code,
    cast(sum(records_count) as bigint) as records_count
from {{ ref('int_quality__row_standings') }}
group by feed, provider_code, period, link_method_code
