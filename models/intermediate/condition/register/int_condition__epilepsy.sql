-- Epilepsy: diagnosed and not resolved since, from the age of 18, with a medicine in the last 6 months.

with

diagnosed as (
    {{ diagnosed('EP', ref('int_condition__diagnosed')) }}
),

aged as (
    {{ from_the_age_of(18, 'diagnosed') }}
),

treated as (
    {{ while_treated('EP', 'aged', ref('int_condition__treated')) }}
)

select {{ register_columns() }}
from treated
