-- The map of identities, with a row for the identity that was withheld, so that every row of a feed finds one.

select
    identity_id,
    person_id,
    link_method_code,
    link_prob,
    borough_code
from {{ source('identity', 'person_map') }}
union all
select
    {{ nobody() }} as identity_id,
    cast(null as uuid) as person_id,
    'WITHHELD' as link_method_code,
    cast(null as double) as link_prob,
    cast(null as varchar) as borough_code
