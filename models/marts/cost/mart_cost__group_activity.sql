{%- set measures = 'activity_count, cost_gbp, registered_cost_gbp' -%}

with

years as (
    select fin_year, first_date
    from {{ ref('mart_cost__years') }}
),

persons as (
    select person_id, birth_month, ltc_count
    from {{ ref('dim_person') }}
),

networks as (
    select practice_code, network_code
    from {{ ref('dim_practice') }}
),

person_boroughs as (
    select person_id, fin_year, borough_code, setting_code, {{ measures }}
    from {{ ref('mart_cost__person_boroughs') }}
),

-- A person registered in two boroughs in a year has one segment.
segments as (
    select person_id, fin_year, max(segment_code) as segment_code
    from {{ ref('mart_cost__registered_people') }}
    group by person_id, fin_year
),

-- A person counts once in a practice. A withheld identity is nobody, and costs all the same.
person_practices as (
    select
        person_id,
        fin_year,
        practice_code,
        setting_code,
        cast(sum(quantity) as bigint) as activity_count,
        sum(cost_gbp) as cost_gbp,
        sum(case when is_in_registered_population then cost_gbp end) as registered_cost_gbp
    from {{ ref('fct_activity') }}
    group by person_id, fin_year, practice_code, setting_code
),

withheld as (
    select
        fin_year,
        borough_code,
        setting_code,
        cast(sum(quantity) as bigint) as activity_count,
        sum(cost_gbp) as cost_gbp,
        sum(case when is_in_registered_population then cost_gbp end) as registered_cost_gbp
    from {{ ref('fct_activity') }}
    where person_id is null
    group by fin_year, borough_code, setting_code
),

spent as (
    select
        person_id,
        fin_year,
        setting_code,
        sum(activity_count) as activity_count,
        sum(cost_gbp) as cost_gbp,
        sum(registered_cost_gbp) as registered_cost_gbp
    from person_boroughs
    group by person_id, fin_year, setting_code
),

people as (
    select
        spent.fin_year,
        spent.setting_code,
        spent.activity_count,
        spent.cost_gbp,
        spent.registered_cost_gbp,
        segments.segment_code,
        years.first_date,
        persons.birth_month,
        persons.ltc_count
    from spent
    inner join years
        on spent.fin_year = years.fin_year
    left join segments
        on spent.person_id = segments.person_id and spent.fin_year = segments.fin_year
    left join persons
        on spent.person_id = persons.person_id
),

person_networks as (
    select
        person_practices.person_id,
        person_practices.fin_year,
        networks.network_code,
        person_practices.setting_code,
        sum(person_practices.activity_count) as activity_count,
        sum(person_practices.cost_gbp) as cost_gbp,
        sum(person_practices.registered_cost_gbp) as registered_cost_gbp
    from person_practices
    left join networks
        on person_practices.practice_code = networks.practice_code
    group by
        person_practices.person_id, person_practices.fin_year, networks.network_code, person_practices.setting_code
),

groups as (
    {%- for type, code in kinds_of_people().items() %}
    select
        fin_year, '{{ type }}' as group_type_code, {{ code }} as group_code, setting_code,
        1 as person_count, {{ measures }}
    from people
    union all
    select
        fin_year, '{{ type }}' as group_type_code, {{ "'ALL'" if type == 'ALL' else 'null' }} as group_code,
        setting_code, 0 as person_count, {{ measures }}
    from withheld
    union all
    {%- endfor %}
    select
        fin_year, 'BOROUGH' as group_type_code, borough_code as group_code, setting_code,
        1 as person_count, {{ measures }}
    from person_boroughs
    union all
    select
        fin_year, 'BOROUGH' as group_type_code, borough_code as group_code, setting_code,
        0 as person_count, {{ measures }}
    from withheld
    union all
    select
        fin_year, 'PRACTICE' as group_type_code, practice_code as group_code, setting_code,
        case when person_id is null then 0 else 1 end as person_count, {{ measures }}
    from person_practices
    union all
    select
        fin_year, 'NETWORK' as group_type_code, network_code as group_code, setting_code,
        case when person_id is null then 0 else 1 end as person_count, {{ measures }}
    from person_networks
)

select
    fin_year,
    group_type_code,
    group_code,
    setting_code,
    cast(sum(person_count) as bigint) as person_count,
    cast(sum(activity_count) as bigint) as activity_count,
    cast(sum(cost_gbp) as decimal(18, 2)) as cost_gbp,
    cast(sum(registered_cost_gbp) as decimal(18, 2)) as registered_cost_gbp
from groups
group by fin_year, group_type_code, group_code, setting_code
