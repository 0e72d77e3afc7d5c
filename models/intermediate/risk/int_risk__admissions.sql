-- Hospital stays before each index date. Private and mental health spells are left out, as of every count. A row serves
-- a score when it may be used for direct care and for planning: a person has one score, and both use it.

with

index_dates as (
    select index_dates.index_code, index_dates.index_date
    from {{ ref('int_risk__index_dates') }} as index_dates
    inner join {{ source('ops', 'risk_feature_groups') }} as groups
        on groups.feature_group_code = 'HOSPITAL' and groups.is_used
),

admissions as (
    select
        spells.person_id,
        index_dates.index_code,
        spells.admission_type_code,
        {{ days_before_index('spells.admission_date') }} as days_before,
        -- Nights: the day of discharge is not one.
        {{ days_in_year_before_index('spells.admission_date', 'spells.discharge_date - 1') }} as nights_count
    from {{ ref('int_admission__classified') }} as spells
    cross join index_dates
    where
        spells.person_id is not null
        and spells.is_direct_care_covered
        and spells.is_planning_covered
        and spells.is_nhs_funded
        and not spells.is_mental_health_spell
        and spells.admission_type_code in ('EMERGENCY', 'ELECTIVE')
        and spells.admission_date < index_dates.index_date
)

select
    person_id,
    index_code,
    count(*) filter (where admission_type_code = 'EMERGENCY' and days_before <= 30) as emergency_admissions_30d_count,
    count(*) filter (where admission_type_code = 'EMERGENCY' and days_before between 31 and 90)
        as emergency_admissions_31_90d_count,
    count(*) filter (where admission_type_code = 'EMERGENCY' and days_before between 91 and 365)
        as emergency_admissions_91_365d_count,
    count(*) filter (where admission_type_code = 'EMERGENCY' and days_before between 366 and 730)
        as emergency_admissions_366_730d_count,
    count(*) filter (where admission_type_code = 'ELECTIVE' and days_before <= 365) as elective_admissions_365d_count,
    sum(case when admission_type_code = 'EMERGENCY' then nights_count else 0 end) as emergency_bed_days_365d_count
from admissions
group by person_id, index_code
