{{ config(materialized='table') }}

-- The days on which somebody's record carries a code of a condition's lists. Medicines have models of their own; codes
-- dated before birth are slips of the pen.

with

codes as (
    select
        ltc_code,
        code_role,
        code_system,
        cast(code as varchar) as code
    from {{ ref('code_condition_codes') }}
),

starts as (
    select ltc_code, diagnosed_from
    from {{ ref('code_conditions') }}
),

permissions as (
    select person_id, is_type_1_opt_out
    from {{ ref('int_person__permissions') }}
),

people as (
    select person_id, birth_month
    from {{ ref('int_person__attributes') }}
),

-- Few of all entries carry a code of any list: those first.
coded_entries as (
    select
        events.identity_id,
        events.sender_code,
        events.event_date,
        events.numeric_value,
        codes.ltc_code,
        codes.code_role
    from {{ ref('stg_gp_events__events') }} as events
    inner join codes
        on codes.code_system = 'SNOMED' and events.snomed_code = codes.code
),

linked_entries as (
    {{ linked_rows('gp_events', 'coded_entries', dated_on='event_date') }}
),

entries as (
    select
        linked_entries.person_id,
        linked_entries.ltc_code,
        linked_entries.code_role,
        linked_entries.event_date as coded_on,
        linked_entries.numeric_value
    from linked_entries
    inner join permissions
        on linked_entries.person_id = permissions.person_id
    where not permissions.is_type_1_opt_out and {{ is_known_of_people('linked_entries') }}
),

diagnoses as (
    select
        hospital.person_id,
        codes.ltc_code,
        codes.code_role,
        hospital.diagnosed_on as coded_on,
        cast(null as decimal(18, 6)) as numeric_value
    from {{ ref('int_condition__hospital_diagnoses') }} as hospital
    inner join codes
        on
            codes.code_system = 'ICD10'
            and left(hospital.diagnosis_code, 3) = left(codes.code, 3)
            and starts_with(hospital.diagnosis_code, codes.code)
),

together as (
    select person_id, ltc_code, code_role, coded_on, numeric_value
    from entries
    union all
    select person_id, ltc_code, code_role, coded_on, numeric_value
    from diagnoses
)

select
    together.person_id,
    together.ltc_code,
    together.code_role,
    together.coded_on,
    max(together.numeric_value) as highest_value,
    min(together.numeric_value) as lowest_value
from together
inner join people
    on together.person_id = people.person_id
inner join starts
    on together.ltc_code = starts.ltc_code
cross join {{ source('ops', 'reporting_date') }} as reporting_date
where
    together.coded_on <= reporting_date.as_of_date
    and (people.birth_month is null or together.coded_on >= people.birth_month)
    and (
        together.code_role <> 'DIAGNOSIS'
        or starts.diagnosed_from is null
        or together.coded_on >= starts.diagnosed_from
    )
group by together.person_id, together.ltc_code, together.code_role, together.coded_on
