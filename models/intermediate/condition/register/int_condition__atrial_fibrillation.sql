-- Atrial fibrillation: diagnosed, and not resolved since.

with

diagnosed as (
    {{ diagnosed('AF', ref('int_condition__diagnosed')) }}
)

select {{ register_columns() }}
from diagnosed
