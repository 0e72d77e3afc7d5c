{#- Six ways of parting the same rows; the mart sums each. -#}
{%- set dimensions = {
    'ALL': "'ALL'",
    'FEED': 'feed',
    'METHOD': 'link_method_code',
    'BOROUGH': 'borough_code',
    'AGE_BAND': 'age_band',
    'ETHNIC_GROUP': 'ethnic_category_code',
} -%}

with

exposures as (
    select
        feed,
        link_method_code,
        stratum_code,
        borough_code,
        age_band,
        ethnic_category_code,
        records_count,
        exposed_records,
        after_death_count as implausible_records_count
    from {{ ref('int_quality__link_exposures') }}
),

impossible_stays as (
    select feed, person_id, link_method_code, records_count
    from {{ ref('int_quality__impossible_stays') }}
),

people as (
    select person_id, borough_code, birth_month, ethnic_category_code
    from {{ ref('int_person__attributes') }}
),

rates as (
    select stratum_code, error_code, error_rate, error_rate_sd, rows_per_error
    from {{ source('identity', 'link_error_rates') }}
),

impossible as (
    select
        impossible_stays.feed,
        impossible_stays.link_method_code,
        cast(null as varchar) as stratum_code,
        coalesce(people.borough_code, 'NOT_KNOWN') as borough_code,
        {{ age_in_years('people.birth_month', 'reporting_date.as_of_date') }} as age_years,
        coalesce(people.ethnic_category_code, 'NOT_KNOWN') as ethnic_category_code,
        0 as records_count,
        0 as exposed_records,
        impossible_stays.records_count as implausible_records_count
    from impossible_stays
    cross join {{ source('ops', 'reporting_date') }} as reporting_date
    left join people on impossible_stays.person_id = people.person_id
),

together as (
    select
        feed,
        link_method_code,
        stratum_code,
        borough_code,
        age_band,
        ethnic_category_code,
        records_count,
        exposed_records,
        implausible_records_count
    from exposures
    union all
    select
        feed,
        link_method_code,
        stratum_code,
        borough_code,
        coalesce({{ age_band('age_years') }}, 'NOT_KNOWN') as age_band,
        ethnic_category_code,
        records_count,
        exposed_records,
        implausible_records_count
    from impossible
),

by_stratum as (
    {%- for code, value in dimensions.items() %}
    {{ "union all" if not loop.first }}
    select
        '{{ code }}' as dimension_code,
        {{ value }} as dimension_value,
        link_method_code,
        stratum_code,
        sum(records_count) as records_count,
        sum(exposed_records) as exposed_records,
        sum(implausible_records_count) as implausible_records_count
    from together
    group by dimension_value, link_method_code, stratum_code
    {%- endfor %}
)

-- An error of the rate moves all rows together; errors themselves come by persons, some rows at once.
select
    by_stratum.dimension_code,
    by_stratum.dimension_value,
    by_stratum.link_method_code,
    by_stratum.stratum_code,
    by_stratum.records_count,
    by_stratum.exposed_records,
    by_stratum.implausible_records_count,
    rates.error_code,
    cast(rates.error_rate * by_stratum.exposed_records as decimal(28, 9)) as error_mean,
    cast(
        power(rates.error_rate_sd * by_stratum.exposed_records, 2)
        + rates.rows_per_error * rates.error_rate * by_stratum.exposed_records as decimal(38, 9)
    ) as error_variance
from by_stratum
left join rates on by_stratum.stratum_code = rates.stratum_code
