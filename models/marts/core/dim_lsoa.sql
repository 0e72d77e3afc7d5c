with

areas as (
    select
        lsoa_code,
        imd_decile,
        population_count,
        borough_code
    from {{ ref('int_reference__areas') }}
),

boroughs as (
    select borough_code, borough_name
    from {{ ref('int_reference__boroughs') }}
)

select
    areas.lsoa_code,
    areas.imd_decile,
    areas.population_count,
    areas.borough_code,
    boroughs.borough_name
from areas
left join boroughs
    on areas.borough_code = boroughs.borough_code
