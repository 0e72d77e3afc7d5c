-- What the latest row that says so says of a person whose latest registration is silent, or who has none. Ties go by
-- extraction, feed, sender and at last the value itself: never by a token, which another key would change. What is
-- known of a person serves direct care and planning alike: so only rows say it that may be used for both.

with

registered as (
    select
        person_id,
        gender_code,
        birth_month,
        lsoa_code,
        is_postcode_unknown,
        ethnic_category_code
    from {{ ref('int_registration__rows') }}
    where registration_order = 1
),

silent as (
    select people.person_id
    from {{ ref('int_person__in_force') }} as people
    left join registered
        on people.person_id = registered.person_id
    where
        registered.gender_code is null
        or registered.birth_month is null
        or (registered.lsoa_code is null and registered.is_postcode_unknown is not true)
        or registered.ethnic_category_code is null
),

said as (
    select
        person_map.person_id,
        person_map.gender_code,
        person_map.birth_month,
        person_map.lsoa_code,
        person_map.borough_code,
        -- A postcode that no list has says a place all the same: one that nobody knows.
        case when person_map.is_postcode_unknown then '' else person_map.lsoa_code end as lsoa_said,
        {
            'dated_on': identities.last_date,
            'extracted_at': deliveries.extracted_at,
            'feed': identities.feed,
            'sender_code': identities.sender_code
        } as said_when
    from silent
    inner join {{ source('identity', 'person_map') }} as person_map
        on silent.person_id = person_map.person_id
    inner join {{ source('lake', 'identities') }} as identities
        on person_map.identity_id = identities.identity_id
    inner join {{ source('lake', 'deliveries') }} as deliveries
        on identities.delivery_id = deliveries.delivery_id
    inner join {{ ref('int_person__permissions') }} as permissions
        on person_map.person_id = permissions.person_id
    inner join {{ ref('int_sender__coverage') }} as coverage
        on identities.feed = coverage.feed and identities.sender_code = coverage.sender_code
    where
        identities.feed <> 'opt_outs'
        and coverage.is_direct_care_covered
        and coverage.is_planning_covered
        and not (permissions.is_type_1_opt_out and identities.feed in ({{ type_1_feeds() }}))
),

said_ethnicity as (
    select
        registrations.person_id,
        registrations.ethnic_category_code,
        {
            'dated_on': registrations.registered_from,
            'extracted_at': registrations.extracted_at,
            'feed': 'registrations',
            'sender_code': registrations.sender_code
        } as said_when
    from {{ ref('int_registration__rows') }} as registrations
    union all
    select
        episodes.person_id,
        episodes.ethnic_category_code,
        {
            'dated_on': episodes.admission_date,
            'extracted_at': episodes.extracted_at,
            'feed': 'apc',
            'sender_code': episodes.sender_code
        } as said_when
    from {{ ref('int_apc__linked') }} as episodes
    where episodes.is_direct_care_covered and episodes.is_planning_covered
),

identity_facts as (
    select
        person_id,
        {{ latest_stated('gender_code', 'said_when') }} as gender_code,
        {{ latest_stated('birth_month', 'said_when') }} as birth_month,
        {{ latest_stated('lsoa_said', 'said_when', said_there='lsoa_code') }} as lsoa_code,
        {{ latest_stated('lsoa_said', 'said_when', said_there='borough_code') }} as borough_code
    from said
    group by person_id
),

ethnicity as (
    select
        said_ethnicity.person_id,
        {{ latest_stated('said_ethnicity.ethnic_category_code', 'said_ethnicity.said_when') }} as ethnic_category_code
    from said_ethnicity
    inner join silent
        on said_ethnicity.person_id = silent.person_id
    group by said_ethnicity.person_id
)

select
    silent.person_id,
    identity_facts.gender_code,
    identity_facts.birth_month,
    identity_facts.lsoa_code,
    identity_facts.borough_code,
    ethnicity.ethnic_category_code
from silent
left join identity_facts
    on silent.person_id = identity_facts.person_id
left join ethnicity
    on silent.person_id = ethnicity.person_id
