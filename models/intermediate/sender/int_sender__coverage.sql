{#- Read by every feed of persons, and a few hundred rows at most: a table, so that it is worked out once. -#}
{{ config(materialized='table') }}

-- What the rows of each sender may be used for, one column per purpose. A total without one of its senders is a wrong
-- total, and gives that sender away beside a right one: so a feed is open when all of its senders of planning are.

with

uses as (
    select feed, sender_code, purpose_code, is_covered
    from {{ source('lake', 'permitted_uses') }}
),

senders as (
    select
        feed,
        sender_code,
        bool_or(is_covered) filter (where purpose_code = 'DIRECT_CARE') as is_direct_care_covered,
        bool_or(is_covered) filter (where purpose_code = 'PLANNING') as is_planning_covered,
        bool_or(is_covered) filter (where purpose_code = 'OPEN') as is_open_covered
    from uses
    group by feed, sender_code
)

select
    feed,
    sender_code,
    is_direct_care_covered,
    is_planning_covered,
    is_planning_covered
    and not coalesce(bool_or(is_planning_covered and not is_open_covered) over (partition by feed), false)
        as is_open_covered
from senders
