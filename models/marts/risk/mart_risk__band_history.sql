with

bands as (
    select person_id, month, risk_band_code, model_id
    from {{ source('risk', 'band_history') }}
),

people as (
    select person_id
    from {{ ref('dim_person') }}
)

select
    bands.person_id,
    bands.month,
    bands.risk_band_code,
    bands.model_id
from bands
inner join people
    on bands.person_id = people.person_id
