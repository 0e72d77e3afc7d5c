{{ config(materialized='table') }}

{%- set registers = [
    'AF', 'AST', 'CAN', 'CHD', 'CKD', 'COPD', 'DEM', 'DEP', 'DM', 'EP', 'HF', 'HTN', 'LD', 'NDH', 'OB', 'OST', 'PAD',
    'PC', 'RA', 'SMI', 'STIA'
] %}

-- What of somebody's conditions a score of risk may see on an index day, objectors to secondary use included. What
-- comes from the practice is null where the practice's records are kept out: unknown, not none.

with

days as (
    select
        person_id,
        reference_date,
        is_national_opt_out,
        is_gp_data_absent
    from {{ ref('int_condition__reference_dates') }}
    where is_now or is_year_ago
),

segments as (
    select person_id, reference_date, ltc_count, segment_code
    from {{ ref('int_person__segments') }}
    where is_now or is_year_ago
),

registers as (
    select
        person_id,
        reference_date,
        {{ is_on_each(registers) }}
    from {{ ref('int_condition__registers') }}
    where is_now or is_year_ago
    group by person_id, reference_date
),

scores as (
    select person_id, reference_date, charlson_score, frailty_score
    from {{ ref('int_condition__hospital_scores') }}
),

medicines as (
    select person_id, reference_date, medicines_count, medicine_chapters_count
    from {{ ref('int_condition__medicines') }}
)

select
    days.person_id,
    days.reference_date,
    days.is_national_opt_out,
    days.is_gp_data_absent,
    segments.ltc_count,
    segments.segment_code,
    coalesce(scores.charlson_score, 0) as charlson_score,
    coalesce(scores.frailty_score, 0) as frailty_score,
    case when not days.is_gp_data_absent then coalesce(medicines.medicines_count, 0) end as medicines_count,
    case when not days.is_gp_data_absent then coalesce(medicines.medicine_chapters_count, 0) end
        as medicine_chapters_count,
    case
        when not days.is_gp_data_absent
            then coalesce(medicines.medicines_count, 0) >= {{ var('polypharmacy_from_medicines') }}
    end as is_polypharmacy,
    {{ is_known_to_be_on_each(registers, 'days.is_gp_data_absent') }}
from days
inner join segments
    on days.person_id = segments.person_id and days.reference_date = segments.reference_date
left join registers
    on days.person_id = registers.person_id and days.reference_date = registers.reference_date
left join scores
    on days.person_id = scores.person_id and days.reference_date = scores.reference_date
left join medicines
    on days.person_id = medicines.person_id and days.reference_date = medicines.reference_date
