-- What was received is counted, objectors included; only of a local objector it is not known how the rows were linked.
select
    feed,
    provider_code,
    period,
    link_method_code,
    cast(sum(records_count) as bigint) as records_count
from {{ ref('int_quality__row_standings') }}
where standing_code <> 'LOCAL'
group by feed, provider_code, period, link_method_code
