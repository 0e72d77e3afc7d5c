-- Spells with what kind of admission they are, from themselves alone. Readmission, which looks at the same person's
-- other spells, has a model of its own.

with

spells as (
    select * from {{ ref('int_admission__spells') }}
),

-- A list of prefixes of any length: matched once per diagnosis in use, not once per spell.
diagnoses as (
    select distinct primary_diagnosis_code
    from spells
    where primary_diagnosis_code is not null
),

acsc_diagnoses as (
    select distinct diagnoses.primary_diagnosis_code
    from diagnoses
    inner join {{ ref('code_acsc_prefixes') }} as acsc_prefixes
        on starts_with(diagnoses.primary_diagnosis_code, acsc_prefixes.icd10_prefix)
),

typed as (
    select
        spells.*,
        {{ admission_type('spells.admission_method_code') }} as admission_type_code,
        date_diff('day', spells.admission_date, spells.discharge_date) as length_of_stay_days,
        {{ age_in_years('people.birth_month', 'spells.admission_date') }} as age_at_admission_years,
        {{ is_nhs_funded('spells.administrative_category_code') }} as is_nhs_funded,
        acsc_diagnoses.primary_diagnosis_code is not null as is_acsc,
        coalesce({{ is_mental_health_treatment('spells.treatment_function_code') }}, false) as is_mental_health_spell,
        coalesce(left(spells.primary_diagnosis_code, 3) between 'C00' and 'C97', false) as is_cancer
    from spells
    left join acsc_diagnoses
        on spells.primary_diagnosis_code = acsc_diagnoses.primary_diagnosis_code
    left join {{ ref('int_person__attributes') }} as people
        on spells.person_id = people.person_id
)

select
    typed.*,
    {{ admission_point_of_delivery('admission_type_code', 'admission_method_code', 'patient_classification_code') }}
        as point_of_delivery_code,
    case
        when discharge_date >= discharge_ready_date then date_diff('day', discharge_ready_date, discharge_date)
        when discharge_date < discharge_ready_date then 0
    end as delayed_days,
    -- Somebody who can be readmitted: went home alive from an ordinary NHS stay that was not for cancer or childbirth.
    discharge_date is not null
    and coalesce(discharge_method_code, '') <> '4'
    and is_nhs_funded
    and admission_type_code <> 'MATERNITY'
    and patient_classification_code not in ('2', '3', '4')
    and not is_mental_health_spell
    and not is_cancer as is_readmission_index
from typed
