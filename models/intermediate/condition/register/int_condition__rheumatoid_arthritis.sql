-- Rheumatoid arthritis: diagnosed, for life, if the first diagnosis was at the age of 16 or over.

with

diagnosed as (
    {{ diagnosed('RA', ref('int_condition__diagnosed')) }}
),

grown_up as (
    {{ first_diagnosed_from_the_age_of(16, 'diagnosed') }}
)

select {{ register_columns() }}
from grown_up
