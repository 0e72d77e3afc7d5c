-- Palliative care: needed on 1 April 2008 or later, and not found to be needed no longer since.

with

diagnosed as (
    {{ diagnosed('PC', ref('int_condition__diagnosed')) }}
)

select {{ register_columns() }}
from diagnosed
