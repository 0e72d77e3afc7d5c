{#- Read by linkage and by reconciliation: a table, so that the identities are gone through once. -#}
{{ config(materialized='table') }}

with

identities as (
    select feed, sender_code, period, identity_id, rows_count
    from {{ source('lake', 'identities') }}
),

person_map as (
    select identity_id, person_id, link_method_code
    from {{ source('identity', 'person_map') }}
),

objectors as (
    select person_id, is_national_opt_out, is_type_1_opt_out
    from {{ ref('int_person__permissions') }}
    where is_national_opt_out or is_type_1_opt_out
),

coverage as (
    select feed, sender_code, is_planning_covered
    from {{ ref('int_sender__coverage') }}
),

objected_links as (
    select feed, sender_code, period, link_method_code, rows_count
    from {{ source('identity', 'objected_links') }}
),

judged as (
    select
        identities.feed,
        identities.sender_code as provider_code,
        identities.period,
        identities.rows_count,
        case
            when identities.identity_id is null then 'WITHHELD'
            else person_map.link_method_code
        end as link_method_code,
        case
            when objectors.is_type_1_opt_out and identities.feed in ({{ type_1_feeds() }}) then 'TYPE_1'
            when objectors.is_national_opt_out then 'NATIONAL'
            when not coverage.is_planning_covered then 'NO_AGREEMENT'
            else 'COUNTED'
        end as standing_code
    from identities
    left join person_map on identities.identity_id = person_map.identity_id
    left join objectors on person_map.person_id = objectors.person_id
    left join coverage on identities.feed = coverage.feed and identities.sender_code = coverage.sender_code
    where identities.identity_id is null or person_map.identity_id is not null
),

-- No map resolves a local objector's tokens: how their rows were linked comes as counts.
standings as (
    select feed, provider_code, period, rows_count, link_method_code, standing_code
    from judged
    union all
    select feed, sender_code as provider_code, period, rows_count, link_method_code, 'LOCAL' as standing_code
    from objected_links
)

select
    feed,
    provider_code,
    strftime(period, '%Y-%m') as period,
    link_method_code,
    standing_code,
    cast(sum(rows_count) as bigint) as records_count
from standings
group by feed, provider_code, period, link_method_code, standing_code
