-- One row per code that a row of a person names as its provider.

with

seen as (
    {%- for model, dated_on in [
        ('stg_apc__episodes', 'admission_date'),
        ('stg_op__appointments', 'appointment_date'),
        ('stg_ecds__attendances', civil_date('arrival_at')),
        ('stg_csds__contacts', civil_date('contact_at')),
        ('stg_mh_contacts__contacts', civil_date('contact_at')),
        ('stg_mh_stays__stays', 'admission_date'),
        ('stg_social_care__events', 'start_date'),
        ('stg_care_plans__plans', 'created_date'),
        ('stg_rapid_response__calls', civil_date('call_received_at')),
        ('stg_voluntary_support__episodes', 'start_date')
    ] %}
    {{ 'union' if not loop.first }}
    select feed_rows.provider_code
    from {{ ref(model) }} as feed_rows
    cross join {{ source('ops', 'reporting_date') }} as reporting_date
    where {{ dated_on }} <= reporting_date.as_of_date
    {%- endfor %}
)

select provider_code
from seen
