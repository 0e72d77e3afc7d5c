"""How much of each kind of care people use: per head and year of those on practices' lists, and by age.

Belongs here: rates. Does not belong here: what hospital stays are like (hospital.py), or what they cost (money.py).
"""

import duckdb

# What is counted: whose, when, and in which table of rows.
COUNTED = {
    "EMERGENCY_ADMISSIONS": ("admission_date", "spells where admission_method_code like '2%'"),
    "DAY_CASES": ("admission_date", "spells where patient_classification_code = '2'"),
    "ELECTIVE_STAYS": (
        "admission_date",
        "spells where patient_classification_code = '1' and admission_method_code in ('11', '12', '13')",
    ),
    "AE_ATTENDANCES": (
        "arrival_at",
        "ecds where attendance_category_code in ('1', '2', '3') and department_type_code <> '05'",
    ),
    "OUTPATIENT_ATTENDANCES": (
        "appointment_date",
        "op where attended_code in ('5', '6') and first_attendance_code in ('1', '2', '3', '4')",
    ),
    "GP_APPOINTMENTS": ("appointment_at", "gp_appointments where status_code = 'ATTENDED'"),
    "MEDICINE_ISSUES": ("issue_date", "gp_medications"),
    "COMMUNITY_CONTACTS": ("contact_at", "csds where coalesce(attended_code, '5') in ('5', '6')"),
    "MENTAL_HEALTH_CONTACTS": ("contact_at", "mh_contacts where coalesce(attended_code, '5') in ('5', '6')"),
    "SOCIAL_CARE_REQUESTS": ("start_date", "social_care where event_type_code = 'REQUEST'"),
}
# Stands for the age band in a query that counts everybody together.
EVERYBODY = "ALL"


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Years on the list, by person and age."""
    connection.execute(
        """
        create table listed as
        select nhs_number, birth_date, practice_code, registered_from,
            coalesce(registered_to, date '9999-12-31') as registered_to
        from registrations
        where superseded_by_nhs_number is null and registered_from is not null
        """
    )
    connection.execute(
        """
        create table years_listed as
        select
            nhs_number,
            band_of(age_on(birth_date, begins + cast((ends - begins) / 2 as integer))) as band,
            sum((least(registered_to + 1, ends) - greatest(registered_from, begins)) / 365.25) as years
        from listed
        inner join years on registered_from < ends and registered_to >= begins
        group by all
        """
    )


def rate(day: str, rows: str) -> str:
    """Rows within the window per year on the list, by age and for everybody."""
    return f"""
        with both_sides as (
            select
                coalesce(nhs_number, 'row ' || row_number() over ()) as unit_id,
                band_of(age_on(birth_date, {day})) as band,
                1.0 as counted,
                0.0 as of_all
            from (from {rows}) as counted_rows, time_window
            where {day} >= first_day and {day} < end_day
            union all
            select nhs_number, band, 0.0, years from years_listed
        )
        select unit_id, band as group_code, counted, of_all from both_sides
        union all
        select unit_id, '{EVERYBODY}', counted, of_all from both_sides
    """


AE_BY_TYPE = """
    with types as (
        select distinct department_type_code from ecds
    )

    select
        coalesce(nhs_number, 'row ' || row_number() over ()) as unit_id,
        department_type_code as group_code,
        1.0 as counted,
        0.0 as of_all
    from ecds
    where attendance_category_code in ('1', '2', '3')
    union all
    select nhs_number, department_type_code, 0.0, years
    from years_listed, types
"""

MEASURES = {code: rate(day, rows) for code, (day, rows) in COUNTED.items()}
MEASURES["AE_BY_TYPE"] = AE_BY_TYPE
