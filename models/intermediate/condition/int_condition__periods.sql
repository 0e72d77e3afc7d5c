{{ config(materialized='table') }}

{%- set registers = [
    ref('int_condition__atrial_fibrillation'), ref('int_condition__asthma'), ref('int_condition__cancer'),
    ref('int_condition__coronary_heart_disease'), ref('int_condition__chronic_kidney_disease'),
    ref('int_condition__chronic_obstructive_pulmonary_disease'), ref('int_condition__dementia'),
    ref('int_condition__depression'), ref('int_condition__diabetes'), ref('int_condition__epilepsy'),
    ref('int_condition__heart_failure'), ref('int_condition__hypertension'),
    ref('int_condition__learning_disability'), ref('int_condition__osteoporosis'),
    ref('int_condition__peripheral_arterial_disease'), ref('int_condition__rheumatoid_arthritis'),
    ref('int_condition__severe_mental_illness'), ref('int_condition__stroke'),
    ref('int_condition__non_diabetic_hyperglycaemia'), ref('int_condition__obesity'),
    ref('int_condition__palliative_care')
] %}

-- Every register and every need, as the days on which somebody is on it. A code that comes later never changes what was
-- so on a day before it; so any day can be asked about, and the answer is that of the day.

with

held as (
    {%- for register in registers %}
    {{ 'union all' if not loop.first }}
    select {{ register_columns() }}
    from {{ register }}
    {%- endfor %}
    union all
    select {{ register_columns() }}
    from {{ ref('int_condition__needs') }}
),

conditions as (
    select ltc_code, kind_code
    from {{ ref('code_conditions') }}
)

select
    held.person_id,
    held.ltc_code,
    conditions.kind_code,
    held.since_date,
    held.held_from,
    held.held_to
from held
inner join conditions
    on held.ltc_code = conditions.ltc_code
