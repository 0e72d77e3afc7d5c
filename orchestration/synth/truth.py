"""The truth about what was written: who is who, whose every row is, what was planted, and the true risk.

Belongs here: the Parquet files beside the inbox. Nothing here is ever read by the pipeline, and none of it goes into
the inbox.
"""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.synth.block import Block
from orchestration.synth.columns import codes, days, plain
from orchestration.synth.conditions import CODES
from orchestration.synth.fragments import Fragments
from orchestration.synth.names import FAMILY_NAMES, GIVEN_NAMES, HERITAGES
from orchestration.synth.population import ETHNIC_CODES
from orchestration.synth.risk import CONSENTS, Plans, Risk

FAULT_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("fault_code", "feed", "sender_code", "period", "key")]
    + [("person_number", pa.int64())]
)


def write_block_truth(truth: Path, block: Block, risk: Risk, plans: Plans, fragments: Fragments) -> None:
    """One Parquet file per table and block."""
    name = f"block-{block.index:05d}.parquet"
    _write(truth / "people" / name, _people(block, plans))
    _write(truth / "true_risk" / name, _true_risk(block, risk))
    for feed, tables in fragments.links.items():
        # One schema however many lists of senders a feed's rows came with.
        same = [
            table.cast(
                pa.schema([(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type) for f in table.schema])
            )
            for table in tables
        ]
        _write(truth / "links" / feed / name, pa.concat_tables(same))
    _write(truth / "row_faults" / name, pa.concat_tables([FAULT_SCHEMA.empty_table(), *fragments.faults]))


def write_file_faults(truth: Path, planted: list[tuple[str, str]]) -> None:
    """What was done to which file: fault and file name."""
    columns = {"fault_code": [fault for fault, _ in planted], "file_name": [name for _, name in planted]}
    _write(truth / "file_faults.parquet", pa.table(columns, schema=pa.schema([(key, pa.string()) for key in columns])))


def _people(block: Block, plans: Plans) -> pa.Table:
    people = block.people
    everybody = np.arange(len(people))
    number = lambda values: pa.array(values, mask=values == 0).cast(pa.string())  # noqa: E731
    columns = {
        "person_number": people.number,
        "nhs_number": number(people.nhs_number),
        "old_nhs_number": number(people.old_nhs_number),
        "older_nhs_number": number(people.older_nhs_number),
        "given_name": plain(codes(GIVEN_NAMES, people.given)),
        "family_name": plain(codes(FAMILY_NAMES, people.family)),
        "birth_date": days(people.birth),
        "gender_code": plain(codes(("1", "2"), people.is_woman.astype(np.int32))),
        "ethnic_category_code": plain(codes(ETHNIC_CODES, people.ethnic)),
        "heritage": plain(codes(HERITAGES, people.heritage)),
        "borough_code": plain(
            codes([borough.code for borough in block.scenario.boroughs], _borough_at_first(block, everybody))
        ),
        "household_number": people.household.astype(np.int64) + np.int64(block.index) * 1_000_000,
        "mother_number": pa.array(people.number[people.mother], mask=people.mother < 0),
        "first_day": days(people.first_day),
        "leaves": days(people.leaves),
        "death_date": days(people.death),
        "frailty": people.frailty,
        "condition_count": people.long_term_count(everybody, block.months.last_day),
        "plan_offered": days(plans.offered),
        "plan_consent_code": plain(codes(CONSENTS, np.where(plans.is_plan, plans.consent, -1))),
    } | {f"onset_{code.lower()}": days(people.onset[:, index]) for index, code in enumerate(CODES)}
    return pa.table(columns)


def _borough_at_first(block: Block, everybody: np.ndarray) -> np.ndarray:
    return block.people.borough_on(block.geography, everybody, block.people.first_day)


def _true_risk(block: Block, risk: Risk) -> pa.Table:
    """Of everybody who was there on an index date: the rate that the year's admissions were drawn from."""
    people = block.people
    there = (people.first_day[:, None] <= risk.index_days) & (people.last_day[:, None] >= risk.index_days)
    person, year = np.nonzero(there)
    return pa.table(
        {
            "person_number": people.number[person],
            "index_date": days(risk.index_days[year]),
            "emergency_admissions_a_year": risk.yearly[person, year],
        }
    )


def _write(path: Path, table: pa.Table) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, compression="zstd", compression_level=1)
