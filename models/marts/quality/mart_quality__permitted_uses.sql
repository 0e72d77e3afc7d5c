with

feeds as (
    select feed_code, feed_group_code
    from {{ ref('code_feeds') }}
),

rules as (
    select purpose_code, feed_group_code, opt_out_code, is_allowed
    from {{ ref('code_permitted_uses') }}
),

agreements as (
    select feed, provider_code, purpose_code, is_covered, is_used
    from {{ ref('mart_quality__agreements') }}
),

-- Standings speak of planning; of them what a person objects to holds for every purpose.
standings as (
    select
        feed,
        provider_code,
        case when standing_code in ('COUNTED', 'NO_AGREEMENT') then 'NONE' else standing_code end as opt_out_code,
        records_count
    from {{ ref('int_quality__row_standings') }}
    union all
    -- What does not enter the warehouse is not linked, so nobody knows what its people object to.
    select feed, provider_code, 'NONE' as opt_out_code, rows_loaded_count as records_count
    from {{ source('lake', 'deliveries') }}
    where is_in_force and not is_used
),

judged as (
    select
        agreements.purpose_code,
        standings.feed,
        feeds.feed_group_code,
        standings.provider_code,
        case
            when not rules.is_allowed then standings.opt_out_code
            when not agreements.is_covered then 'NO_AGREEMENT'
            when not agreements.is_used then 'FEED_CLOSED'
            else 'USED'
        end as use_code,
        standings.records_count
    from standings
    inner join feeds on standings.feed = feeds.feed_code
    inner join agreements
        on standings.feed = agreements.feed and standings.provider_code = agreements.provider_code
    inner join rules
        on
            agreements.purpose_code = rules.purpose_code
            and feeds.feed_group_code = rules.feed_group_code
            and standings.opt_out_code = rules.opt_out_code
)

select
    purpose_code,
    feed,
    feed_group_code,
    provider_code,
    use_code,
    cast(sum(records_count) as bigint) as rows_count
from judged
group by purpose_code, feed, feed_group_code, provider_code, use_code
