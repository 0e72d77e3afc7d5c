{#- One way through the identities for all that is said of their links: a table, because it is counted six times. -#}
{{ config(materialized='table') }}
{#- Death is registered within five days, and practices and trusts close a record some weeks after. What is dated later
    than this was done for somebody else, or somebody else died. -#}
{%- set days_after_death = 30 %}

with

reporting as (
    select as_of_date
    from {{ source('ops', 'reporting_date') }}
),

-- Registers are what is linked to, and the links of opt-outs and deaths are not activity.
identities as (
    select
        feed,
        identity_id,
        rows_count,
        case when feed not in ('deaths', 'opt_outs') then first_date end as first_date,
        case when feed not in ('deaths', 'opt_outs') then last_date end as last_date
    from {{ source('lake', 'identities') }}
    where identity_id is not null and feed <> 'registrations'
),

link_errors as (
    select identity_id, stratum_code, error_prob, likely_person_id
    from {{ source('identity', 'link_errors') }}
),

people as (
    select person_id, ethnic_category_code, borough_code, birth_month, death_date
    from {{ ref('int_person__attributes') }}
),

-- Who is linked to nobody counts among those of the person whom it most likely is, and by what it says itself.
links as (
    select
        person_map.identity_id,
        person_map.link_method_code,
        case
            when link_errors.stratum_code is not null then link_errors.stratum_code
            when
                person_map.link_method_code = 'NHS_NUMBER' and person_map.birth_month is null
                then 'NHS_NUMBER_UNCHECKED'
            else person_map.link_method_code
        end as stratum_code,
        cast(coalesce(link_errors.error_prob, 1) as decimal(18, 6)) as error_prob,
        coalesce(people.borough_code, person_map.borough_code) as borough_code,
        people.ethnic_category_code,
        {{ age_in_years('coalesce(people.birth_month, person_map.birth_month)', 'reporting.as_of_date') }} as age_years,
        case when person_map.link_method_code <> 'UNLINKED' then people.death_date end as death_date
    from {{ source('identity', 'person_map') }} as person_map
    cross join reporting
    left join link_errors on person_map.identity_id = link_errors.identity_id
    left join people on coalesce(link_errors.likely_person_id, person_map.person_id) = people.person_id
),

-- The dates are the first and the last of several rows: as few are counted as there must be.
counted as (
    select
        identities.feed,
        links.link_method_code,
        links.stratum_code,
        links.borough_code,
        {{ age_band('links.age_years') }} as age_band,
        links.ethnic_category_code,
        identities.rows_count,
        identities.rows_count * links.error_prob as exposed_rows,
        case
            when identities.first_date > links.death_date + {{ days_after_death }} then identities.rows_count
            when identities.last_date > links.death_date + {{ days_after_death }} then 1
            else 0
        end as after_death_rows
    from identities
    inner join links on identities.identity_id = links.identity_id
)

select
    feed,
    link_method_code,
    stratum_code,
    coalesce(borough_code, 'NOT_KNOWN') as borough_code,
    coalesce(age_band, 'NOT_KNOWN') as age_band,
    coalesce(ethnic_category_code, 'NOT_KNOWN') as ethnic_category_code,
    cast(sum(rows_count) as bigint) as records_count,
    cast(sum(exposed_rows) as decimal(28, 6)) as exposed_records,
    cast(sum(after_death_rows) as bigint) as after_death_count
from counted
group by feed, link_method_code, stratum_code, borough_code, age_band, ethnic_category_code
