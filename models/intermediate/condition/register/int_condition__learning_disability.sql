-- Learning disability: diagnosed, and not excluded since.

with

diagnosed as (
    {{ diagnosed('LD', ref('int_condition__diagnosed')) }}
)

select {{ register_columns() }}
from diagnosed
