with

listed as (
    select
        provider_code,
        provider_name,
        provider_type_code,
        parent_provider_code,
        successor_provider_code,
        successor_from
    from {{ ref('int_reference__providers') }}
),

seen as (
    select provider_code
    from {{ ref('int_reference__provider_codes') }}
),

practices as (
    select practice_code, practice_name
    from {{ ref('int_reference__practices') }}
)

select
    coalesce(listed.provider_code, seen.provider_code) as provider_code,
    coalesce(listed.provider_name, practices.practice_name) as provider_name,
    listed.provider_type_code,
    listed.parent_provider_code,
    listed.successor_provider_code,
    listed.successor_from,
    listed.provider_code is not null as is_listed,
    seen.provider_code is not null as is_seen
from listed
full outer join seen
    on listed.provider_code = seen.provider_code
left join practices
    on coalesce(listed.provider_code, seen.provider_code) = practices.practice_code
