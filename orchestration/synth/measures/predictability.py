"""How well the generator's own risk, known perfectly, would predict a year's emergency admission.

Belongs here: the area under the curve of the true risk. Does not belong here: a model that has to learn (risk).

The index date is the latest one of the truth that a whole year follows. Counted are people on a practice's list on
that day; the outcome is an emergency admission to an acute trust, transfers left out, within the 365 days that begin
with it, under the person's NHS number. The error is Hanley and McNeil's.
"""

import duckdb


def measure(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, float, float]]:
    """The area under the curve, and its standard error."""
    rows = connection.execute(
        """
        with index_date as (
            select max(index_date) as day from true_risk, time_window where index_date + 365 <= end_day
        ),

        listed_then as (
            select distinct people.nhs_number, true_risk.emergency_admissions_a_year as risk
            from true_risk
            inner join index_date on true_risk.index_date = index_date.day
            inner join people on true_risk.person_number = people.person_number
            inner join listed
                on people.nhs_number = listed.nhs_number
                and listed.registered_from <= index_date.day and listed.registered_to >= index_date.day
        ),

        admitted as (
            select distinct nhs_number
            from spells, index_date
            where admission_method_code like '2%' and not is_transfer
                and admission_date >= index_date.day and admission_date < index_date.day + 365
        ),

        ranked as (
            select
                admitted.nhs_number is not null as is_admitted,
                rank() over (order by risk) + (count(*) over (partition by risk) - 1) / 2.0 as place
            from listed_then
            left join admitted on listed_then.nhs_number = admitted.nhs_number
        )

        select
            sum(place) filter (is_admitted) as places,
            count(*) filter (is_admitted) as with_outcome,
            count(*) filter (not is_admitted) as without_outcome
        from ranked
        """
    ).fetchone()
    places, cases, others = (float(value or 0) for value in rows)
    if not cases or not others:
        return []
    area = (places - cases * (cases + 1) / 2) / (cases * others)
    one, two = area / (2 - area), 2 * area**2 / (1 + area)
    spread = area * (1 - area) + (cases - 1) * (one - area**2) + (others - 1) * (two - area**2)
    return [
        ("AUC_OF_TRUE_RISK", "ALL", area, (spread / (cases * others)) ** 0.5),
        ("ADMITTED_WITHIN_A_YEAR", "ALL", 100 * cases / (cases + others), 100 * (cases**0.5) / (cases + others)),
    ]
