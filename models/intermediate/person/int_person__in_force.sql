{{ config(materialized='table') }}

-- Everybody with a row dated by the reporting date. An opt-out by itself makes nobody known; of somebody with a type 1
-- opt-out the practice's rows are not in the warehouse, and so do not count; nor do rows that may not be used for
-- planning, which no fact is made of.

with

identities as (
    select feed, sender_code, identity_id, last_date
    from {{ source('lake', 'identities') }}
    where feed <> 'opt_outs'
),

type_1_objectors as (
    select person_id
    from {{ ref('int_person__permissions') }}
    where is_type_1_opt_out
),

-- Who objects is asked once of each identity, and which feed an objection is about once of each sender: of both there
-- are fewer than of what is listed in the lake.
people as (
    select
        person_map.identity_id,
        person_map.person_id,
        type_1_objectors.person_id is not null as is_type_1_opt_out
    from {{ source('identity', 'person_map') }} as person_map
    left join type_1_objectors
        on person_map.person_id = type_1_objectors.person_id
),

coverage as (
    select
        feed,
        sender_code,
        feed in ({{ type_1_feeds() }}) as is_type_1_feed
    from {{ ref('int_sender__coverage') }}
    where is_planning_covered
)

select
    people.person_id,
    max(identities.last_date) as last_date
from identities
inner join people
    on identities.identity_id = people.identity_id
inner join coverage
    on identities.feed = coverage.feed and identities.sender_code = coverage.sender_code
where not (people.is_type_1_opt_out and coverage.is_type_1_feed)
group by people.person_id
