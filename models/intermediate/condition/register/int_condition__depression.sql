-- Depression: diagnosed on 1 April 2006 or later and not resolved since, from the age of 18.

with

diagnosed as (
    {{ diagnosed('DEP', ref('int_condition__diagnosed')) }}
),

aged as (
    {{ from_the_age_of(18, 'diagnosed') }}
)

select {{ register_columns() }}
from aged
