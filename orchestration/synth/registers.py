"""National registers: deaths, and objections to the use of data.

Belongs here: the deaths and opt_outs feeds. Does not belong here: who dies, and when (population.py).
"""

import numpy as np

from orchestration.synth import parameters as P
from orchestration.synth import senders
from orchestration.synth.block import Block, Rows
from orchestration.synth.columns import codes, days, ids
from orchestration.synth.draws import choice
from orchestration.synth.illnesses import DEATH_CAUSES
from orchestration.synth.months import NEVER
from orchestration.synth.nhs_numbers import numbers_of
from orchestration.synth.programmes import snapshot_rows

KINDS = tuple(P.OPT_OUTS)
NATIONAL, TYPE_1, LOCAL = range(3)
OPT_OUT_SENDERS = (senders.SPINE, senders.PROGRAMME_OFFICE)
PLACES = tuple(P.PLACE_OF_DEATH)


def write_deaths(block: Block) -> Rows:
    """Deaths of people who lived in the area, in the month in which they died."""
    rng = block.rng("deaths")
    people = block.people
    person = np.flatnonzero((people.death <= block.months.last_day) & (people.death < people.leaves))
    death = people.death[person]
    cause = choice(rng, [12, 8, 12, 7, 7, 8, 5, 4, 6, 3, 4, 2], len(person))
    columns = {
        "death_id": ids("DTH", block.new_ids("death", len(person))),
        "death_date": days(death),
        "underlying_cause": codes(DEATH_CAUSES, np.where(rng.random(len(person)) < 0.02, -1, cause)),
        "place_of_death_code": codes(PLACES, block.place_of_death[person]),
    }
    sender = np.zeros(len(person), dtype=np.int32)
    return Rows("deaths", (senders.REGISTRAR,), sender, block.months.index_of(death), person, death, columns)


def write_opt_outs(block: Block, snapshot_months: tuple[int, ...]) -> Rows:
    """Objections as each register held them: some withdrawn, some not yet in effect, a few of numbers known nowhere."""
    rng = block.rng("opt_outs")
    people, months = block.people, block.months
    taken = [np.flatnonzero(rng.random(len(people)) < share) for share in P.OPT_OUTS.values()]
    person = np.concatenate(taken)
    kind = np.repeat(np.arange(len(KINDS)), [len(part) for part in taken])
    count = len(person)
    span = months.last_day - months.first_day + 500
    effective = months.first_day - 500 + np.floor(rng.random(count) * span).astype(np.int32)
    effective = np.maximum(effective, people.birth[person] + 1)
    told = effective - rng.integers(0, 10, count)
    future = rng.random(count) < P.OPT_OUT_IN_FUTURE
    effective = np.where(future, months.last_day + rng.integers(20, 120, count), effective)
    told = np.where(future, months.last_day - rng.integers(0, 20, count), told)
    withdrawn = np.where(
        (rng.random(count) < P.OPT_OUT_WITHDRAWN) & ~future, effective + rng.integers(10, 500, count), NEVER
    )
    nobody = np.flatnonzero((rng.random(count) < P.OPT_OUT_OF_NOBODY) & (kind == NATIONAL))
    number = np.zeros(count, dtype=np.int64)
    unused = np.int64(block.index + 1) * P.BLOCK_NUMBERS - 1 - np.arange(len(nobody), dtype=np.int64)
    number[nobody] = numbers_of(unused, block.seed)
    row, month, last = snapshot_rows(block, told, snapshot_months)
    own_id = block.new_ids("opt_out", count)
    columns = {
        "opt_out_id": ids("OO", own_id[row]),
        "opt_out_code": codes(KINDS, kind[row]),
        "effective_from": days(effective[row]),
        "withdrawn_on": days(np.where(withdrawn[row] <= last, withdrawn[row], NEVER)),
    }
    sender = (kind[row] != NATIONAL).astype(np.int32)
    day = np.minimum(last, months.last_day)
    return Rows("opt_outs", OPT_OUT_SENDERS, sender, month, person[row], day, columns, nhs_number=number[row])
