{{ config(materialized='table') }}

{#- Every feed that activity is counted from, and the date that the count goes by. -#}
{%- set first_dates = {
    'apc': 'discharge_date', 'op': 'appointment_date', 'gp_medications': 'issue_date',
    'voluntary_support': 'start_date', 'mh_stays': 'admission_date', 'social_care': 'start_date',
    'ecds': civil_date('arrival_at'), 'gp_appointments': civil_date('appointment_at'),
    'csds': civil_date('contact_at'), 'mh_contacts': civil_date('contact_at'),
    'rapid_response': civil_date('call_received_at')
} -%}
{#- Of what lasts, and is counted by the month, the last day. -#}
{%- set last_dates = {
    'mh_stays': 'coalesce(discharge_date, ' ~ last_possible_date() ~ ')',
    'social_care': "case when event_type_code = 'SERVICE' then coalesce(end_date, " ~ last_possible_date() ~ ')'
    ~ ' else start_date end'
} -%}
{%- set rows_of = {
    'apc': ref('stg_apc__episodes'), 'op': ref('stg_op__appointments'),
    'gp_medications': ref('stg_gp_medications__issues'), 'voluntary_support': ref('stg_voluntary_support__episodes'),
    'ecds': ref('stg_ecds__attendances'), 'gp_appointments': ref('stg_gp_appointments__appointments'),
    'csds': ref('stg_csds__contacts'), 'mh_contacts': ref('stg_mh_contacts__contacts'),
    'rapid_response': ref('stg_rapid_response__calls'), 'mh_stays': ref('stg_mh_stays__stays'),
    'social_care': ref('stg_social_care__events')
} -%}

-- In which financial years there may be activity: what is worked out for the start of each year asks here. It looks at
-- dates alone, so a year may stand here of which nothing is counted in the end.

with

days as (
    {%- for feed, first_date in first_dates.items() %}
    {{ 'union' if not loop.first }}
    select
        {{ first_date }} as first_date,
        {{ last_dates[feed] | default(first_date) }} as last_date
    from {{ rows_of[feed] }}
    {%- endfor %}
),

spans as (
    select distinct
        {{ first_day_of_fin_year('days.first_date') }} as first_year,
        {{ first_day_of_fin_year('least(days.last_date, reporting_date.as_of_date)') }} as last_year
    from days
    cross join {{ source('ops', 'reporting_date') }} as reporting_date
    where days.first_date <= reporting_date.as_of_date
),

year_starts as (
    select distinct cast(unnest(generate_series(first_year, last_year, interval 1 year)) as date) as first_date
    from spans
)

select
    {{ fin_year('first_date') }} as fin_year,
    first_date,
    cast(first_date + interval 1 year as date) - 1 as last_date
from year_starts
