-- Mental health stays; one that ends after the reporting date is open.

with

linked as (
    {{ linked_rows('mh_stays', ref('stg_mh_stays__stays'), dated_on='admission_date') }}
),

placed as (
    {{ placed_rows('linked') }}
)

select
    {{ person_and_place() }},
    provider_code,
    spell_number,
    admission_date,
    {{ if_happened('discharge_date') }} as discharge_date,
    admission_method_code,
    primary_diagnosis,
    detained
from placed
