-- Heart failure: diagnosed, and not resolved since.

with

diagnosed as (
    {{ diagnosed('HF', ref('int_condition__diagnosed')) }}
)

select {{ register_columns() }}
from diagnosed
