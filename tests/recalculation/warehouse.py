"""An independent recalculation of the published tables from the interface pages alone: from an inbox to tables."""

from datetime import date, datetime
from pathlib import Path

import pandas as pd

from tests.recalculation.activity import make_activity
from tests.recalculation.admissions import make_admissions
from tests.recalculation.attendances import make_attendances
from tests.recalculation.conditions import Conditions, find_segments, make_conditions
from tests.recalculation.cost_marts import (
    count_registered_days,
    make_borough_settings,
    make_capitation,
    make_concentration,
    make_person_years,
)
from tests.recalculation.costs import Tariff
from tests.recalculation.deliveries import judge_inbox, newest_extraction, rows_in_force
from tests.recalculation.facts import FACTS, make_fact, select_rows
from tests.recalculation.feeds import FEEDS
from tests.recalculation.links import link_rows
from tests.recalculation.months import (
    make_borough_months,
    make_care_months,
    make_conference_months,
    make_practice_months,
)
from tests.recalculation.people import OptOuts, Sayings, make_dim_person
from tests.recalculation.places import make_dim_lsoa, make_dim_practice, make_dim_provider
from tests.recalculation.quality import make_deliveries, make_linkage, make_quarantine
from tests.recalculation.references import References
from tests.recalculation.registrations import Register
from tests.recalculation.seeds import SEEDS, read_acsc, read_condition_codes, read_deflators, read_sensitive


def list_people(rows: dict[str, list[dict]]) -> list[dict]:
    """One row per person, with what the person is known by; for the comparison only."""
    known: dict[str, str] = {}
    for name, feed in FEEDS.items():
        for row in rows[name] if feed.has_person else ():
            if row["person_id"] is not None and row["known_by"] is not None:
                known[row["person_id"]] = row["known_by"]
    return [{"person_id": person, "known_by": known_by} for person, known_by in known.items()]


def recalculate(
    inbox: Path | str,
    person_key: bytes,
    allow_test_numbers: bool,
    as_of: date | None = None,
    *,
    seeds: Path = SEEDS,
    given_links: dict[tuple, str] | None = None,
    now: datetime | None = None,
) -> dict[str, pd.DataFrame]:
    """Every table that can be worked out from an inbox, by name.

    `given_links` takes links by probability as they are published: (feed, key values ...) to person. `now` is the
    moment against which an extraction in the future is judged.
    """
    deliveries = judge_inbox(Path(inbox), read_sensitive(seeds), allow_test_numbers, now)
    rows = rows_in_force(deliveries)
    as_of = as_of or newest_extraction(deliveries)
    link_rows(rows, person_key, given_links)
    references = References(rows)
    register = Register(rows, references, as_of)
    opt_outs = OptOuts(rows["opt_outs"], as_of)
    sayings = Sayings(rows, register, opt_outs, as_of)
    selected = select_rows(rows, opt_outs, register)
    tables: dict[str, list[dict]] = {name: make_fact(feed, selected[feed]) for name, feed in FACTS.items()}
    tariff = Tariff(rows)
    admissions = make_admissions(selected["apc"], sayings, register, opt_outs, read_acsc(seeds), tariff)
    attendances = make_attendances(selected["ecds"], as_of, tariff)
    activity = make_activity(selected, admissions, register, tariff)
    registered = {person for person in register.of_person if opt_outs.allows(person)}
    registered_days = count_registered_days(register, registered, {unit["fin_year"] for unit in activity})
    conditions = Conditions(selected, read_condition_codes(seeds), sayings, register, opt_outs)
    people = make_dim_person(sayings, register, opt_outs, conditions)
    segments = find_segments(registered_days, conditions)
    tables |= {
        "fct_admission": admissions,
        "fct_ae_attendance": attendances,
        "fct_activity": activity,
        "dim_person": people,
        "dim_practice": make_dim_practice(references),
        "dim_provider": make_dim_provider(references, rows),
        "dim_lsoa": make_dim_lsoa(references),
        "mart_activity__practice_months": make_practice_months(activity, as_of),
        "mart_activity__borough_months": make_borough_months(activity, admissions, attendances, register, registered),
        "mart_cost__person_years": make_person_years(activity, registered_days),
        "mart_cost__concentration": make_concentration(activity, registered_days),
        "mart_cost__capitation_budgets": make_capitation(
            activity, registered_days, segments, as_of, read_deflators(seeds)
        ),
        "mart_risk__conditions": make_conditions([person["person_id"] for person in people], conditions),
        "mart_cost__borough_settings": make_borough_settings(activity, registered_days),
        "mart_care__borough_months": make_care_months(tables["fct_care_plan"], as_of),
        "mart_care__conference_months": make_conference_months(tables["fct_case_discussion"], as_of),
        "mart_quality__deliveries": make_deliveries(deliveries),
        "mart_quality__quarantine": make_quarantine(deliveries),
        "mart_quality__linkage": make_linkage(rows, as_of),
        "people": list_people(rows),
    }
    return {name: pd.DataFrame(each, dtype=object) for name, each in tables.items()}
