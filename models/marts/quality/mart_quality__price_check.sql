{#- Within a pound: SUS and a price list in whole pounds may round at different steps. -#}
{%- set agrees_within_gbp = 1 -%}

with

activity as (
    select fin_year, month, point_of_delivery_code, provider_code, cost_gbp, sus_price_gbp
    from {{ ref('fct_activity') }}
    where sus_price_gbp is not null
),

reporting as (
    select as_of_date
    from {{ source('ops', 'reporting_date') }}
),

-- Set side by side only where there are both; the rest is counted beside.
compared as (
    select
        fin_year,
        month,
        point_of_delivery_code,
        provider_code,
        count(*) as sus_priced_count,
        count(cost_gbp) as compared_count,
        count(*) filter (where abs(cost_gbp - sus_price_gbp) <= {{ agrees_within_gbp }}) as agreeing_count,
        sum(cost_gbp) as cost_gbp,
        sum(sus_price_gbp) filter (where cost_gbp is not null) as sus_cost_gbp
    from activity
    group by fin_year, month, point_of_delivery_code, provider_code
)

select
    compared.fin_year,
    compared.month,
    compared.point_of_delivery_code,
    compared.provider_code,
    compared.sus_priced_count,
    compared.compared_count,
    compared.agreeing_count,
    cast(compared.cost_gbp as decimal(18, 2)) as cost_gbp,
    {{ to_the_penny('compared.sus_cost_gbp') }} as sus_cost_gbp,
    cast(compared.cost_gbp - {{ to_the_penny('compared.sus_cost_gbp') }} as decimal(18, 2)) as difference_gbp,
    {{ is_provisional('last_day(compared.month)', 'reporting.as_of_date') }} as is_provisional
from compared
cross join reporting
