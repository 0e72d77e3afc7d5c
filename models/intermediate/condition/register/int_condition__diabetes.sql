-- Diabetes: diagnosed and not resolved since, from the age of 17.

with

diagnosed as (
    {{ diagnosed('DM', ref('int_condition__diagnosed')) }}
),

aged as (
    {{ from_the_age_of(17, 'diagnosed') }}
)

select {{ register_columns() }}
from aged
