"""Community teams, rapid response and charities.

Belongs here: the csds, rapid_response and voluntary_support feeds. Does not belong here: councils (care.py) or mental
health teams (mental_health.py).
"""

import numpy as np

from orchestration.synth import parameters as P
from orchestration.synth import senders
from orchestration.synth.block import Block, Rows
from orchestration.synth.columns import codes, days, flags, ids, moments, same, where, whole
from orchestration.synth.conditions import index_of
from orchestration.synth.draws import choice, choice_by_row, events_in_time, on_a_weekday, series
from orchestration.synth.hospital import EMERGENCY, Spells
from orchestration.synth.months import NEVER

# Team, mean contacts of a referral, days between them, weight by age band.
TEAMS = (
    ("DISTRICT_NURSING", 16, 4, (0, 0.5, 2, 4, 8, 14, 20)),
    ("COMMUNITY_MATRON", 7, 14, (0, 0, 0.2, 1, 3, 4, 5)),
    ("REHABILITATION", 6, 6, (0.2, 0.5, 1, 3, 5, 7, 7)),
    ("PULMONARY_REHABILITATION", 9, 5, (0, 0, 0.1, 0.8, 1.5, 1, 0.3)),
    ("DIABETES", 3, 40, (0.1, 0.5, 1, 3, 3, 2, 1)),
    ("PODIATRY", 4, 50, (0, 0.3, 0.7, 2, 4, 6, 7)),
    ("PHYSIOTHERAPY", 4, 16, (0.5, 3, 6, 6, 5, 4, 3)),
    ("HEALTH_VISITING", 4, 45, (40, 0, 0, 0, 0, 0, 0)),
    ("DISCHARGE_TEAM", 2, 3, (0, 0, 0.2, 0.5, 1.5, 3, 4)),
    ("PALLIATIVE", 8, 5, (0, 0, 0.1, 0.6, 1, 1, 1.2)),
    ("OTHER", 3, 20, (2, 2, 1, 1, 1, 1, 1)),
)
TEAM_CODES = tuple(team[0] for team in TEAMS)
DISCHARGE_TEAM = TEAM_CODES.index("DISCHARGE_TEAM")
LEAD_DAYS = 200
OUTCOMES = ("STAYED_HOME", "ADMITTED", "AE", "REFERRED_ON", "DIED")
SERVICES = ("HOME_FROM_HOSPITAL", "BEFRIENDING", "NAVIGATION", "OTHER")


