"""Homes, comings and goings, births and deaths, and how far the lists are above the population.

Belongs here: what the truth and the register of deaths say of people's lives. Does not belong here: illness
(prevalence.py) or care (activity.py).
"""

# Years that each person of the truth lived in the area within the window.
YEARS_THERE = """
    select
        *,
        greatest(0, least(coalesce(leaves, end_day), coalesce(death_date, end_day), end_day) - first_day) / 365.25
            as years_there
    from (select people.*, time_window.end_day, time_window.first_day as window_start from people, time_window)
"""

MEASURES = {
    # Half of those who came and those who left, per year lived there: births and deaths are no moves.
    "TURNOVER": f"""
        select
            person_number as unit_id,
            borough_code as group_code,
            0.5 * (
                (first_day > window_start and mother_number is null)::integer
                + (leaves is not null and leaves < end_day and coalesce(death_date, end_day) >= leaves)::integer
            ) as counted,
            years_there as of_all
        from ({YEARS_THERE})
    """,
    "BIRTHS": f"""
        select
            person_number as unit_id, 'ALL' as group_code,
            (mother_number is not null)::integer as counted, years_there as of_all
        from ({YEARS_THERE})
    """,
    "DEATHS": f"""
        with everybody as (
            select
                person_number as unit_id, band_of(age_on(birth_date, first_day) + years_there / 2) as band,
                (death_date < end_day and death_date < coalesce(leaves, end_day))::integer as counted,
                years_there as of_all
            from ({YEARS_THERE})
        )

        select unit_id, unnest(['ALL', band]) as group_code, coalesce(counted, 0) as counted, of_all from everybody
    """,
    "DEATHS_BY_PLACE": """
        select
            row_number() over () as unit_id,
            place.group_code,
            (deaths.place_of_death_code = place.group_code)::integer as counted,
            1.0 as of_all
        from deaths, (select distinct place_of_death_code as group_code from deaths) as place
    """,
    "LIST_INFLATION": """
        select nhs_number as unit_id, 'ALL' as group_code, 1.0 as counted, 0.0 as of_all from list_at_end
        union all
        select nhs_number, 'ALL', 0.0, 1.0
        from people, time_window
        where coalesce(leaves, end_day) >= end_day and coalesce(death_date, end_day) >= end_day
    """,
    "HOUSEHOLD_SIZE": """
        select household_number as unit_id, 'ALL' as group_code, count(*) as counted, 1.0 as of_all
        from people, time_window
        where people.first_day <= time_window.first_day
        group by household_number
    """,
    "LIVING_ALONE": """
        select household_number as unit_id, 'ALL' as group_code, (count(*) = 1)::integer as counted,
            1.0 as of_all
        from people, time_window
        where people.first_day <= time_window.first_day
        group by household_number
    """,
    "WITH_LONG_TERM_CONDITION": """
        select
            nhs_number as unit_id, 'ALL' as group_code, (condition_count > 0)::integer as counted,
            1.0 as of_all
        from people, time_window
        where coalesce(leaves, end_day) >= end_day and coalesce(death_date, end_day) >= end_day
    """,
    "WITH_SEVERAL_LONG_TERM_CONDITIONS": """
        select
            nhs_number as unit_id, 'ALL' as group_code, (condition_count > 1)::integer as counted,
            1.0 as of_all
        from people, time_window
        where coalesce(leaves, end_day) >= end_day and coalesce(death_date, end_day) >= end_day
    """,
}
