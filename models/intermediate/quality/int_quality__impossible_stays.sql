{{ config(materialized='table') }}

-- Stays that one person cannot have had: in two hospitals at once, or born twice. One of the two is somebody else's.
{#- A transfer is in both hospitals' records for a day, and for another where it ran past midnight. -#}
{%- set shared_days = 2 -%}
{#- A newborn who is moved to another hospital is admitted there as born, too. -#}
{%- set days_of_one_birth = 28 %}

with

stays as (
    select
        'apc' as feed,
        person_id,
        link_method_code,
        provider_code,
        spell_number,
        admission_date,
        discharge_date,
        admission_method_code,
        cast(episode_count as bigint) as rows_count,
        -- Day cases and regular attendances are given to people who lie in another hospital.
        patient_classification_code = '1'
        and admission_source_code not in ('51', '52', '53')
        and coalesce(discharge_destination_code, '') not in ('51', '52', '53') as is_whole_stay
    from {{ ref('int_admission__spells') }}
    where person_id is not null and link_method_code <> 'UNLINKED'
    union all
    select
        'mh_stays' as feed,
        person_id,
        link_method_code,
        provider_code,
        spell_number,
        admission_date,
        discharge_date,
        admission_method_code,
        1 as rows_count,
        true as is_whole_stay
    from {{ ref('int_mh_stays__linked') }}
    where person_id is not null and link_method_code <> 'UNLINKED'
),

-- Somebody detained may lie in a general hospital meanwhile; so a stay is held against those of its own kind.
at_once as (
    select
        later.feed,
        later.person_id,
        later.link_method_code,
        later.provider_code,
        later.spell_number,
        max(later.rows_count) as rows_count
    from stays as later
    inner join stays as earlier
        on
            later.person_id = earlier.person_id
            and later.feed = earlier.feed
            and later.provider_code <> earlier.provider_code
            and later.spell_number <> earlier.spell_number
            and (
                later.admission_date > earlier.admission_date
                or (later.admission_date = earlier.admission_date and later.provider_code > earlier.provider_code)
            )
            and later.admission_date + {{ shared_days }} <= earlier.discharge_date
            and later.admission_date + {{ shared_days }} <= later.discharge_date
    where later.is_whole_stay and earlier.is_whole_stay
    group by later.feed, later.person_id, later.link_method_code, later.provider_code, later.spell_number
),

first_births as (
    select person_id, min(admission_date) as born_on
    from stays
    where feed = 'apc' and admission_method_code in ('82', '83')
    group by person_id
),

births as (
    select
        stays.feed,
        stays.person_id,
        stays.link_method_code,
        stays.provider_code,
        stays.spell_number,
        stays.rows_count
    from stays
    inner join first_births on stays.person_id = first_births.person_id
    where
        stays.feed = 'apc'
        and stays.admission_method_code in ('82', '83')
        and stays.admission_date > first_births.born_on + {{ days_of_one_birth }}
),

found as (
    select feed, person_id, link_method_code, 'TWO_STAYS_AT_ONCE' as sequence_code, rows_count
    from at_once
    union all
    select feed, person_id, link_method_code, 'TWO_BIRTHS' as sequence_code, rows_count
    from births
)

select
    feed,
    person_id,
    link_method_code,
    sequence_code,
    cast(sum(rows_count) as bigint) as records_count
from found
group by feed, person_id, link_method_code, sequence_code
