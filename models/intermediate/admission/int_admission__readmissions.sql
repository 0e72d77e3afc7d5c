-- Emergency spells that began within the window after the same person went home from another, index, spell. A transfer
-- goes on with the stay before it, and is no readmission. If any discharge lies in the window, the latest one does.
-- Facts ask, so a spell that may not be used for planning is no reason for another one.

with

spells as (
    select
        admission_id,
        person_id,
        admission_date,
        discharge_date,
        admission_type_code,
        admission_method_code,
        admission_source_code,
        is_readmission_index
    from {{ ref('int_admission__classified') }}
    where person_id is not null and is_planning_covered
),

emergencies as (
    select
        admission_id,
        person_id,
        admission_date
    from spells
    where
        admission_type_code = 'EMERGENCY'
        and admission_method_code <> '2B'
        and (admission_source_code is null or admission_source_code not in ('51', '52', '53'))
),

index_spells as (
    select
        admission_id,
        person_id,
        discharge_date
    from spells
    where is_readmission_index
)

select distinct emergencies.admission_id
from emergencies
inner join index_spells
    on
        emergencies.person_id = index_spells.person_id
        and emergencies.admission_date >= index_spells.discharge_date
        and emergencies.admission_date < index_spells.discharge_date + {{ var('readmission_window_days') }}
        and emergencies.admission_id <> index_spells.admission_id
