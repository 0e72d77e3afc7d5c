"""An independent recalculation of the published tables from the interface pages alone: spells in hospital.

What belongs here: episodes gathered to spells, and what is said of each spell. What does not: activity and counts.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from datetime import date

from tests.recalculation.costs import Tariff
from tests.recalculation.facts import about_person
from tests.recalculation.people import OptOuts, Sayings
from tests.recalculation.registrations import Register

EMERGENCY = frozenset(("21", "22", "23", "24", "25", "28", "2A", "2B", "2C", "2D"))
ELECTIVE = frozenset(("11", "12", "13"))
MATERNITY = frozenset(("31", "32"))
OTHER_POINTS = {"82": "NEO", "83": "NEO", "81": "TRF"}
READMISSION_DAYS = 29


def admission_type(method: str) -> str:
    """Emergency, elective, maternity or other."""
    for name, methods in (("EMERGENCY", EMERGENCY), ("ELECTIVE", ELECTIVE), ("MATERNITY", MATERNITY)):
        if method in methods:
            return name
    return "OTHER"


def point_of_delivery(method: str, classification: str) -> str:
    """Where a spell counts; a regular attender first, whatever the method."""
    if classification in ("3", "4"):
        return "RA"
    kind = admission_type(method)
    if kind == "ELECTIVE":
        return "DC" if classification == "2" else "EL"
    return {"EMERGENCY": "NEL", "MATERNITY": "MAT"}.get(kind) or OTHER_POINTS.get(method, "OTH")


def is_mental_health(function: str | None) -> bool:
    """Whether a treatment function is one of mental health, 700 to 727."""
    return bool(re.fullmatch(r"[0-9]{3}", function or "")) and 700 <= int(function) <= 727


def is_cancer(diagnosis: str | None) -> bool:
    """Whether a diagnosis is C00 to C97."""
    return bool(re.match(r"C[0-9]{2}", diagnosis or "")) and int(diagnosis[1:3]) <= 97


def make_spell(episodes: list[dict], sayings: Sayings, register: Register, acsc: tuple[str, ...]) -> dict:
    """One spell: first facts from its lowest episode, last facts from its highest."""
    first, last = episodes[0], episodes[-1]
    first["place"] = register.place(first, first["admission_date"])
    discharged = last["discharge_date"]
    if discharged is not None and discharged > register.as_of:
        discharged = None
    ready, method = last["discharge_ready_date"], first["admission_method_code"]
    classification, diagnosis = first["patient_classification_code"], first["primary_diagnosis"]
    knows_delay = discharged is not None and ready is not None
    return {
        "admission_id": f"{first['provider_code']}|{first['spell_number']}",
        "spell_number": first["spell_number"],
        "provider_code": first["provider_code"],
        **about_person(first),
        "source_practice_code": first["practice_code"],
        "admission_date": first["admission_date"],
        "discharge_date": discharged,
        "admission_type_code": admission_type(method),
        "admission_method_code": method,
        "admission_source_code": first["admission_source_code"],
        "patient_classification_code": classification,
        "point_of_delivery_code": point_of_delivery(method, classification),
        "length_of_stay_days": (discharged - first["admission_date"]).days if discharged else None,
        "episode_count": len(episodes),
        "primary_diagnosis_code": diagnosis,
        "treatment_function_code": first["treatment_function_code"],
        "hrg_code": last["spell_hrg_code"],
        "discharge_method_code": last["discharge_method_code"],
        "is_nhs_funded": first["administrative_category_code"] != "02",
        "is_acsc": diagnosis is not None and bool(acsc) and diagnosis.startswith(acsc),
        "is_mental_health_spell": is_mental_health(first["treatment_function_code"]),
        "site_code": first["site_code"],
        "commissioner_code": first["commissioner_code"],
        "delayed_days": max(0, (discharged - ready).days) if knows_delay else None,
        "age_at_admission_years": sayings.age(first["person_id"], first["admission_date"]),
    }


def is_index(spell: dict) -> bool:
    """Whether a readmission may follow this spell."""
    return (
        spell["is_nhs_funded"]
        and spell["discharge_date"] is not None
        and spell["discharge_method_code"] != "4"
        and spell["admission_type_code"] != "MATERNITY"
        and spell["patient_classification_code"] not in ("2", "3", "4")
        and not spell["is_mental_health_spell"]
        and not is_cancer(spell["primary_diagnosis_code"])
    )


def is_transfer(spell: dict) -> bool:
    """Whether a spell came from another hospital."""
    return spell["admission_method_code"] == "2B" or spell["admission_source_code"] in ("51", "52", "53")


def mark_readmissions(spells: list[dict]) -> None:
    """Say of every spell whether it is an index spell and whether it follows one within the days."""
    discharges: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for spell in spells:
        spell["is_readmission_index"] = is_index(spell)
        spell["is_readmission_30d"] = False
        if spell["is_readmission_index"] and spell["person_id"] is not None:
            discharges[spell["person_id"]].append((spell["discharge_date"], spell["admission_id"]))
    for each in discharges.values():
        each.sort()
    for spell in spells:
        if spell["admission_type_code"] != "EMERGENCY" or is_transfer(spell):
            continue
        known = discharges.get(spell["person_id"], [])
        place = bisect_right(known, (spell["admission_date"], "\U0010ffff")) - 1
        if place >= 0 and known[place][1] == spell["admission_id"]:
            place -= 1
        if place >= 0:
            spell["is_readmission_30d"] = (spell["admission_date"] - known[place][0]).days <= READMISSION_DAYS


def make_admissions(
    rows: list[dict],
    sayings: Sayings,
    register: Register,
    opt_outs: OptOuts,
    acsc: tuple[str, ...],
    tariff: Tariff,
) -> list[dict]:
    """One row per spell of people who may stand in the marts."""
    episodes: dict[tuple, list[dict]] = defaultdict(list)
    for row in rows:
        episodes[row["provider_code"], row["spell_number"]].append(row)
    spells = []
    for each in episodes.values():
        each.sort(key=lambda row: (row["episode_number"], row["delivery"].extracted_at, row["delivery"].file_name))
        if opt_outs.allows(each[0]["person_id"]):
            spell = make_spell(each, sayings, register, acsc)
            spell["cost_gbp"] = tariff.cost_spell(spell)
            spell["is_priced"] = spell["cost_gbp"] is not None
            spells.append(spell)
    mark_readmissions(spells)
    return spells
