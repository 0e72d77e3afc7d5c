{#- Where activity was, by which it is grouped as well as by whom it was for. -#}
{%- set places = {'BOROUGH': 'borough_code', 'PRACTICE': 'practice_code', 'NETWORK': 'network_code'} -%}
{%- set measures %}
        sum(activity_count) as activity_count,
        sum(cost_gbp) as cost_gbp,
        sum(registered_cost_gbp) as registered_cost_gbp
{%- endset -%}

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

-- A person registered in two boroughs in a year has one segment.
segments as (
    select person_id, fin_year, max(segment_code) as segment_code
    from {{ ref('mart_cost__registered_people') }}
    group by person_id, fin_year
),

-- A withheld identity is nobody, and costs all the same.
activity as (
    select
        person_id, fin_year, borough_code, practice_code, setting_code, activity_count, cost_gbp, registered_cost_gbp
    from {{ ref('mart_cost__person_boroughs') }}
    union all
    select
        person_id, fin_year, borough_code, practice_code, setting_code, quantity as activity_count, cost_gbp,
        case when is_in_registered_population then cost_gbp end as registered_cost_gbp
    from {{ ref('fct_activity') }}
    where person_id is null
),

placed as (
    select
        activity.person_id,
        activity.fin_year,
        activity.borough_code,
        activity.practice_code,
        networks.network_code,
        activity.setting_code,
        activity.activity_count,
        activity.cost_gbp,
        activity.registered_cost_gbp
    from activity
    left join networks
        on activity.practice_code = networks.practice_code
),

of_each as (
    select
        person_id,
        fin_year,
        setting_code,
        {{- measures }}
    from placed
    group by person_id, fin_year, setting_code
),

-- People who are alike, together: there are few kinds of them.
people as (
    select
        of_each.fin_year,
        of_each.setting_code,
        segments.segment_code,
        years.first_date,
        persons.birth_month,
        persons.ltc_count,
        count(of_each.person_id) as person_count,
        {{- measures }}
    from of_each
    inner join years
        on of_each.fin_year = years.fin_year
    left join segments
        on of_each.person_id = segments.person_id and of_each.fin_year = segments.fin_year
    left join persons
        on of_each.person_id = persons.person_id
    group by
        of_each.fin_year, of_each.setting_code, segments.segment_code, years.first_date, persons.birth_month,
        persons.ltc_count
),

groups as (
    {%- for type, code in kinds_of_people().items() %}
    select
        fin_year,
        '{{ type }}' as group_type_code,
        {{ code }} as group_code,
        setting_code,
        person_count,
        activity_count,
        cost_gbp,
        registered_cost_gbp
    from people
    union all
    {%- endfor %}
    {%- for type, code in places.items() %}
    select
        fin_year,
        '{{ type }}' as group_type_code,
        {{ code }} as group_code,
        setting_code,
        count(distinct person_id) as person_count,
        {{- measures }}
    from placed
    group by fin_year, {{ code }}, setting_code
    {{ 'union all' if not loop.last }}
    {%- endfor %}
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
