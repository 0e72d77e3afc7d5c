-- Consultant episodes with their person. Not placed: a spell's place is that of its admission, so spells look it up.

with

linked as (
    {{ linked_rows(ref('stg_apc__episodes'), dated_on='admission_date') }}
)

select
    person_id,
    link_method_code,
    link_prob,
    own_borough_code,
    is_national_opt_out,
    sender_code,
    delivery_id,
    extracted_at,
    row_number,
    provider_code,
    spell_number,
    episode_number,
    practice_code,
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
from linked
