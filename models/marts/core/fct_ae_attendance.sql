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
),

costs as (
    select provider_code, hrg_code, department_type_code, costing_date, cost_gbp, unpriced_reason_code
    from {{ ref('int_cost__ae') }}
)

select
    attendances.attendance_id,
    attendances.person_id,
    attendances.link_method_code,
    attendances.link_prob,
    attendances.provider_code,
    attendances.practice_code,
    attendances.source_practice_code,
    attendances.borough_code,
    attendances.is_in_registered_population,
    attendances.sender_code,
    attendances.delivery_id,
    attendances.withheld_identity_reason_code,
    attendances.arrival_at,
    attendances.department_type_code,
    attendances.arrival_mode_code,
    attendances.attendance_category_code,
    attendances.seen_at,
    attendances.decision_to_admit_at,
    attendances.departure_at,
    attendances.acuity_code,
    attendances.diagnosis_code,
    attendances.disposal_code,
    attendances.minutes_in_department,
    -- The standard: admitted, discharged or transferred within four hours.
    attendances.minutes_in_department > 240 as is_over_4_hours,
    attendances.disposal_code = '01' as is_admitted,
    attendances.disposal_code = '12' as is_left_before_treatment,
    attendances.hrg_code,
    attendances.point_of_delivery_code,
    attendances.site_code,
    attendances.sus_price_gbp,
    attendances.prior_attendances_365d_count,
    attendances.prior_attendances_365d_count >= {{ var('frequent_attender_prior_attendances') }}
        as is_frequent_attender,
    case when attendances.point_of_delivery_code is not null then costs.cost_gbp end as cost_gbp,
    attendances.point_of_delivery_code is not null and costs.cost_gbp is not null as is_priced,
    case when attendances.point_of_delivery_code is not null then costs.unpriced_reason_code end
        as unpriced_reason_code
from attendances
left join costs
    on
        attendances.provider_code = costs.provider_code
        and attendances.hrg_code is not distinct from costs.hrg_code
        and attendances.department_type_code = costs.department_type_code
        and {{ civil_date('attendances.arrival_at') }} = costs.costing_date
