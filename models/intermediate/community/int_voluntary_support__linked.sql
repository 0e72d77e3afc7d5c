-- Episodes of voluntary sector support; one that ends after the reporting date goes on.

with

linked as (
    {{ linked_rows('voluntary_support', ref('stg_voluntary_support__episodes'), dated_on='start_date') }}
),

placed as (
    {{ placed_rows('linked') }}
)

select
    {{ person_and_place() }},
    provider_code,
    support_id,
    service_code,
    start_date,
    {{ if_happened('end_date') }} as end_date,
    contact_count
from placed
