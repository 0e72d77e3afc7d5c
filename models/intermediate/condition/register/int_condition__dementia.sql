-- Dementia: diagnosed, for life.

with

diagnosed as (
    {{ diagnosed('DEM', ref('int_condition__diagnosed')) }}
)

select {{ register_columns() }}
from diagnosed
