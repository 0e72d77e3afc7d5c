"""Registers of long-term conditions by borough of the practice, as the Quality and Outcomes Framework counts them.

Belongs here: who is on a register. Does not belong here: the registers' rules and the published figures (published.py).
A register holds whoever is on a practice's list on the last day, is of the register's age
and has a coded diagnosis; asthma and epilepsy ask for a medicine too, cancer for a diagnosis since 2003, depression for
one since 2006. Codes that resolve a diagnosis are not written by the generator.
"""

import duckdb

from orchestration.synth.conditions import CONDITIONS, MEDICINES
from orchestration.synth.published import REGISTERS


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Who is on a list on the last day, and what was ever diagnosed, by register."""
    connection.execute(
        """
        create table list_at_end as
        select listed.nhs_number, ref_practices.borough_code, age_on(listed.birth_date, end_day) as age
        from listed
        inner join time_window on registered_from < end_day and registered_to >= end_day
        inner join ref_practices on listed.practice_code = ref_practices.practice_code
        """
    )
    snomed_of = {condition.code: condition.snomed for condition in CONDITIONS}
    parts = []
    for register in REGISTERS:
        codes = ", ".join(f"'{code}'" for code in dict.fromkeys(snomed_of[register.condition]))
        treated = ""
        if register.medicine_within_months:
            substances = ", ".join(f"'{code}'" for code in MEDICINES[register.condition])
            treated = f"""
                and nhs_number in (
                    select nhs_number from gp_medications, time_window
                    where issue_date >= end_day - to_months({register.medicine_within_months})
                        and left(bnf_code, 9) in ({substances})
                )
            """
        parts.append(
            f"""
            select nhs_number, '{register.code}' as register_code
            from gp_events
            where snomed_code in ({codes}) {treated}
            group by nhs_number
            having min(event_date) >= date '{register.diagnosed_since}-04-01'
            """
        )
    connection.execute(f"create table registered_conditions as {' union all '.join(parts)}")


def _ages() -> str:
    return ", ".join(f"('{register.code}', {register.youngest})" for register in REGISTERS)


MEASURES = {
    "QOF_PREVALENCE": f"""
        select
            list_at_end.nhs_number as unit_id,
            list_at_end.borough_code || ' ' || of_register.register_code as group_code,
            (registered_conditions.nhs_number is not null)::integer as counted,
            1.0 as of_all
        from list_at_end
        inner join (values {_ages()}) as of_register(register_code, youngest)
            on list_at_end.age >= of_register.youngest
        left join registered_conditions
            on list_at_end.nhs_number = registered_conditions.nhs_number
            and of_register.register_code = registered_conditions.register_code
    """,
}
