-- Social care events; a service that ends after the reporting date goes on.

with

linked as (
    {{ linked_rows('social_care', ref('stg_social_care__events'), dated_on='start_date') }}
),

placed as (
    {{ placed_rows('linked') }}
)

select
    {{ person_and_place() }},
    provider_code,
    event_id,
    event_type_code,
    service_type_code,
    start_date,
    {{ if_happened('end_date') }} as end_date,
    weekly_cost_gbp
from placed
