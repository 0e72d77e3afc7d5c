"""Programmes for people at risk: reviews, care plans, case conferences and enrolments.

Belongs here: the care_plans, case_conferences, enrolments and risk_reviews feeds. Does not belong here: whom a practice
picks and what it brings about (risk.py, hospital.py).
"""

import numpy as np

from orchestration.synth import parameters as P
from orchestration.synth import senders
from orchestration.synth.block import Block, Rows
from orchestration.synth.columns import codes, days, flags, ids, numbers, same, whole
from orchestration.synth.conditions import index_of
from orchestration.synth.draws import choice, events_in_time, hashed_uniform, on_a_weekday
from orchestration.synth.months import NEVER
from orchestration.synth.risk import CONSENTS, Plans

PLAN_PROGRAMMES = ("ICP", "WELL_WATCH", "PUTTING_PATIENTS_FIRST", "VIRTUAL_WARD")
# The boroughs with a programme of their own (positions above); all others have the first.
PLAN_PROGRAMME_OF = {"E09000025": 1, "E09000009": 2}
ENROLMENT_PROGRAMMES = (
    "CASE_MANAGEMENT",
    "PULMONARY_REHABILITATION",
    "DIABETES_EDUCATION",
    "REABLEMENT",
    "SUPPORTED_DISCHARGE",
    "RAID",
)
ROLES = ("GP", "COMMUNITY_MATRON", "SOCIAL_WORKER", "NURSE", "OTHER")
PLACES = ("HOME", "CARE_HOME", "HOSPICE", "HOSPITAL", "OTHER")
ATTENDEES = (
    "GP|NURSE|SOCIAL_WORKER|MENTAL_HEALTH|CONSULTANT",
    "GP|NURSE|SOCIAL_WORKER|MENTAL_HEALTH",
    "GP|NURSE|SOCIAL_WORKER",
    "GP|NURSE",
)


