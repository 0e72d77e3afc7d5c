"""How hospital cost lies on people: the share of it that the costliest fifth of the list bears.

Belongs here: spells, attendances and appointments valued at the illustrative unit prices of the extracts. Does not
belong here: the rules in full (the marts have them): here an unpriced row costs nothing, money is a plain number, and
the excess days, the short stay, the market forces factor and the year's price list are all that is minded.
"""

import duckdb


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """What each person on the mid-year list cost hospitals in the last twelve months."""
    connection.execute(
        """
        create table hospital_costs as
        with priced_spells as (
            select
                spells.nhs_number,
                case
                    when prices.modifier_code = 'NEL' and spells.stay_days < 2
                        and age_on(spells.birth_date, spells.admission_date) >= 19
                        then coalesce(prices.short_stay_price_gbp, prices.price_gbp)
                    else prices.price_gbp
                end
                + coalesce(prices.excess_day_price_gbp * greatest(0, spells.stay_days - prices.trim_point_days), 0)
                    as price_gbp,
                spells.provider_code
            from spells
            inner join time_window on spells.discharge_date >= year_start and spells.discharge_date < end_day
            inner join ref_prices as prices
                on prices.price_list_code = 'APC'
                and prices.currency_code = spells.spell_hrg_code
                and prices.modifier_code = case
                    when spells.admission_method_code in ('11', '12', '13') then 'EL' else 'NEL'
                end
                and spells.discharge_date >= prices.valid_from
                and spells.discharge_date <= coalesce(prices.valid_to, date '9999-12-31')
            where spells.administrative_category_code = '01'
        ),

        priced_attendances as (
            select ecds.nhs_number, prices.price_gbp, ecds.provider_code
            from ecds
            inner join time_window on ecds.arrival_at >= year_start and ecds.arrival_at < end_day
            inner join ref_prices as prices
                on prices.price_list_code = 'AE'
                and prices.currency_code = ecds.hrg_code
                and prices.modifier_code = ecds.department_type_code
                and ecds.arrival_at::date >= prices.valid_from
                and ecds.arrival_at::date <= coalesce(prices.valid_to, date '9999-12-31')
            where ecds.attendance_category_code in ('1', '2', '3')
        ),

        priced_appointments as (
            select op.nhs_number, prices.price_gbp, op.provider_code
            from op
            inner join time_window on op.appointment_date >= year_start and op.appointment_date < end_day
            inner join ref_prices as prices
                on prices.price_list_code = 'OP'
                and prices.currency_code = op.treatment_function_code
                and prices.modifier_code = case
                    when op.first_attendance_code in ('1', '3') then 'FIRST' else 'FOLLOW_UP'
                end
                and op.appointment_date >= prices.valid_from
                and op.appointment_date <= coalesce(prices.valid_to, date '9999-12-31')
            where op.attended_code in ('5', '6')
                and op.first_attendance_code in ('1', '2', '3', '4')
                and coalesce(op.administrative_category_code, '01') = '01'
        ),

        priced as (
            from priced_spells union all by name
            from priced_attendances union all by name
            from priced_appointments
        ),

        costs as (
            select priced.nhs_number, sum(priced.price_gbp * factors.market_forces_factor) as cost_gbp
            from priced
            inner join ref_market_forces as factors on priced.provider_code = factors.provider_code
            group by priced.nhs_number
        ),

        mid_year_list as (
            select distinct listed.nhs_number
            from listed
            inner join time_window
                on listed.registered_from <= year_start + cast((end_day - year_start) / 2 as integer)
                and listed.registered_to > year_start + cast((end_day - year_start) / 2 as integer)
        )

        select
            mid_year_list.nhs_number,
            coalesce(costs.cost_gbp, 0) as cost_gbp,
            percent_rank() over (order by coalesce(costs.cost_gbp, 0) desc, mid_year_list.nhs_number) as place
        from mid_year_list
        left join costs on mid_year_list.nhs_number = costs.nhs_number
        """
    )


MEASURES = {
    "COST_SHARE_OF_COSTLIEST_FIFTH": """
        select nhs_number as unit_id, 'ALL' as group_code, cost_gbp * (place < 0.2)::integer as counted,
            cost_gbp as of_all
        from hospital_costs
    """,
    "HOSPITAL_COST_PER_HEAD_GBP": """
        select nhs_number as unit_id, 'ALL' as group_code, cost_gbp as counted, 1.0 as of_all from hospital_costs
    """,
    "WITH_NO_HOSPITAL_COST": """
        select nhs_number as unit_id, 'ALL' as group_code, (cost_gbp = 0)::integer as counted, 1.0 as of_all
        from hospital_costs
    """,
}
