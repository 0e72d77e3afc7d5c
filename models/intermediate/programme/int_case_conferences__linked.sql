-- People discussed at case conferences.

with

linked as (
    {{ linked_rows('case_conferences', ref('stg_case_conferences__discussions'), dated_on='conference_date') }}
),

placed as (
    {{ placed_rows('linked', source_practice='linked.practice_code') }}
)

select
    {{ person_and_place() }},
    discussion_id,
    mdg_code,
    conference_id,
    conference_date,
    attendee_count,
    practice_code as source_practice_code,
    status_code,
    attendee_roles
from placed
