{#- The silent missing file is the commonest fault there is: so a sender that has begun is expected to go on. -#}
{#- Half as many rows, or half as many again, as the sender's own last six months brought: in real submissions volume
    doubled in one month through a change of recording. Under 20 rows chance alone does as much. -#}
{%- set trailing_months = 6 -%}
{%- set step_pct = 50 -%}
{%- set fewest_trailing_rows = 20 -%}

with

deliveries as (
    select
        feed,
        provider_code,
        cast(period || '-01' as date) as month,
        extracted_at,
        file_name,
        rows_loaded_count
    from {{ source('lake', 'deliveries') }}
    where {{ is_usable() }}
),

-- Every so many months, from the first one that the sender sent; null where nothing is promised. A weekly feed too has
-- files by the month, each replacing the one before.
cadences as (
    select
        feed_code as feed,
        expected_within_days,
        case cadence_code
            when 'WEEK' then 1
            when 'MONTH' then 1
            when 'QUARTER' then 3
            when 'YEAR' then 12
        end as every_months
    from {{ ref('code_feeds') }}
),

reporting as (
    select as_of_date
    from {{ source('ops', 'reporting_date') }}
),

successions as (
    select provider_code, successor_from
    from {{ ref('dim_provider') }}
    where successor_provider_code is not null
),

arrivals as (
    select
        feed,
        provider_code,
        month,
        min(extracted_at) as first_extracted_at,
        max(extracted_at) as last_extracted_at,
        arg_max(rows_loaded_count, { 'extracted_at': extracted_at, 'file_name': file_name }) as rows_loaded_count
    from deliveries
    group by feed, provider_code, month
),

senders as (
    select
        arrivals.feed,
        arrivals.provider_code,
        cadences.every_months,
        cadences.expected_within_days,
        min(successions.successor_from) as successor_from,
        min(arrivals.month) as first_month,
        max(arrivals.month) as last_month
    from arrivals
    inner join cadences on arrivals.feed = cadences.feed
    left join successions on arrivals.provider_code = successions.provider_code
    group by arrivals.feed, arrivals.provider_code, cadences.every_months, cadences.expected_within_days
),

sender_months as (
    select
        senders.feed,
        senders.provider_code,
        senders.every_months,
        senders.expected_within_days,
        senders.successor_from,
        senders.first_month,
        reporting.as_of_date,
        cast(
            unnest({{ months_between('senders.first_month', 'greatest(senders.last_month, reporting.as_of_date)') }})
            as date
        ) as month
    from senders
    cross join reporting
),

due as (
    select
        feed,
        provider_code,
        month,
        as_of_date,
        last_day(month) + expected_within_days as due_date,
        every_months is not null
        and date_diff('month', first_month, month) % every_months = 0
        and (successor_from is null or month < {{ month_of('successor_from') }}) as is_promised
    from sender_months
),

judged as (
    select
        due.feed,
        due.provider_code,
        due.month,
        due.due_date,
        due.as_of_date,
        due.is_promised and (arrivals.month is not null or due.due_date < due.as_of_date) as is_expected,
        arrivals.month is not null as is_arrived,
        cast(arrivals.first_extracted_at as date) as arrived_date,
        arrivals.rows_loaded_count,
        -- A month still running when its file was made is not comparable with whole ones.
        case
            when cast(arrivals.last_extracted_at as date) > last_day(due.month) then arrivals.rows_loaded_count
        end as whole_month_rows_count
    from due
    left join arrivals
        on due.feed = arrivals.feed and due.provider_code = arrivals.provider_code and due.month = arrivals.month
    where arrivals.month is not null or (due.is_promised and due.due_date < due.as_of_date)
),

compared as (
    select
        feed,
        provider_code,
        month,
        due_date,
        as_of_date,
        is_expected,
        is_arrived,
        arrived_date,
        rows_loaded_count,
        whole_month_rows_count,
        avg(whole_month_rows_count) over (
            partition by feed, provider_code
            order by month
            range between interval {{ trailing_months }} month preceding and interval 1 month preceding
        ) as trailing_rows_mean
    from judged
)

select
    feed,
    provider_code,
    strftime(month, '%Y-%m') as period,
    is_expected,
    is_arrived,
    due_date,
    arrived_date,
    case
        when is_expected then greatest(date_diff('day', due_date, coalesce(arrived_date, as_of_date)), 0)
    end as days_late,
    cast(rows_loaded_count as bigint) as rows_loaded_count,
    trailing_rows_mean,
    case
        when trailing_rows_mean > 0
            then 100.0 * (whole_month_rows_count - trailing_rows_mean) / trailing_rows_mean
    end as step_change_pct,
    coalesce(
        trailing_rows_mean >= {{ fewest_trailing_rows }}
        and abs(whole_month_rows_count - trailing_rows_mean) >= trailing_rows_mean * {{ step_pct }} / 100.0,
        false
    ) as is_step_change
from compared
