with

feeds as (
    select feed_code
    from {{ ref('code_feeds') }}
    where is_about_persons
),

uses as (
    select feed, sender_code, purpose_code, agreement_id, is_covered
    from {{ source('lake', 'permitted_uses') }}
),

coverage as (
    select feed, sender_code, is_direct_care_covered, is_planning_covered, is_open_covered
    from {{ ref('int_sender__coverage') }}
)

select
    uses.feed,
    uses.sender_code as provider_code,
    uses.purpose_code,
    uses.agreement_id,
    uses.is_covered,
    case uses.purpose_code
        when 'DIRECT_CARE' then coverage.is_direct_care_covered
        when 'PLANNING' then coverage.is_planning_covered
        else coverage.is_open_covered
    end as is_used
from uses
inner join feeds on uses.feed = feeds.feed_code
inner join coverage on uses.feed = coverage.feed and uses.sender_code = coverage.sender_code
