-- Rapid response calls.

with

linked as (
    {{ linked_rows('rapid_response', ref('stg_rapid_response__calls'), dated_on=civil_date('call_received_at')) }}
),

placed as (
    {{ placed_rows('linked') }}
)

select
    {{ person_and_place() }},
    provider_code,
    call_id,
    call_received_at,
    first_response_at,
    arrived_at,
    accepted,
    outcome_code
from placed
