"""An independent recalculation of the published tables from the interface pages alone: facts of one row per source row.

What belongs here: which rows stand in the marts, and the tables that add only person and place to them. What does not:
spells, attendances at A&E, and units of activity.
"""

from tests.recalculation.feeds import FEEDS
from tests.recalculation.people import OptOuts
from tests.recalculation.registrations import Register

FACTS = {
    "fct_outpatient": "op",
    "fct_gp_event": "gp_events",
    "fct_gp_appointment": "gp_appointments",
    "fct_prescription": "gp_medications",
    "fct_community_contact": "csds",
    "fct_mental_health_contact": "mh_contacts",
    "fct_mental_health_stay": "mh_stays",
    "fct_social_care_event": "social_care",
    "fct_referral": "referrals",
    "fct_care_plan": "care_plans",
    "fct_case_discussion": "case_conferences",
    "fct_enrolment": "enrolments",
    "fct_risk_review": "risk_reviews",
    "fct_rapid_response_call": "rapid_response",
    "fct_voluntary_support": "voluntary_support",
    "fct_death": "deaths",
    "fct_registration": "registrations",
}
RENAMED = {"practice_code": "source_practice_code"}
RENAMED_IN = {"op": {"setting_code": "care_setting_code"}}


def select_rows(rows: dict[str, list[dict]], opt_outs: OptOuts, register: Register) -> dict[str, list[dict]]:
    """The rows of people that stand in the marts, each with its place; spells choose and place their own."""
    selected: dict[str, list[dict]] = {}
    for name, feed in FEEDS.items():
        if not feed.has_person or name == "opt_outs":
            continue
        known = [row for row in rows[name] if row["date"] <= register.as_of]
        if name != "apc":
            known = [row for row in known if opt_outs.allows_row(row)]
            for row in known:
                row["place"] = register.place(row, row["date"])
        selected[name] = known
    return selected


def about_person(row: dict) -> dict:
    """The columns that every fact about people has."""
    place = row["place"]
    return {
        "person_id": row["person_id"],
        "link_method_code": row["link_method_code"],
        "practice_code": place.practice_code,
        "borough_code": place.borough_code,
        "is_in_registered_population": place.is_in_registered_population,
    }


def make_fact(feed_name: str, rows: list[dict]) -> list[dict]:
    """One row per source row: the feed's own columns as they came, and the person and place."""
    names = RENAMED | RENAMED_IN.get(feed_name, {})
    columns = [(column, names.get(column, column)) for column in FEEDS[feed_name].own_columns]
    return [{ours: row[theirs] for theirs, ours in columns} | about_person(row) for row in rows]
