{{ config(materialized='table') }}

-- Everybody with a row dated by the reporting date. An opt-out by itself makes nobody known; of somebody with a type 1
-- opt-out the practice's rows are not in the warehouse, and so do not count; nor do rows that may not be used for
-- planning, which no fact is made of.

select
    person_map.person_id,
    max(identities.last_date) as last_date
from {{ source('lake', 'identities') }} as identities
inner join {{ source('identity', 'person_map') }} as person_map
    on identities.identity_id = person_map.identity_id
inner join {{ ref('int_person__permissions') }} as permissions
    on person_map.person_id = permissions.person_id
inner join {{ ref('int_sender__coverage') }} as coverage
    on identities.feed = coverage.feed and identities.sender_code = coverage.sender_code
where
    identities.feed <> 'opt_outs'
    and coverage.is_planning_covered
    and not (permissions.is_type_1_opt_out and identities.feed in ({{ type_1_feeds() }}))
group by person_map.person_id
