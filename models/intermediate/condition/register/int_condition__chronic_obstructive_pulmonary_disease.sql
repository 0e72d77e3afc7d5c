-- Chronic obstructive pulmonary disease: diagnosed, and not resolved since.

with

diagnosed as (
    {{ diagnosed('COPD', ref('int_condition__diagnosed')) }}
)

select {{ register_columns() }}
from diagnosed
