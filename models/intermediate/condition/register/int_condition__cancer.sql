-- Cancer: diagnosed on 1 April 2003 or later (code_conditions says so), for life.

with

diagnosed as (
    {{ diagnosed('CAN', ref('int_condition__diagnosed')) }}
)

select {{ register_columns() }}
from diagnosed
