{{ config(materialized='table') }}

-- Who may be used for what. Facts leave national objectors out where they are made; local objectors are not in the map
-- at all, and so nowhere in the warehouse.

with

people as (
    select distinct person_id
    from {{ source('identity', 'person_map') }}
),

opt_outs as (
    select
        person_map.person_id,
        opt_outs.opt_out_code
    from {{ ref('stg_opt_outs__opt_outs') }} as opt_outs
    inner join {{ source('identity', 'person_map') }} as person_map
        on opt_outs.identity_id = person_map.identity_id
    cross join {{ source('ops', 'reporting_date') }} as reporting_date
    where
        opt_outs.effective_from <= reporting_date.as_of_date
        and (opt_outs.withdrawn_on is null or opt_outs.withdrawn_on > reporting_date.as_of_date)
),

in_force as (
    select
        person_id,
        bool_or(opt_out_code = 'NATIONAL') as is_national_opt_out,
        bool_or(opt_out_code = 'TYPE_1') as is_type_1_opt_out
    from opt_outs
    group by person_id
)

select
    people.person_id,
    coalesce(in_force.is_national_opt_out, false) as is_national_opt_out,
    coalesce(in_force.is_type_1_opt_out, false) as is_type_1_opt_out
from people
left join in_force
    on people.person_id = in_force.person_id
