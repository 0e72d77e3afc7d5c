with

spells as (
    select
        admission_id,
        spell_number,
        person_id,
        link_method_code,
        link_prob,
        provider_code,
        practice_code,
        source_practice_code,
        borough_code,
        is_in_registered_population,
        sender_code,
        delivery_id,
        withheld_identity_reason_code,
        admission_date,
        discharge_date,
        admission_type_code,
        admission_method_code,
        admission_source_code,
        patient_classification_code,
        administrative_category_code,
        point_of_delivery_code,
        length_of_stay_days,
        episode_count,
        primary_diagnosis_code,
        secondary_diagnoses,
        primary_procedure_code,
        main_specialty_code,
        treatment_function_code,
        hrg_code,
        discharge_method_code,
        discharge_destination_code,
        discharge_ready_date,
        delayed_days,
        is_nhs_funded,
        is_acsc,
        is_mental_health_spell,
        is_readmission_index,
        site_code,
        commissioner_code,
        sus_price_gbp,
        age_at_admission_years
    from {{ ref('int_admission__classified') }}
    where {{ is_for_planning() }}
),

readmissions as (
    select admission_id
    from {{ ref('int_admission__readmissions') }}
),

costs as (
    select admission_id, cost_gbp, unpriced_reason_code
    from {{ ref('int_cost__apc') }}
)

select
    spells.admission_id,
    spells.spell_number,
    spells.person_id,
    spells.link_method_code,
    spells.link_prob,
    spells.provider_code,
    spells.practice_code,
    spells.source_practice_code,
    spells.borough_code,
    spells.is_in_registered_population,
    spells.sender_code,
    spells.delivery_id,
    spells.withheld_identity_reason_code,
    spells.admission_date,
    spells.discharge_date,
    spells.admission_type_code,
    spells.admission_method_code,
    spells.admission_source_code,
    spells.patient_classification_code,
    spells.administrative_category_code,
    spells.point_of_delivery_code,
    spells.length_of_stay_days,
    spells.episode_count,
    spells.primary_diagnosis_code,
    spells.secondary_diagnoses,
    spells.primary_procedure_code,
    spells.main_specialty_code,
    spells.treatment_function_code,
    spells.hrg_code,
    spells.discharge_method_code,
    spells.discharge_destination_code,
    spells.discharge_ready_date,
    spells.delayed_days,
    spells.is_nhs_funded,
    spells.is_acsc,
    readmissions.admission_id is not null as is_readmission_30d,
    spells.is_readmission_index,
    spells.is_mental_health_spell,
    spells.site_code,
    spells.commissioner_code,
    spells.sus_price_gbp,
    spells.age_at_admission_years,
    costs.cost_gbp,
    costs.cost_gbp is not null as is_priced,
    costs.unpriced_reason_code
from spells
left join readmissions
    on spells.admission_id = readmissions.admission_id
left join costs
    on spells.admission_id = costs.admission_id
