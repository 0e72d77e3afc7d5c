{#- What kind of care a row is: one macro per rule, so that facts and marts cannot disagree. -#}

{% macro admission_type(admission_method_code) -%}
    case
        when {{ admission_method_code }} in ('21', '22', '23', '24', '25', '28', '2A', '2B', '2C', '2D')
            then 'EMERGENCY'
        when {{ admission_method_code }} in ('11', '12', '13') then 'ELECTIVE'
        when {{ admission_method_code }} in ('31', '32') then 'MATERNITY'
        else 'OTHER'
    end
{%- endmacro %}

{#- A regular attender is one whatever the method of admission says. -#}
{% macro admission_point_of_delivery(admission_type_code, admission_method_code, patient_classification_code) -%}
    case
        when {{ patient_classification_code }} in ('3', '4') then 'RA'
        when {{ admission_type_code }} = 'ELECTIVE' and {{ patient_classification_code }} = '2' then 'DC'
        when {{ admission_type_code }} = 'ELECTIVE' then 'EL'
        when {{ admission_type_code }} = 'EMERGENCY' then 'NEL'
        when {{ admission_type_code }} = 'MATERNITY' then 'MAT'
        when {{ admission_method_code }} in ('82', '83') then 'NEO'
        when {{ admission_method_code }} = '81' then 'TRF'
        else 'OTH'
    end
{%- endmacro %}

{#- Unplanned attendances only: a planned follow-up, or a body, is no accident and no emergency. -#}
{% macro attendance_point_of_delivery(department_type_code, attendance_category_code) -%}
    case
        when {{ is_unplanned(attendance_category_code) }}
            then case
                when {{ department_type_code }} = '01' then 'AE1'
                when {{ department_type_code }} = '02' then 'AE2'
                when {{ department_type_code }} in ('03', '04') then 'AE3'
                when {{ department_type_code }} = '05' then 'AE5'
            end
    end
{%- endmacro %}

{% macro is_unplanned(attendance_category_code) -%}
    {{ attendance_category_code }} in ('1', '2', '3')
{%- endmacro %}

{#- An administrative clock stop (5) is no contact with anybody. -#}
{% macro outpatient_point_of_delivery(attended_code, first_attendance_code, administrative_category_code) -%}
    case
        when {{ attended_code }} in ('5', '6') and {{ is_nhs_funded(administrative_category_code) }}
            then case
                when {{ first_attendance_code }} in ('1', '3') then 'OPFA'
                when {{ first_attendance_code }} in ('2', '4') then 'OPFU'
            end
    end
{%- endmacro %}

{#- Only a category that says private (02) is; nothing said means the NHS. -#}
{% macro is_nhs_funded(administrative_category_code) -%}
    coalesce({{ administrative_category_code }}, '') <> '02'
{%- endmacro %}

{#- Treatment functions 700 to 727 are mental health and learning disability. -#}
{% macro is_mental_health_treatment(treatment_function_code) -%}
    (length({{ treatment_function_code }}) = 3 and {{ treatment_function_code }} between '700' and '727')
{%- endmacro %}

{#- Community and mental health trusts often send no attendance code for a contact that took place. -#}
{% macro is_attended_contact(attended_code) -%}
    ({{ attended_code }} is null or {{ attended_code }} in ('5', '6'))
{%- endmacro %}
