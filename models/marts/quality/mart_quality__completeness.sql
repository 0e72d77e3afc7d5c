{#- A fall of ten points against the sender's own last six months is more than months differ by chance, and has
    usually been a change of the sender's system. -#}
{%- set trailing_months = 6 -%}
{%- set fallen_by_points = 10 -%}

with

completeness as (
    select delivery_id, column_name, filled_count, rows_count
    from {{ source('lake', 'delivery_completeness') }}
    where rows_count > 0
),

deliveries as (
    select delivery_id, feed, provider_code, period, extracted_at, file_name, is_in_force
    from {{ source('lake', 'deliveries') }}
    where {{ is_usable() }}
),

newest as (
    select delivery_id, feed, provider_code, period
    from deliveries
    qualify
        row_number() over (
            partition by feed, provider_code, period
            order by is_in_force desc, extracted_at desc, file_name desc
        ) = 1
),

measured as (
    select
        newest.feed,
        newest.provider_code,
        newest.period,
        cast(newest.period || '-01' as date) as month,
        completeness.column_name,
        completeness.filled_count,
        completeness.rows_count
    from newest
    inner join completeness on newest.delivery_id = completeness.delivery_id
),

compared as (
    select
        feed,
        provider_code,
        period,
        column_name,
        filled_count,
        rows_count,
        100.0 * filled_count / rows_count as filled_pct,
        100.0 * sum(filled_count) over months_before / sum(rows_count) over months_before as trailing_filled_pct
    from measured
    window
        months_before as (
            partition by feed, provider_code, column_name
            order by month
            range between interval {{ trailing_months }} month preceding and interval 1 month preceding
        )
)

select
    feed,
    provider_code,
    period,
    column_name,
    cast(filled_count as bigint) as filled_count,
    cast(rows_count as bigint) as rows_count,
    cast(filled_pct as double) as filled_pct,
    cast(trailing_filled_pct as double) as trailing_filled_pct,
    coalesce(filled_pct <= trailing_filled_pct - {{ fallen_by_points }}, false) as is_fallen
from compared
