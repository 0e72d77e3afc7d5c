{{ config(materialized='table') }}

-- A spell from its episodes, which come in the files of several months: first facts and the person from the lowest
-- episode number, last facts from the highest. The same number from two senders: the newer extract comes last, and what
-- one of them has not agreed to is not done with the spell.

with

ordered as (
    select
        *,
        count(*) over (partition by provider_code, spell_number) as episode_count,
        bool_and(is_direct_care_covered) over (partition by provider_code, spell_number) as is_all_direct_care_covered,
        bool_and(is_planning_covered) over (partition by provider_code, spell_number) as is_all_planning_covered,
        row_number() over (
            partition by provider_code, spell_number
            order by episode_number, extracted_at, sender_code, delivery_id
        ) as episode_order
    from {{ ref('int_apc__linked') }}
),

first_episodes as (
    select * from ordered
    where episode_order = 1
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
    where episode_order = episode_count
)

select
    first_episodes.provider_code || '|' || first_episodes.spell_number as admission_id,
    first_episodes.provider_code,
    first_episodes.spell_number,
    first_episodes.person_id,
    first_episodes.link_method_code,
    first_episodes.link_prob,
    first_episodes.practice_code,
    first_episodes.source_practice_code,
    first_episodes.borough_code,
    first_episodes.is_in_registered_population,
    first_episodes.is_national_opt_out,
    first_episodes.is_all_direct_care_covered as is_direct_care_covered,
    first_episodes.is_all_planning_covered as is_planning_covered,
    first_episodes.sender_code,
    first_episodes.delivery_id,
    first_episodes.episode_count,
    first_episodes.withheld_identity_reason_code,
    first_episodes.admission_date,
    first_episodes.admission_method_code,
    first_episodes.admission_source_code,
    first_episodes.patient_classification_code,
    first_episodes.administrative_category_code,
    first_episodes.main_specialty_code,
    first_episodes.treatment_function_code,
    first_episodes.primary_diagnosis as primary_diagnosis_code,
    first_episodes.secondary_diagnoses,
    first_episodes.primary_procedure as primary_procedure_code,
    first_episodes.site_code,
    first_episodes.commissioner_code,
    first_episodes.sus_price_gbp,
    last_episodes.discharge_date,
    last_episodes.discharge_ready_date,
    last_episodes.discharge_method_code,
    last_episodes.discharge_destination_code,
    last_episodes.spell_hrg_code as hrg_code
from first_episodes
inner join last_episodes
    on
        first_episodes.provider_code = last_episodes.provider_code
        and first_episodes.spell_number = last_episodes.spell_number
