"""Registration with practices, and appointments at them.

Belongs here: the registrations and gp_appointments feeds. Does not belong here: what is written in the record
(gp_records.py) or prescribed (prescriptions.py).
"""

import numpy as np

from orchestration.synth import parameters as P
from orchestration.synth import senders
from orchestration.synth.block import Block, Rows
from orchestration.synth.columns import codes, days, ids, moments
from orchestration.synth.draws import choice, events_in_time, on_a_weekday
from orchestration.synth.episodes import ethnic_codes
from orchestration.synth.households import MAX_MOVES
from orchestration.synth.months import DAYS_PER_YEAR, NEVER

STATUSES = tuple(P.GP_STATUS)
MODES = ("FACE_TO_FACE", "TELEPHONE", "VIDEO", "HOME_VISIT", "ONLINE")
PROFESSIONALS = ("GP", "NURSE", "OTHER")


def write_registrations(block: Block, snapshot_months: tuple[int, ...]) -> Rows:
    """The whole register, ended rows included, as each practice's supplier knew it at the end of each given month."""
    rng = block.rng("registrations")
    people, months, homes = block.people, block.months, block.people.households
    # A household's registrations: one from the start, one more with each move to another practice.
    begins = np.concatenate([homes.enters[:, None], homes.registers], axis=1)
    changed = np.concatenate([np.ones((len(begins), 1), bool), homes.practice[:, 1:] != homes.practice[:, :-1]], axis=1)
    real = changed & (begins < NEVER)
    following = np.full(begins.shape, NEVER, dtype=np.int32)
    for stint in range(MAX_MOVES - 1, -1, -1):
        following[:, stint] = np.where(real[:, stint + 1], begins[:, stint + 1], following[:, stint + 1])
    home, stint = np.nonzero(real[people.household])
    person = home  # np.nonzero walked over people, row by row
    household = people.household[person]
    began = begins[household, stint]
    long_ago = months.first_day - (rng.exponential(6.5, len(person)) * DAYS_PER_YEAR).astype(np.int32) - 1
    is_resident = (stint == 0) & (people.enters[person] < months.first_day) & (people.mother[person] < 0)
    began = np.where(is_resident, long_ago, began + np.where(stint == 0, rng.integers(2, 45, len(person)), 0))
    began = np.maximum(began, people.birth[person] + rng.integers(3, 40, len(person)))
    ended = following[household, stint] - 1
    left = people.leaves[person]
    never_told = rng.random(len(people))[person] < P.LEAVER_NEVER_DEREGISTERED
    deducted = np.where(
        never_told | (left >= NEVER),
        NEVER,
        left + np.minimum(rng.exponential(P.LEAVER_DEREGISTRATION_DAYS, len(person)), 400).astype(np.int64),
    )
    ended = np.where(following[household, stint] >= NEVER, deducted, ended)
    death = people.death[person]
    ended = np.minimum(ended, np.where(death < NEVER, death + rng.integers(0, 12, len(person)), NEVER))
    unregistered = (rng.random(len(people)) < P.UNREGISTERED_SHARE)[person]
    kept = (ended >= began) & (began <= death) & (began <= left) & ~unregistered
    person, stint, household, began, ended = person[kept], stint[kept], household[kept], began[kept], ended[kept]
    practice = homes.practice[household, stint]
    number = block.new_ids("registration", len(person))
    ethnic = ethnic_codes(block, rng, person)
    parts = []
    for month in snapshot_months:
        end = months.last_day_of(month)
        shown = np.flatnonzero(began <= end)
        day = np.minimum(np.where(ended[shown] <= end, ended[shown], end), end)
        parts.append((month, shown, day))
    row = np.concatenate([part[1] for part in parts])
    month = np.repeat([part[0] for part in parts], [len(part[1]) for part in parts])
    last = np.array([months.last_day_of(m) for m in range(-1, months.count)])[month + 1]
    day = np.concatenate([part[2] for part in parts])
    who = person[row]
    columns = {
        "registration_id": ids("REG", number[row]),
        "practice_code": block.practice_codes(practice[row]),
        "registered_from": days(began[row]),
        "registered_to": days(np.where(ended[row] <= last, ended[row], NEVER)),
        "ethnic_category_code": ethnic.take(row),
        "death_date": days(
            np.where((people.death[who] <= last) & (people.death[who] < people.leaves[who]), people.death[who], NEVER)
        ),
    }
    supplier = block.geography.practice_supplier[practice[row]]
    return Rows("registrations", senders.GP_SUPPLIERS, supplier, month, who, day, columns, practice=practice[row])


def write_appointments(block: Block) -> Rows:
    """Appointments with a practice's doctors, nurses and others, on weekdays in surgery hours."""
    rng = block.rng("gp_appointments")
    people = block.people
    everybody = np.arange(len(people))
    middle = np.maximum((people.first_day + people.last_day) // 2, people.birth)
    rate = np.array(P.GP_APPOINTMENTS_BY_AGE)[people.band_on(everybody, middle)]
    rate = rate * people.use_of_practice(rng.gamma(2.2, 1 / 2.2, len(people)))
    rate = rate * (0.85 + 0.16 * people.long_term_count(everybody, middle))
    person, day = events_in_time(rng, rate, people.first_day, people.last_day, P.WINTER["gp"])
    day = np.maximum(on_a_weekday(rng, day, 0.96), block.months.first_day)
    count = len(person)
    professional = choice(rng, [0.46, 0.27, 0.27], count)
    mode = np.where(
        professional == 1,
        choice(rng, [0.9, 0.08, 0.0, 0.02], count),
        choice(rng, [0.60, 0.31, 0.01, 0.01, 0.07], count),
    )
    home = (people.age_on(person, day) > 82) & (rng.random(count) < 0.12)
    mode = np.where(home, 3, mode)
    status = choice(rng, list(P.GP_STATUS.values()), count)
    seconds = (
        8 * 3_600 + choice(rng, [3, 9, 10, 9, 6, 4, 7, 8, 8, 6, 3], count) * 3_600 + rng.integers(0, 6, count) * 600
    )
    practice = people.practice_on(person, day)
    columns = {
        "practice_code": block.practice_codes(practice),
        "appointment_id": ids("A", block.new_ids("gp_appointment", count)),
        "appointment_at": moments(day.astype(np.int64) * 86_400 + seconds),
        "status_code": codes(STATUSES, status),
        "mode_code": codes(MODES, np.where(rng.random(count) < 0.01, -1, mode)),
        "professional_code": codes(PROFESSIONALS, np.where(rng.random(count) < 0.01, -1, professional)),
    }
    sender = np.zeros(count, dtype=np.int32)
    return Rows(
        "gp_appointments",
        senders.APPOINTMENTS,
        sender,
        block.months.index_of(day),
        person,
        day,
        columns,
        practice=practice,
    )
