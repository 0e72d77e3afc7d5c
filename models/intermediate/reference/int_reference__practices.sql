-- One row per practice: of two publishers the one that published last.

select
    practice_code,
    practice_name,
    network_code,
    network_name,
    borough_code
from {{ ref('stg_ref_practices__practices') }}
qualify row_number() over (partition by practice_code order by extracted_at desc, sender_code desc) = 1
