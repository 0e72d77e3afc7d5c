with

staged as (
    select feed, table_name, rows_count
    from {{ ref('int_quality__staged_rows') }}
),

-- What may be used for neither direct care nor planning does not enter the warehouse.
deliveries as (
    select
        feed,
        cast(sum(rows_loaded_count) as bigint) as rows_count,
        coalesce(sum(rows_loaded_count) filter (where not is_used), 0) as unused_rows_count
    from {{ source('lake', 'deliveries') }}
    where is_in_force
    group by feed
),

superseded as (
    select feed, count(*) as rows_count
    from {{ source('lake', 'superseded_keys') }}
    group by feed
),

standings as (
    select
        feed,
        cast(sum(records_count) as bigint) as rows_count,
        sum(case when standing_code = 'LOCAL' then records_count else 0 end) as local_opt_out_count,
        sum(case when standing_code = 'TYPE_1' then records_count else 0 end) as type_1_opt_out_count,
        sum(case when standing_code = 'NATIONAL' then records_count else 0 end) as national_opt_out_count,
        sum(case when standing_code = 'NO_AGREEMENT' then records_count else 0 end) as no_agreement_count
    from {{ ref('int_quality__row_standings') }}
    group by feed
),

-- A spell is left out as a whole with the person of its first episode, whoever its other episodes name, and with all of
-- its episodes where one of them is not covered.
left_out_spells as (
    select
        'apc' as feed,
        coalesce(sum(episode_count) filter (where is_national_opt_out), 0) as national_opt_out_count,
        coalesce(
            sum(episode_count) filter (where not is_national_opt_out and not is_planning_covered), 0
        ) as no_agreement_count
    from {{ ref('int_admission__spells') }}
),

facts as (
    select feed, table_name, rows_count
    from {{ ref('mart_quality__fact_rows') }}
),

-- A feed without a fact is followed up to its staging model, which leaves nobody out and looks at no date.
counted as (
    select
        staged.feed,
        coalesce(facts.table_name, staged.table_name) as table_name,
        coalesce(deliveries.rows_count, 0) as rows_in_count,
        coalesce(facts.rows_count, staged.rows_count) as rows_out_count,
        coalesce(superseded.rows_count, 0) as superseded_key_count,
        case
            when facts.feed is null then 0
            else staged.rows_count - coalesce(standings.rows_count, 0)
        end as dated_later_count,
        case when facts.feed is null then 0 else coalesce(standings.local_opt_out_count, 0) end as local_opt_out_count,
        case
            when facts.feed is null then 0
            else coalesce(standings.type_1_opt_out_count, 0)
        end as type_1_opt_out_count,
        case
            when facts.feed is null then 0
            else coalesce(left_out_spells.national_opt_out_count, standings.national_opt_out_count, 0)
        end as national_opt_out_count,
        coalesce(deliveries.unused_rows_count, 0)
        + case
            when facts.feed is null then 0
            else coalesce(left_out_spells.no_agreement_count, standings.no_agreement_count, 0)
        end as no_agreement_count
    from staged
    left join deliveries on staged.feed = deliveries.feed
    left join superseded on staged.feed = superseded.feed
    left join standings on staged.feed = standings.feed
    left join left_out_spells on staged.feed = left_out_spells.feed
    left join facts on staged.feed = facts.feed
),

explained as (
    select
        feed,
        table_name,
        rows_in_count,
        rows_out_count,
        superseded_key_count,
        dated_later_count,
        local_opt_out_count,
        type_1_opt_out_count,
        national_opt_out_count,
        no_agreement_count,
        superseded_key_count
        + dated_later_count
        + local_opt_out_count
        + type_1_opt_out_count
        + national_opt_out_count
        + no_agreement_count as rows_explained_count
    from counted
)

select
    feed,
    table_name,
    rows_in_count,
    rows_out_count,
    cast(superseded_key_count as bigint) as superseded_key_count,
    cast(dated_later_count as bigint) as dated_later_count,
    cast(local_opt_out_count as bigint) as local_opt_out_count,
    cast(type_1_opt_out_count as bigint) as type_1_opt_out_count,
    cast(national_opt_out_count as bigint) as national_opt_out_count,
    cast(no_agreement_count as bigint) as no_agreement_count,
    cast(rows_explained_count as bigint) as rows_explained_count,
    cast(rows_in_count - rows_out_count - rows_explained_count as bigint) as rows_unexplained_count,
    rows_in_count = rows_out_count + rows_explained_count and dated_later_count >= 0 as is_reconciled
from explained
