-- One row per small area that either list knows. A small area lies in one borough; if a list puts some of its postcodes
-- elsewhere, most postcodes decide, then the lesser code.

with

postcodes as (
    select
        lsoa_code,
        borough_code,
        count(*) as postcode_count
    from {{ ref('stg_ref_postcodes__postcodes') }}
    group by lsoa_code, borough_code
),

area_boroughs as (
    select
        lsoa_code,
        borough_code
    from postcodes
    qualify row_number() over (partition by lsoa_code order by postcode_count desc, borough_code asc) = 1
),

deprivation as (
    select
        lsoa_code,
        imd_decile,
        population_count
    from {{ ref('stg_ref_deprivation__areas') }}
    qualify row_number() over (partition by lsoa_code order by extracted_at desc, sender_code desc) = 1
)

select
    coalesce(deprivation.lsoa_code, area_boroughs.lsoa_code) as lsoa_code,
    deprivation.imd_decile,
    deprivation.population_count,
    area_boroughs.borough_code
from deprivation
full outer join area_boroughs
    on deprivation.lsoa_code = area_boroughs.lsoa_code
