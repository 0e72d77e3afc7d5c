"""Whom training does not see: by person, never by where a row stands.

Belongs here: the hash of an id, and what is made of it. Does not belong here: how those held out are judged.
"""

import numpy as np
import pyarrow as pa

from orchestration.risk.design import Design
from orchestration.risk.refused import DataRefused
from orchestration.risk.table import outcome_of

HASHES = float(2**64)


def person_hash(table: pa.Table, design: Design, purpose: str) -> np.ndarray:
    """A number from 0 to below 1 for each row, the same for all rows of a person, another for each purpose.

    Without an id it is made of the row's place, so that then, and only then, the order of the rows counts.
    """
    from pandas.util import hash_array

    if design.id is None:
        said = np.arange(len(table)).astype(str).astype(object)
    else:
        said = table.column(design.id).cast(pa.large_string()).to_numpy().astype(object)
    key = f"careweave {purpose}".ljust(16)[:16]  # the hash takes a key of sixteen letters
    return hash_array(said, hash_key=key, categorize=False) / HASHES


def held_out_of(table: pa.Table, design: Design) -> np.ndarray:
    """Which rows are held out. Raises DataRefused for a share that is none, or a column that does not say so."""
    if isinstance(design.held_out, str):
        return outcome_of(table, design.held_out) == 1
    if not 0 < design.held_out < 1:
        raise DataRefused(f"The share held out is {design.held_out:g}; it lies between 0 and 1.")
    return person_hash(table, design, "held out") < design.held_out
