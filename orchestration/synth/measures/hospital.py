"""What hospital stays are like: how they begin, how long they last, how often they follow one another, when.

Belongs here: shares and means of stays and arrivals. Does not belong here: rates per head (activity.py).
"""

import duckdb

# As readmissions are counted here: of all live discharges but those of regular attenders, mothers and newborns.
READMISSION_DAYS = 30


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Spells of acute trusts: first facts from the first episode, last facts from the last."""
    connection.execute(
        """
        create table spells as
        with ordered as (
            select
                *,
                row_number() over (partition by provider_code, spell_number order by episode_number) as place,
                row_number() over (partition by provider_code, spell_number order by episode_number desc) as place_back
            from apc
            where provider_code <> 'RWK'
        ),

        last_episodes as (
            select provider_code, spell_number, discharge_date, discharge_method_code, spell_hrg_code
            from ordered
            where place_back = 1
        )

        select
            first_episodes.nhs_number,
            first_episodes.birth_date,
            first_episodes.provider_code,
            first_episodes.spell_number,
            first_episodes.admission_date,
            first_episodes.admission_method_code,
            first_episodes.patient_classification_code,
            coalesce(first_episodes.administrative_category_code, '01') as administrative_category_code,
            coalesce(first_episodes.admission_source_code in ('51', '52', '53'), false)
            or first_episodes.admission_method_code in ('2B', '81') as is_transfer,
            last_episodes.discharge_date,
            last_episodes.discharge_method_code,
            last_episodes.spell_hrg_code,
            last_episodes.discharge_date - first_episodes.admission_date as stay_days
        from ordered as first_episodes
        inner join last_episodes
            on first_episodes.provider_code = last_episodes.provider_code
            and first_episodes.spell_number = last_episodes.spell_number
        where first_episodes.place = 1
        """
    )


def _share_of(rows: str, condition: str, group: str = "'ALL'") -> str:
    """The share of some rows for which a condition holds."""
    return f"""
        select
            coalesce(nhs_number, 'row ' || row_number() over ()) as unit_id,
            {group} as group_code,
            ({condition})::integer as counted,
            1.0 as of_all
        from {rows} where ({condition}) is not null
    """.replace(" where (", " and (" if " where " in rows else " where (")


EMERGENCIES = "spells where admission_method_code like '2%' and not is_transfer"
MEASURES = {
    "EMERGENCIES_THROUGH_AE": _share_of(EMERGENCIES, "admission_method_code = '21'"),
    "EMERGENCY_SHARE_OF_ADMISSIONS": _share_of(
        "spells where patient_classification_code in ('1', '2')", "admission_method_code like '2%'"
    ),
    "AE_ENDING_IN_A_BED": _share_of(
        "ecds where attendance_category_code = '1' and department_type_code in ('01', '02', '03')",
        "disposal_code = '01'",
    ),
    "EMERGENCY_STAY_ZERO_DAYS": _share_of(f"{EMERGENCIES} and stay_days >= 0", "stay_days = 0"),
    "EMERGENCY_STAY_DAYS": f"""
        with stays as (select *, band_of(age_on(birth_date, admission_date)) as band from {EMERGENCIES})

        select
            coalesce(nhs_number, 'row ' || row_number() over ()) as unit_id,
            unnest(['ALL', band]) as group_code,
            stay_days as counted,
            1.0 as of_all
        from stays
        where stay_days >= 0
    """,
    "DAY_CASE_SHARE_OF_ELECTIVE": _share_of(
        "spells where admission_method_code in ('11', '12', '13') and patient_classification_code in ('1', '2')",
        "patient_classification_code = '2'",
    ),
    "READMISSIONS": f"""
        with discharges as (
            select row_number() over () as number, *
            from spells
            where discharge_date is not null
                and discharge_method_code in ('1', '2')
                and patient_classification_code in ('1', '2')
                and admission_method_code not in ('31', '32', '82', '83')
                and discharge_date < (select end_day from time_window) - {READMISSION_DAYS}
        ),

        followed as (
            select distinct discharges.number
            from discharges
            inner join spells as later
                on discharges.nhs_number = later.nhs_number
                and later.admission_date >= discharges.discharge_date
                and later.admission_date < discharges.discharge_date + {READMISSION_DAYS}
                and later.spell_number <> discharges.spell_number
            where later.admission_method_code like '2%' and not later.is_transfer
        )

        select
            coalesce(discharges.nhs_number, 'row ' || discharges.number) as unit_id,
            'ALL' as group_code,
            (followed.number is not null)::integer as counted,
            1.0 as of_all
        from discharges
        left join followed on discharges.number = followed.number
    """,
    # A day of the week would have a seventh of the arrivals if all were alike; 1.0 is as many as that.
    "AE_ARRIVALS_BY_WEEKDAY": """
        select
            coalesce(nhs_number, 'row ' || row_number() over ()) as unit_id,
            day.group_code,
            7.0 * (dayname(arrival_at) = day.group_code)::integer as counted,
            1.0 as of_all
        from ecds, (values ('Monday'), ('Saturday'), ('Sunday')) as day(group_code)
        where arrival_at is not null and attendance_category_code = '1'
    """,
    "GP_APPOINTMENTS_AT_WEEKENDS": _share_of("gp_appointments", "isodow(appointment_at) >= 6"),
    "EMERGENCIES_AT_WEEKENDS": _share_of(EMERGENCIES, "isodow(admission_date) >= 6"),
    "ELECTIVES_AT_WEEKENDS": _share_of(
        "spells where admission_method_code in ('11', '12', '13') and patient_classification_code in ('1', '2')",
        "isodow(admission_date) >= 6",
    ),
    # December to February have 90.25 days of the year's 365.25; 1.0 is as many as that.
    "EMERGENCIES_IN_WINTER": f"""
        with whole_years as (
            select *
            from {EMERGENCIES} and admission_date >= (
                select end_day - to_years(cast(date_diff('month', first_day, end_day) // 12 as integer))
                from time_window
            )
        )

        select
            coalesce(nhs_number, 'row ' || row_number() over ()) as unit_id,
            reason.group_code,
            365.25 / 90.25 * (month(admission_date) in (12, 1, 2))::integer as counted,
            1.0 as of_all
        from whole_years, (values ('ALL')) as reason(group_code)
    """,
}
