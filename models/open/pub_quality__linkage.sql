{#- Mental health feeds are among the feeds, so the table hides 0 as well. Here no row adds senders up: so what one of
    them has not agreed to is hidden, and the others are shown. -#}
with

linkage as (
    select feed, provider_code, link_method_code, records_count
    from {{ ref('mart_quality__linkage') }}
),

not_open as (
    select feed, provider_code
    from {{ ref('mart_quality__agreements') }}
    where purpose_code = 'OPEN' and not is_covered
),

senders as (
    select distinct feed, provider_code
    from linkage
),

methods as (
    select distinct link_method_code
    from linkage
),

-- Where 0 is hidden a missing row would tell it: so every sender has every way of linking.
grid as (
    select senders.feed, senders.provider_code, methods.link_method_code
    from senders
    cross join methods
),

counted as (
    select
        grid.feed,
        grid.provider_code,
        grid.link_method_code,
        cast(coalesce(sum(linkage.records_count), 0) as bigint) as records_count
    from grid
    left join linkage
        on
            grid.feed = linkage.feed
            and grid.provider_code = linkage.provider_code
            and grid.link_method_code = linkage.link_method_code
    group by grid.feed, grid.provider_code, grid.link_method_code
)

select
    counted.feed,
    counted.provider_code,
    counted.link_method_code,
    {{ published_count(
        'records_count', hides_zero=true, also_hidden='not_open.feed is not null', relation='counted'
    ) }}
from counted
left join not_open on counted.feed = not_open.feed and counted.provider_code = not_open.provider_code