def write_contacts(block: Block, spells: Spells) -> Rows:
    """Care contacts of community teams; some referrals come from a hospital discharge."""
    rng = block.rng("community")
    people = block.people
    everybody = np.arange(len(people))
    middle = np.maximum((people.first_day + people.last_day) // 2, people.birth)
    rate = np.array(P.CSDS_REFERRALS_BY_AGE)[people.band_on(everybody, middle)]
    rate = rate * (0.6 + 0.4 * people.frailty) * (1 + 0.15 * people.long_term_count(everybody, middle))
    person, start = events_in_time(
        rng, rate, np.maximum(people.enters, block.months.first_day - LEAD_DAYS), people.last_day
    )
    weights = np.array([team[3] for team in TEAMS]).T[people.band_on(person, start)].astype(float)
    weights[:, TEAM_CODES.index("DIABETES")] *= np.where(people.has(index_of("DM"), person, start), 4, 0.1)
    weights[:, TEAM_CODES.index("PULMONARY_REHABILITATION")] *= np.where(
        people.has(index_of("COPD"), person, start), 8, 0.05
    )
    weights[:, TEAM_CODES.index("PALLIATIVE")] *= np.where(people.has(index_of("PC"), person, start), 12, 0.3)
    team = choice_by_row(rng, weights + 1e-9)
    after = _after_discharge(block, rng, spells)
    person = np.concatenate([person, after[0]])
    start = np.concatenate([start, after[1]])
    team = np.concatenate([team, after[2]])
    number = block.new_ids("community_referral", len(person))
    mean = np.array([row[1] for row in TEAMS])[team]
    extra = np.minimum(rng.geometric(1 / mean) - 1, 200)
    chain, day, position = series(
        rng, start + rng.integers(0, 12, len(start)), extra, np.array([row[2] for row in TEAMS])[team]
    )
    day = on_a_weekday(rng, day, 0.75)
    who = person[chain]
    kept = block.in_window(day) & (day <= people.last_day[who]) & (day >= people.enters[who])
    chain, day, position, who = chain[kept], day[kept], position[kept], who[kept]
    count = len(day)
    seconds = day.astype(np.int64) * 86_400 + 8 * 3_600 + rng.integers(0, 110, count) * 300
    mode = np.where(team[chain] == 0, choice(rng, [0.95, 0.05, 0], count), choice(rng, [0.74, 0.22, 0.04], count))
    columns = {
        "provider_code": same(senders.COMMUNITY_TRUST, count),
        "contact_id": ids("C", block.new_ids("community_contact", count)),
        "referral_id": where(rng.random(count) < 0.01, None, ids("CR", number[chain])),
        "referral_received_date": days(np.where(rng.random(count) < 0.02, NEVER, start[chain])),
        "team_type_code": codes(TEAM_CODES, team[chain]),
        "contact_at": moments(seconds),
        "contact_mode_code": codes(("FACE_TO_FACE", "TELEPHONE", "VIDEO"), mode),
        "attended_code": codes(
            ("5", "6", "3", "2", "4"),
            np.where(rng.random(count) < 0.05, -1, choice(rng, [0.88, 0.01, 0.05, 0.03, 0.03], count)),
        ),
        "contact_minutes": whole(rng.choice([10, 15, 20, 30, 45, 60], count), rng.random(count) < 0.12),
    }
    sender = np.zeros(count, dtype=np.int32)
    return Rows("csds", (senders.COMMUNITY_TRUST,), sender, block.months.index_of(day), who, day, columns)


def _after_discharge(
    block: Block, rng: np.random.Generator, spells: Spells
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The discharge team and those whom it hands over to: for the old who were in hospital for some days."""
    age = block.people.age_on(spells.person, spells.admission)
    stay = spells.discharge - spells.admission
    helped = np.flatnonzero(
        (spells.kind == EMERGENCY) & ~spells.dies & (age >= 65) & (stay >= 3) & (rng.random(len(spells)) < 0.35)
    )
    followed = helped[rng.random(len(helped)) < 0.5]
    person = np.concatenate([spells.person[helped], spells.person[followed]])
    start = np.concatenate([spells.discharge[helped] - 1, spells.discharge[followed] + 1])
    other = np.where(rng.random(len(followed)) < 0.6, 0, TEAM_CODES.index("REHABILITATION"))
    return person, start, np.concatenate([np.full(len(helped), DISCHARGE_TEAM), other]).astype(np.int32)


def write_rapid_response(block: Block, rates: np.ndarray) -> Rows:
    """Calls about people who might otherwise go to hospital: answered within minutes, visited within two hours."""
    rng = block.rng("rapid_response")
    people = block.people
    everybody = np.arange(len(people))
    age = people.age_on(everybody, people.last_day)
    rate = np.where(age >= 65, 0.16, np.where(age >= 18, 0.035, 0.0)) * rates
    first = np.maximum(people.first_day, block.programmes_first_day)
    person, day = events_in_time(rng, rate, first, people.last_day, P.WINTER["emergency"])
    count = len(person)
    called = day.astype(np.int64) * 86_400 + (7 * 3_600 + rng.gamma(4, 2.0, count) * 3_600).astype(np.int64) % 86_400
    accepted = rng.random(count) < 0.88
    quick = rng.random(count) < 0.985
    response = called + (np.where(quick, rng.gamma(2.5, 2.6, count), 20 + rng.gamma(1.5, 20, count)) * 60).astype(
        np.int64
    )
    arrival = called + (np.clip(rng.lognormal(np.log(72), 0.42, count), 12, 900) * 60).astype(np.int64)
    arrival = np.maximum(arrival, response)
    outcome = choice(rng, [0.72, 0.10, 0.06, 0.11, 0.01], count)
    columns = {
        "provider_code": same(senders.COMMUNITY_TRUST, count),
        "call_id": ids("RR", block.new_ids("call", count)),
        "call_received_at": moments(called),
        "first_response_at": moments(response, ~accepted | (rng.random(count) < 0.012)),
        "arrived_at": moments(arrival, ~accepted | (rng.random(count) < 0.05)),
        "accepted": flags(accepted),
        "outcome_code": codes(OUTCOMES, np.where(accepted, outcome, np.where(rng.random(count) < 0.5, 2, 3))),
    }
    sender = np.zeros(count, dtype=np.int32)
    month = block.months.index_of((called // 86_400).astype(np.int32))
    rows = Rows("rapid_response", (senders.COMMUNITY_TRUST,), sender, month, person, day, columns)
    return rows.taken((month >= 0) & (month < block.months.count))


def write_voluntary_support(block: Block, spells: Spells) -> Rows:
    """Help at home after hospital, befriending and finding one's way; the second charity joined late in the window."""
    rng = block.rng("voluntary")
    people, months = block.people, block.months
    age = people.age_on(spells.person, spells.admission)
    home = np.flatnonzero(
        (age >= 65)
        & (spells.kind == EMERGENCY)
        & ~spells.dies
        & (spells.discharge > spells.admission)
        & (rng.random(len(spells)) < 0.16)
    )
    everybody = np.arange(len(people))
    older = np.where(people.age_on(everybody, people.last_day) >= 70, 0.035, 0.0005)
    alone, day = events_in_time(rng, older, people.first_day, people.last_day)
    person = np.concatenate([spells.person[home], alone])
    start = np.concatenate([spells.discharge[home] + rng.integers(0, 7, len(home)), day])
    service = np.concatenate([np.zeros(len(home), dtype=np.int64), 1 + choice(rng, [0.5, 0.35, 0.15], len(alone))])
    kept = block.in_window(start) & (start >= block.programmes_first_day) & (start <= people.last_day[person])
    person, start, service = person[kept], start[kept].astype(np.int32), service[kept]
    count = len(person)
    month = months.index_of(start)
    weeks = np.array([4, 26, 8, 6])[service]
    ends = start + (rng.gamma(3, weeks * 7 / 3, count)).astype(np.int32)
    contacts = 1 + rng.poisson(weeks * 0.9)
    charity = ((month >= months.count - senders.SECOND_CHARITY_MONTHS) & (rng.random(count) < 0.3)).astype(np.int32)
    columns = {
        "provider_code": codes(senders.CHARITIES, charity),
        "support_id": ids("V", block.new_ids("support", count)),
        "service_code": codes(SERVICES, service),
        "start_date": days(start),
        "end_date": days(np.where(ends <= block.known_until(month), ends, NEVER)),
        "contact_count": whole(contacts, rng.random(count) < 0.03),
    }
    return Rows("voluntary_support", senders.CHARITIES, charity, month, person, start, columns)
