{{ config(materialized='table') }}

-- What hospital diagnoses of the years before an index day say of how ill and how frail somebody is. Of everybody whom
-- hospitals diagnosed with anything in that time; each diagnosis counts once.

with

days as (
    select person_id, reference_date
    from {{ ref('int_condition__reference_dates') }}
    where is_now or is_year_ago
),

diagnoses as (
    select distinct
        days.person_id,
        days.reference_date,
        hospital.diagnosis_code
    from days
    inner join {{ ref('int_condition__hospital_diagnoses') }} as hospital
        on
            days.person_id = hospital.person_id
            and days.reference_date >= hospital.diagnosed_on
            and days.reference_date
            <= {{ last_day_within('hospital.diagnosed_on', var('hospital_look_back_months')) }}
),

prefixes as (
    select
        icd10_prefix,
        charlson_group_code,
        charlson_weight,
        counts_less_than_group_code
    from {{ ref('code_charlson_prefixes') }}
),

groups as (
    select distinct
        diagnoses.person_id,
        diagnoses.reference_date,
        prefixes.charlson_group_code,
        prefixes.charlson_weight,
        prefixes.counts_less_than_group_code
    from diagnoses
    inner join prefixes
        on
            left(diagnoses.diagnosis_code, 3) = left(prefixes.icd10_prefix, 3)
            and starts_with(diagnoses.diagnosis_code, prefixes.icd10_prefix)
),

-- Of a disease and its worse form the worse counts alone.
charlson as (
    select
        groups.person_id,
        groups.reference_date,
        sum(groups.charlson_weight) as charlson_score
    from groups
    left join groups as worse
        on
            groups.person_id = worse.person_id
            and groups.reference_date = worse.reference_date
            and groups.counts_less_than_group_code = worse.charlson_group_code
    where worse.person_id is null
    group by groups.person_id, groups.reference_date
),

categories as (
    select distinct
        person_id,
        reference_date,
        left(diagnosis_code, 3) as icd10_category
    from diagnoses
),

frailty as (
    select
        categories.person_id,
        categories.reference_date,
        sum(weights.frailty_weight) as frailty_score
    from categories
    inner join {{ ref('code_frailty_diagnoses') }} as weights
        on categories.icd10_category = weights.icd10_category
    group by categories.person_id, categories.reference_date
),

people as (
    select distinct person_id, reference_date
    from diagnoses
)

select
    people.person_id,
    people.reference_date,
    cast(coalesce(charlson.charlson_score, 0) as bigint) as charlson_score,
    cast(coalesce(frailty.frailty_score, 0) as decimal(5, 1)) as frailty_score
from people
left join charlson
    on people.person_id = charlson.person_id and people.reference_date = charlson.reference_date
left join frailty
    on people.person_id = frailty.person_id and people.reference_date = frailty.reference_date
