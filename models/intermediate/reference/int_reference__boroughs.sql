{{ config(materialized='table') }}

-- One row per borough of the postcode list, under its newest name, then the lesser one.

select
    borough_code,
    borough_name
from {{ ref('stg_ref_postcodes__postcodes') }}
group by borough_code, borough_name
qualify row_number() over (partition by borough_code order by max(extracted_at) desc, borough_name asc) = 1
