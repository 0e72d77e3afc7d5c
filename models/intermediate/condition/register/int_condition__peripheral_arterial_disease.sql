-- Peripheral arterial disease: diagnosed, for life.

with

diagnosed as (
    {{ diagnosed('PAD', ref('int_condition__diagnosed')) }}
)

select {{ register_columns() }}
from diagnosed
