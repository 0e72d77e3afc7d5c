-- Registrations as on the reporting date, with what their own identity says. `registration_order` is 1 on a person's
-- latest registration: the latest start, then the later end (open is latest), then the greater practice code. Where
-- somebody is serves direct care and planning alike: so only rows say it that may be used for both.

with

rows_by_reporting_date as (
    select
        person_map.person_id,
        registrations.registration_id,
        registrations.sender_code,
        registrations.extracted_at,
        registrations.practice_code,
        registrations.registered_from,
        {{ if_happened('registrations.registered_to', 'reporting_date.as_of_date') }} as registered_to,
        {{ if_happened('registrations.death_date', 'reporting_date.as_of_date') }} as death_date,
        registrations.ethnic_category_code,
        person_map.gender_code,
        person_map.birth_month,
        person_map.lsoa_code,
        person_map.borough_code,
        person_map.is_postcode_unknown
    from {{ ref('stg_registrations__registrations') }} as registrations
    inner join {{ source('identity', 'person_map') }} as person_map
        on registrations.identity_id = person_map.identity_id
    inner join {{ ref('int_sender__coverage') }} as coverage
        on registrations.sender_code = coverage.sender_code and coverage.feed = 'registrations'
    cross join {{ source('ops', 'reporting_date') }} as reporting_date
    where
        registrations.registered_from <= reporting_date.as_of_date
        and coverage.is_direct_care_covered
        and coverage.is_planning_covered
)

select
    person_id,
    registration_id,
    sender_code,
    extracted_at,
    practice_code,
    registered_from,
    registered_to,
    death_date,
    ethnic_category_code,
    gender_code,
    birth_month,
    lsoa_code,
    borough_code,
    is_postcode_unknown,
    row_number() over (
        partition by person_id
        order by
            registered_from desc,
            coalesce(registered_to, {{ last_possible_date() }}) desc,
            practice_code desc,
            extracted_at desc,
            sender_code desc,
            registration_id desc
    ) as registration_order
from rows_by_reporting_date
