"""NHS numbers that were merged into another: what the register says about them.

Belongs here: the rows of old numbers in the registrations feed. Does not belong here: who bore an old number
(population.py), or activity sent under one (identities.py).
"""

import numpy as np
import pyarrow as pa

from orchestration.synth import senders
from orchestration.synth.block import Block, Rows
from orchestration.synth.columns import codes, days, empty, ids
from orchestration.synth.population import ETHNIC_CODES


def write_merged_numbers(block: Block, snapshot_months: tuple[int, ...]) -> Rows:
    """Ended registrations under old numbers, each naming the number that it was merged into.

    One person of each block had two old numbers, a chain; in the first block one pair names each other, a cycle.
    """
    people, months = block.people, block.months
    merged = np.flatnonzero(people.old_nhs_number > 0)
    chained = np.flatnonzero(people.older_nhs_number > 0)
    circular = merged[1:2] if block.index == 0 else merged[:0]
    person = np.concatenate([merged, chained, circular])
    old = np.concatenate([people.old_nhs_number[merged], people.older_nhs_number[chained], people.nhs_number[circular]])
    new = np.concatenate([people.nhs_number[merged], people.old_nhs_number[chained], people.old_nhs_number[circular]])
    ended = np.concatenate([people.merged_on[merged], people.merged_on[chained] - 90, people.merged_on[circular]])
    number = block.new_ids("registration", len(person))
    rows = [np.flatnonzero(ended <= months.last_day_of(month)) for month in snapshot_months]
    row = np.concatenate(rows).astype(np.int64)
    month = np.repeat(snapshot_months, [len(part) for part in rows]).astype(np.int32)
    who = person[row]
    began = np.maximum(people.birth[who] + 20, ended[row] - 900)
    day = np.minimum(ended[row], months.last_day).astype(np.int32)
    practice = people.practice_on(who, day)
    columns = {
        "superseded_by_nhs_number": pa.array(new[row]).cast(pa.string()),
        "registration_id": ids("REG", number[row]),
        "practice_code": block.practice_codes(practice),
        "registered_from": days(np.minimum(began, ended[row])),
        "registered_to": days(ended[row]),
        "ethnic_category_code": codes(ETHNIC_CODES, people.ethnic[who]),
        "death_date": empty(len(row)),
    }
    supplier = block.geography.practice_supplier[practice]
    return Rows(
        "registrations",
        senders.GP_SUPPLIERS,
        supplier,
        month,
        who,
        day,
        columns,
        practice=practice,
        nhs_number=old[row],
    )
