{{ config(materialized='table') }}

{#-
    Every feed that activity is counted from, and the date that the count goes by. Of what lasts, and is counted by the
    month, the first and the last day.
-#}
{%- set moments = {
    'apc': ['discharge_date'], 'op': ['appointment_date'], 'gp_medications': ['issue_date'],
    'voluntary_support': ['start_date'],
    'ecds': [civil_date('arrival_at')], 'gp_appointments': [civil_date('appointment_at')],
    'csds': [civil_date('contact_at')], 'mh_contacts': [civil_date('contact_at')],
    'rapid_response': [civil_date('call_received_at')],
    'mh_stays': ['admission_date', 'discharge_date'], 'social_care': ['start_date', 'end_date']
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
    {%- for feed, dates in moments.items() %}
    {{ 'union' if not loop.first }}
    select
        {{ dates | first }} as first_date,
        {{ 'coalesce(' ~ dates[1] ~ ', ' ~ last_possible_date() ~ ')' if dates | length > 1 else dates | first }}
            as last_date
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
