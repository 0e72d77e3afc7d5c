with

people as (
    select person_id
    from {{ ref('dim_person') }}
),

conditions as (
    select
        ltc_code,
        ltc_name,
        kind_code,
        source,
        version
    from {{ ref('code_conditions') }}
)

select
    registers.person_id,
    registers.ltc_code,
    conditions.ltc_name,
    registers.since_date,
    conditions.kind_code = 'LONG_TERM' as is_in_ltc_count,
    conditions.source || ', list ' || conditions.version as list_version
from {{ ref('int_condition__registers') }} as registers
inner join people
    on registers.person_id = people.person_id
inner join conditions
    on registers.ltc_code = conditions.ltc_code
where registers.is_now
