-- General practice appointments. People with a type 1 opt-out are left out.

with

linked as (
    {{ linked_rows(
        'gp_appointments', ref('stg_gp_appointments__appointments'), dated_on=civil_date('appointment_at')
    ) }}
),

placed as (
    {{ placed_rows('linked', source_practice='linked.practice_code', without_type_1=true) }}
)

select
    {{ person_and_place() }},
    practice_code as source_practice_code,
    appointment_id,
    appointment_at,
    status_code,
    mode_code,
    professional_code
from placed
