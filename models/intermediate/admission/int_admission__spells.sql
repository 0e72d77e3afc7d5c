{{ config(materialized='table') }}

-- A spell from its episodes, which come in the files of several months: first facts and the person from the lowest
-- episode number, last facts from the highest. The same number from two senders: the newer extract is believed.

with

ordered as (
    select
        *,
        count(*) over (partition by provider_code, spell_number) as episode_count,
        row_number() over (
            partition by provider_code, spell_number
            order by episode_number asc, extracted_at desc, sender_code desc, delivery_id desc
        ) as order_from_first,
        row_number() over (
            partition by provider_code, spell_number
            order by episode_number desc, extracted_at desc, sender_code desc, delivery_id desc
        ) as order_from_last
    from {{ ref('int_admission__episodes') }}
),

first_episodes as (
    select
        *,
        admission_date as dated_on
    from ordered
    where order_from_first = 1
),

last_episodes as (
    select
        provider_code,
        spell_number,
        discharge_date,
        discharge_ready_date,
        discharge_method_code,
        discharge_destination_code,
        spell_hrg_code
    from ordered
    where order_from_last = 1
),

placed as (
    {{ placed_rows('first_episodes', source_practice='first_episodes.practice_code') }}
)

select
    placed.provider_code || '|' || placed.spell_number as admission_id,
    placed.provider_code,
    placed.spell_number,
    placed.person_id,
    placed.link_method_code,
    placed.link_prob,
    placed.place_practice_code as practice_code,
    placed.practice_code as source_practice_code,
    placed.place_borough_code as borough_code,
    placed.is_in_registered_population,
    placed.is_national_opt_out,
    placed.sender_code,
    placed.delivery_id,
    placed.episode_count,
    placed.withheld_identity_reason_code,
    placed.admission_date,
    placed.admission_method_code,
    placed.admission_source_code,
    placed.patient_classification_code,
    placed.administrative_category_code,
    placed.main_specialty_code,
    placed.treatment_function_code,
    placed.primary_diagnosis as primary_diagnosis_code,
    placed.secondary_diagnoses,
    placed.primary_procedure as primary_procedure_code,
    placed.site_code,
    placed.commissioner_code,
    placed.sus_price_gbp,
    last_episodes.discharge_date,
    last_episodes.discharge_ready_date,
    last_episodes.discharge_method_code,
    last_episodes.discharge_destination_code,
    last_episodes.spell_hrg_code as hrg_code
from placed
inner join last_episodes
    on
        placed.provider_code = last_episodes.provider_code
        and placed.spell_number = last_episodes.spell_number
