-- Asthma: diagnosed and not resolved since, from the age of 6, with a medicine in the last 12 months.

with

diagnosed as (
    {{ diagnosed('AST', ref('int_condition__diagnosed')) }}
),

aged as (
    {{ from_the_age_of(6, 'diagnosed') }}
),

treated as (
    {{ while_treated('AST', 'aged', ref('int_condition__treated')) }}
)

select {{ register_columns() }}
from treated
