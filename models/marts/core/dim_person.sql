with

allowed as (
    select person_id, is_type_1_opt_out
    from {{ ref('int_person__permissions') }}
    where not is_national_opt_out
),

people as (
    select
        attributes.person_id,
        attributes.birth_month,
        {{ age_in_years('attributes.birth_month', 'coalesce(attributes.death_date, reporting_date.as_of_date)') }}
            as age_years,
        attributes.gender_code,
        attributes.ethnic_category_code,
        attributes.lsoa_code,
        attributes.borough_code,
        attributes.practice_code,
        attributes.is_registered,
        attributes.registered_from,
        attributes.registered_to,
        attributes.death_date,
        allowed.is_type_1_opt_out
    from {{ ref('int_person__attributes') }} as attributes
    inner join allowed
        on attributes.person_id = allowed.person_id
    cross join {{ source('ops', 'reporting_date') }} as reporting_date
),

segments as (
    select person_id, ltc_count, segment_code
    from {{ ref('int_person__segments') }}
    where is_now
),

areas as (
    select lsoa_code, imd_decile
    from {{ ref('int_reference__areas') }}
),

boroughs as (
    select borough_code, borough_name
    from {{ ref('int_reference__boroughs') }}
),

practices as (
    select practice_code, network_code
    from {{ ref('int_reference__practices') }}
),

scores as (
    select person_id, risk_band_code, is_target_population
    from {{ source('risk', 'person_scores') }}
)

select
    people.person_id,
    people.birth_month,
    people.age_years,
    {{ age_band('people.age_years') }} as age_band,
    people.gender_code,
    people.ethnic_category_code,
    people.lsoa_code,
    areas.imd_decile,
    people.borough_code,
    boroughs.borough_name,
    people.practice_code,
    practices.network_code,
    people.is_registered,
    people.registered_from,
    people.registered_to,
    {{ month_of('people.death_date') }} as death_month,
    segments.ltc_count,
    segments.segment_code,
    scores.risk_band_code,
    scores.is_target_population,
    people.is_type_1_opt_out as is_gp_data_absent
from people
left join segments
    on people.person_id = segments.person_id
left join areas
    on people.lsoa_code = areas.lsoa_code
left join boroughs
    on people.borough_code = boroughs.borough_code
left join practices
    on people.practice_code = practices.practice_code
left join scores
    on people.person_id = scores.person_id
