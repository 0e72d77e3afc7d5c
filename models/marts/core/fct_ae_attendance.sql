with

attendances as (
    select
        attendance_id,
        person_id,
        link_method_code,
        link_prob,
        provider_code,
        practice_code,
        source_practice_code,
        borough_code,
        is_in_registered_population,
        sender_code,
        delivery_id,
        withheld_identity_reason_code,
        department_type_code,
        arrival_at,
        arrival_mode_code,
        attendance_category_code,
        seen_at,
        decision_to_admit_at,
        departure_at,
        acuity_code,
        diagnosis_code,
        disposal_code,
        hrg_code,
        site_code,
        sus_price_gbp,
        date_sub('minute', arrival_at, departure_at) as minutes_in_department,
        {{ attendance_point_of_delivery('department_type_code', 'attendance_category_code') }}
            as point_of_delivery_code,
        -- Strictly earlier, and not before the same moment 365 days ago. Withheld identities are not one person.
        case
            when person_id is null then 0
            else count(*) filter (where {{ is_unplanned('attendance_category_code') }}) over (
                partition by person_id
                order by arrival_at
                range between interval 365 days preceding and interval 1 microsecond preceding
            )
        end as prior_attendances_365d_count
    from {{ ref('int_ecds__linked') }}
    where {{ is_for_planning() }}
)

select
    attendance_id,
    person_id,
    link_method_code,
    link_prob,
    provider_code,
    practice_code,
    source_practice_code,
    borough_code,
    is_in_registered_population,
    sender_code,
    delivery_id,
    withheld_identity_reason_code,
    arrival_at,
    department_type_code,
    arrival_mode_code,
    attendance_category_code,
    seen_at,
    decision_to_admit_at,
    departure_at,
    acuity_code,
    diagnosis_code,
    disposal_code,
    minutes_in_department,
    -- The standard: admitted, discharged or transferred within four hours.
    minutes_in_department > 240 as is_over_4_hours,
    disposal_code = '01' as is_admitted,
    disposal_code = '12' as is_left_before_treatment,
    hrg_code,
    point_of_delivery_code,
    site_code,
    sus_price_gbp,
    prior_attendances_365d_count,
    prior_attendances_365d_count >= {{ var('frequent_attender_prior_attendances') }} as is_frequent_attender,
    cast(null as decimal(18, 2)) as cost_gbp,
    false as is_priced
from attendances
