-- Consultant episodes, each placed on the day that its spell began.

with

linked as (
    {{ linked_rows('apc', ref('stg_apc__episodes'), dated_on='admission_date') }}
),

placed as (
    {{ placed_rows('linked', source_practice='linked.practice_code') }}
)

select
    {{ person_and_place() }},
    extracted_at,
    row_number,
    provider_code,
    spell_number,
    episode_number,
    practice_code as source_practice_code,
    ethnic_category_code,
    withheld_identity_reason_code,
    admission_date,
    admission_method_code,
    admission_source_code,
    patient_classification_code,
    administrative_category_code,
    episode_start_date,
    episode_end_date,
    {{ if_happened('discharge_date') }} as discharge_date,
    discharge_ready_date,
    discharge_method_code,
    discharge_destination_code,
    main_specialty_code,
    treatment_function_code,
    primary_diagnosis,
    secondary_diagnoses,
    primary_procedure,
    spell_hrg_code,
    site_code,
    commissioner_code,
    sus_price_gbp
from placed
