-- Hypertension: diagnosed and not resolved since, from the age of 18.

with

diagnosed as (
    {{ diagnosed('HTN', ref('int_condition__diagnosed')) }}
),

aged as (
    {{ from_the_age_of(18, 'diagnosed') }}
)

select {{ register_columns() }}
from aged