def snapshot_rows(
    block: Block, began: np.ndarray, snapshot_months: tuple[int, ...]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Row, month and last day of every register that already holds the row."""
    rows = [np.flatnonzero(began <= block.months.last_day_of(month)) for month in snapshot_months]
    row = np.concatenate(rows)
    month = np.repeat(snapshot_months, [len(part) for part in rows]).astype(np.int32)
    last = np.repeat([block.months.last_day_of(month) for month in snapshot_months], [len(part) for part in rows])
    return row, month, last.astype(np.int32)


def write_care_plans(block: Block, plans: Plans, snapshot_months: tuple[int, ...]) -> Rows:
    """The register of plans as it stood: reviewed about twice a year, closed when somebody dies, leaves or is well."""
    rng = block.rng("care_plans")
    people, months = block.people, block.months
    person = np.flatnonzero(plans.offered < NEVER)
    created = plans.offered[person]
    count = len(person)
    declined = plans.consent[person] == CONSENTS.index("DECLINED")
    closed = created + 30 + (rng.exponential(900, count)).astype(np.int32)
    closed = np.minimum(np.minimum(closed, people.death[person]), people.leaves[person])
    closed = np.where(declined, created, closed)
    interval = rng.integers(120, 220, count)
    consent_day = np.where(rng.random(count) < 0.04, NEVER, created - rng.integers(0, 15, count))
    number = block.new_ids("care_plan", count)
    of_borough = np.array([PLAN_PROGRAMME_OF.get(borough.code, 0) for borough in block.scenario.boroughs])
    programme = of_borough[people.borough_on(block.geography, person, created)]
    programme = np.where(rng.random(count) < 0.12, 3, programme)
    role = choice(rng, [0.42, 0.27, 0.12, 0.14, 0.05], count)
    place = np.where(
        rng.random(count) < np.where(people.age_on(person, created) > 75, 0.45, 0.12),
        choice(rng, [0.55, 0.22, 0.1, 0.1, 0.03], count),
        -1,
    )
    row, month, last = snapshot_rows(block, created, snapshot_months)
    until = np.minimum(last, np.where(closed[row] < NEVER, closed[row], last))
    reviews = np.maximum((until - created[row]) // interval[row], 0)
    reviewed = np.where(reviews > 0, created[row] + reviews * interval[row], NEVER)
    due = created[row] + (reviews + 1) * interval[row]
    columns = {
        "provider_code": same(senders.PROGRAMME_OFFICE, len(row)),
        "care_plan_id": ids("CP", number[row]),
        "programme_code": codes(PLAN_PROGRAMMES, programme[row]),
        "created_date": days(created[row]),
        "reviewed_date": days(reviewed),
        "review_due_date": days(due),
        "closed_date": days(np.where(closed[row] <= last, closed[row], NEVER)),
        "consent_status_code": codes(CONSENTS, plans.consent[person][row]),
        "consent_date": days(consent_day[row]),
        "care_coordinator_role_code": codes(ROLES, role[row]),
        "preferred_place_of_death_code": codes(PLACES, place[row]),
    }
    sender = np.zeros(len(row), dtype=np.int32)
    who = person[row]
    return Rows(
        "care_plans", (senders.PROGRAMME_OFFICE,), sender, month, who, np.minimum(last, months.last_day), columns
    )


def write_conferences(block: Block, plans: Plans) -> Rows:
    """Each network's group meets once a month; those with a plan are discussed now and then."""
    rng = block.rng("conferences")
    people, months, geography = block.people, block.months, block.geography
    planned = np.flatnonzero(plans.is_plan)
    row, day = events_in_time(
        rng, np.full(len(planned), P.DISCUSSIONS_PER_PLAN_YEAR), plans.offered[planned], people.last_day[planned]
    )
    person = planned[row]
    month = months.index_of(day)
    practice = people.practice_on(person, day)
    network = geography.practice_network[practice]
    # What is true of a meeting is the same whoever is discussed, in whatever block.
    luck = hashed_uniform(block.seed, network, month)
    date = months.starts[month] + 2 + np.floor(luck * 24).astype(np.int32)
    date = np.where((date + 3) % 7 >= 5, date - 2, date)
    held = hashed_uniform(block.seed + 1, network, month)
    attendees = np.floor(hashed_uniform(block.seed + 2, network, month) * len(ATTENDEES)).astype(np.int32)
    present = 5 + np.floor(hashed_uniform(block.seed + 3, network, month) * 9)
    unsaid = held > 0.985
    groups = tuple(f"MDG{index + 1:03d}" for index in range(len(geography.network_codes)))
    count = len(person)
    columns = {
        "discussion_id": ids("D", block.new_ids("discussion", count)),
        "mdg_code": codes(groups, network),
        "conference_id": ids("CF", network.astype(np.int64) * 1_000 + month, 6),
        "conference_date": days(date),
        "attendee_count": whole(present, unsaid),
        "practice_code": block.practice_codes(practice),
        "status_code": codes(("HELD", "CANCELLED"), np.where(unsaid, -1, held > P.CONFERENCES_HELD)),
        "attendee_roles": codes(ATTENDEES, attendees),
    }
    sender = np.zeros(count, dtype=np.int32)
    return Rows("case_conferences", (senders.PROGRAMME_OFFICE,), sender, month, person, date, columns)


def write_risk_reviews(block: Block, plans: Plans, rates: np.ndarray) -> Rows:
    """Reviews by doctors and matrons: those who were then offered a plan, and twice as many who were not."""
    rng = block.rng("risk_reviews")
    people, months = block.people, block.months
    offered = np.flatnonzero(plans.offered < NEVER)
    first = block.programmes_first_day
    day = np.maximum(plans.offered[offered] - rng.integers(0, 21, len(offered)), first)
    everybody = np.arange(len(people))
    likely = np.where(people.age_on(everybody, months.last_day) >= 18, np.clip(rates * 0.45, 0, 0.5), 0)
    watched, watched_day = events_in_time(rng, likely, np.maximum(people.first_day, first), people.last_day)
    person = np.concatenate([offered, watched])
    outcome = np.concatenate([np.zeros(len(offered), dtype=np.int64), 1 + choice(rng, [0.6, 0.4], len(watched))])
    day = on_a_weekday(rng, np.maximum(np.concatenate([day, watched_day]), first + 2))
    practice = people.practice_on(person, day)
    count = len(person)
    columns = {
        "practice_code": block.practice_codes(practice),
        "review_id": ids("RV", block.new_ids("risk_review", count)),
        "review_date": days(day),
        "reviewer_role_code": codes(("GP", "COMMUNITY_MATRON", "OTHER"), choice(rng, [0.62, 0.33, 0.05], count)),
        "outcome_code": codes(("ENROL", "MONITOR", "NO_ACTION"), np.where(rng.random(count) < 0.02, -1, outcome)),
    }
    sender = np.zeros(count, dtype=np.int32)
    return Rows(
        "risk_reviews",
        (senders.RISK_REVIEW_LOG,),
        sender,
        months.index_of(day),
        person,
        day,
        columns,
        practice=practice,
    )


def write_enrolments(block: Block, plans: Plans, snapshot_months: tuple[int, ...]) -> Rows:
    """One row per person and programme, with what was measured before and after where a programme measures."""
    rng = block.rng("enrolments")
    people, months = block.people, block.months
    everybody = np.arange(len(people))
    age = people.age_on(everybody, months.last_day)
    has = lambda code: people.has(index_of(code), everybody, months.last_day)  # noqa: E731
    shares = (
        plans.is_plan * 0.5,
        has("COPD") * 0.18,
        has("DM") * 0.12,
        (age > 72) * 0.03,
        (age > 65) * 0.025,
        (has("SMI") | has("DEP")) * 0.03,
    )
    first = np.maximum(people.first_day, block.programmes_first_day)
    length = people.last_day - first
    taken = [np.flatnonzero((rng.random(len(people)) < share) & (length > 30)) for share in shares]
    person = np.concatenate(taken)
    programme = np.repeat(np.arange(len(shares)), [len(part) for part in taken])
    count = len(person)
    offered = (first[person] + np.floor(rng.random(count) * length[person])).astype(np.int32)
    offered = np.where(
        programme == 0, np.clip(plans.offered[person], first[person], people.last_day[person]), offered
    ).astype(np.int32)
    consent = choice(rng, list(P.PLAN_CONSENT.values()), count)
    declined = consent == CONSENTS.index("DECLINED")
    enrolled = np.where(declined, NEVER, offered + rng.integers(0, 28, count))
    weeks = np.array([26, 8, 6, 6, 4, 5])[programme]
    ended = np.where(declined, NEVER, enrolled + (rng.gamma(6, weeks * 7 / 6, count)).astype(np.int32))
    completed = rng.random(count) < np.array([0.8, 0.68, 0.74, 0.85, 0.92, 0.9])[programme]
    measure = np.where(programme == 1, 0, np.where(programme == 2, 1, -1))
    before = np.where(programme == 1, rng.normal(285, 75, count), rng.normal(67, 13, count))
    after = before + np.where(programme == 1, rng.normal(38, 42, count), rng.normal(-4.5, 7, count))
    before, after = np.maximum(before, 20), np.maximum(after, 20)
    row, month, last = snapshot_rows(block, offered, snapshot_months)
    is_over = ended[row] <= last
    has_after = is_over & completed[row] & (measure[row] >= 0)
    started = enrolled[row] <= last
    number = block.new_ids("enrolment", count)
    columns = {
        "enrolment_id": ids("EN", number[row]),
        "programme_code": codes(ENROLMENT_PROGRAMMES, programme[row]),
        "offered_date": days(offered[row]),
        "consent_status_code": codes(CONSENTS, consent[row]),
        "enrolled_date": days(np.where(started, enrolled[row], NEVER)),
        "ended_date": days(np.where(is_over, ended[row], NEVER)),
        "completed": flags(completed[row], ~is_over),
        "measure_code": codes(("WALK_TEST_METRES", "HBA1C_MMOL_MOL"), np.where(started, measure[row], -1)),
        "value_before": numbers(np.where(started & (measure[row] >= 0), before[row], np.nan), 0),
        "value_after": numbers(np.where(has_after, after[row], np.nan), 0),
    }
    sender = np.zeros(len(row), dtype=np.int32)
    return Rows(
        "enrolments",
        (senders.PROGRAMME_OFFICE,),
        sender,
        month,
        person[row],
        np.minimum(last, months.last_day),
        columns,
    )
