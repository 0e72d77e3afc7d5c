-- Coronary heart disease: diagnosed, for life.

with

diagnosed as (
    {{ diagnosed('CHD', ref('int_condition__diagnosed')) }}
)

select {{ register_columns() }}
from diagnosed
