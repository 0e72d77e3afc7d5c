with

practices as (
    select
        practice_code,
        practice_name,
        network_code,
        network_name,
        borough_code
    from {{ ref('int_reference__practices') }}
),

boroughs as (
    select borough_code, borough_name
    from {{ ref('int_reference__boroughs') }}
)

select
    practices.practice_code,
    practices.practice_name,
    practices.network_code,
    practices.network_name,
    practices.borough_code,
    boroughs.borough_name
from practices
left join boroughs
    on practices.borough_code = boroughs.borough_code
