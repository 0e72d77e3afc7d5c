select
    run_id,
    step,
    started_at,
    cast(seconds as double) as seconds,
    cast(rows_count as bigint) as rows_count
from {{ source('ops', 'run_times') }}
