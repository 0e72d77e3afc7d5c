-- Counts what was received, and so everybody who objected but the local objectors, whose identities are in no map.
with

estimated as (
    select
        dimension_code,
        dimension_value,
        link_method_code,
        error_code,
        records_count,
        exposed_records,
        implausible_records_count,
        error_mean,
        error_variance
    from {{ ref('int_quality__link_errors') }}
),

summed as (
    select
        dimension_code,
        dimension_value,
        sum(records_count) as records_count,
        coalesce(sum(records_count) filter (
            where link_method_code in ('NHS_NUMBER', 'REVIEWED', 'LOCAL_ID', 'DEMOGRAPHIC', 'PROBABILISTIC')
        ), 0) as linked_count,
        coalesce(sum(error_mean) filter (where error_code = 'FALSE'), 0) as false_mean,
        coalesce(sum(error_variance) filter (where error_code = 'FALSE'), 0) as false_variance,
        coalesce(sum(error_mean) filter (where error_code = 'MISSED'), 0) as missed_mean,
        coalesce(sum(error_variance) filter (where error_code = 'MISSED'), 0) as missed_variance,
        coalesce(sum(exposed_records) filter (where link_method_code = 'PROBABILISTIC'), 0) as false_by_probability,
        coalesce(sum(exposed_records) filter (where link_method_code = 'UNLINKED' and error_code = 'MISSED'), 0)
            as missed_by_probability,
        coalesce(sum(error_mean) filter (where error_code = 'FALSE' and link_method_code <> 'PROBABILISTIC'), 0)
            as false_by_disagreement,
        coalesce(sum(error_mean) filter (where error_code = 'MISSED' and link_method_code <> 'UNLINKED'), 0)
            as missed_by_disagreement,
        sum(implausible_records_count) as implausible_records_count
    from estimated
    group by dimension_code, dimension_value
),

bounded as (
    select
        dimension_code,
        dimension_value,
        records_count,
        linked_count,
        implausible_records_count,
        false_mean,
        missed_mean,
        false_by_probability,
        false_by_disagreement,
        missed_by_probability,
        missed_by_disagreement,
        {{ gamma_bound('false_mean', 'false_variance', '-' ~ deviations_of_95_pct()) }} as false_low,
        {{ gamma_bound('false_mean', 'false_variance', deviations_of_95_pct()) }} as false_high,
        {{ gamma_bound('missed_mean', 'missed_variance', '-' ~ deviations_of_95_pct()) }} as missed_low,
        {{ gamma_bound('missed_mean', 'missed_variance', deviations_of_95_pct()) }} as missed_high
    from summed
)

-- No upper bound is above the rows that there are; that of false links is not below what cannot be true.
select
    dimension_code,
    dimension_value,
    cast(records_count as bigint) as records_count,
    cast(linked_count as bigint) as linked_count,
    cast(round(least(false_mean, linked_count)) as bigint) as false_links_count,
    cast(least(floor(false_low), linked_count) as bigint) as false_links_low_count,
    cast(least(greatest(ceil(false_high), implausible_records_count), linked_count) as bigint)
        as false_links_high_count,
    case when linked_count > 0 then round(100.0 * least(false_mean, linked_count) / linked_count, 4) end
        as false_links_pct,
    cast(round(least(missed_mean, records_count - linked_count)) as bigint) as missed_links_count,
    cast(least(floor(missed_low), records_count - linked_count) as bigint) as missed_links_low_count,
    cast(least(ceil(missed_high), records_count - linked_count) as bigint) as missed_links_high_count,
    case
        when records_count > 0 then round(100.0 * least(missed_mean, records_count - linked_count) / records_count, 4)
    end as missed_links_pct,
    cast(round(false_by_probability) as bigint) as false_by_probability_count,
    cast(round(false_by_disagreement) as bigint) as false_by_disagreement_count,
    cast(implausible_records_count as bigint) as implausible_records_count,
    cast(round(missed_by_probability) as bigint) as missed_by_probability_count,
    cast(round(missed_by_disagreement) as bigint) as missed_by_disagreement_count
from bounded
where records_count > 0
