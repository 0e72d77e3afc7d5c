-- Stroke and transient ischaemic attack: diagnosed, for life.

with

diagnosed as (
    {{ diagnosed('STIA', ref('int_condition__diagnosed')) }}
)

select {{ register_columns() }}
from diagnosed
