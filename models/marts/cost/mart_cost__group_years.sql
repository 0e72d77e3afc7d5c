with

years as (
    select fin_year, first_date
    from {{ ref('mart_cost__years') }}
),

persons as (
    select person_id, birth_month, ltc_count
    from {{ ref('dim_person') }}
),

registered_people as (
    select person_id, fin_year, borough_code, registered_days, segment_code
    from {{ ref('mart_cost__registered_people') }}
),

registered_practices as (
    select fin_year, practice_code, registered_days
    from {{ ref('mart_cost__registered_practices') }}
),

networks as (
    select practice_code, network_code
    from {{ ref('dim_practice') }}
),

people as (
    select
        registered_people.fin_year,
        registered_people.registered_days,
        registered_people.segment_code,
        years.first_date,
        persons.birth_month,
        persons.ltc_count
    from registered_people
    inner join years
        on registered_people.fin_year = years.fin_year
    left join persons
        on registered_people.person_id = persons.person_id
),

groups as (
    {%- for type, code in kinds_of_people().items() %}
    select fin_year, '{{ type }}' as group_type_code, {{ code }} as group_code, registered_days
    from people
    union all
    {%- endfor %}
    select fin_year, 'BOROUGH' as group_type_code, borough_code as group_code, registered_days
    from registered_people
    union all
    select fin_year, 'PRACTICE' as group_type_code, practice_code as group_code, registered_days
    from registered_practices
    union all
    select
        registered_practices.fin_year,
        'NETWORK' as group_type_code,
        networks.network_code as group_code,
        registered_practices.registered_days
    from registered_practices
    left join networks
        on registered_practices.practice_code = networks.practice_code
)

select
    fin_year,
    group_type_code,
    group_code,
    cast(sum(registered_days) as bigint) as registered_days
from groups
group by fin_year, group_type_code, group_code
