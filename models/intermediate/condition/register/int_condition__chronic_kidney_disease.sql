-- Chronic kidney disease: stage 3 to 5, and not resolved or found to be stage 1 or 2 since, from the age of 18.

with

diagnosed as (
    {{ diagnosed('CKD', ref('int_condition__diagnosed')) }}
),

aged as (
    {{ from_the_age_of(18, 'diagnosed') }}
)

select {{ register_columns() }}
from aged
