"""Columns of Arrow made from whole NumPy arrays, in the form in which senders write them.

Belongs here: how a day, a moment, a number or a code becomes a column. Does not belong here: what any column means.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.synth.months import NEVER


def days(values: np.ndarray) -> pa.Array:
    """Dates; empty where the day is NEVER."""
    return pa.array(np.asarray(values, dtype=np.int32), mask=np.asarray(values) >= NEVER).view(pa.date32())


def moments(seconds: np.ndarray, is_empty: np.ndarray | None = None, zone: str = "") -> pa.Array:
    """Date and time as text: local time, or with `zone` (for example Z) after it."""
    stamp = pa.array(np.asarray(seconds, dtype=np.int64), mask=is_empty).view(pa.timestamp("s")).cast(pa.string())
    text = pc.utf8_replace_slice(stamp, 10, 11, "T")
    return pc.binary_join_element_wise(text, zone, "") if zone else text


def codes(values: Sequence[str | None], index: np.ndarray) -> pa.Array:
    """Codes by their position in a list; empty where the position is negative."""
    index = np.asarray(index)
    return pa.DictionaryArray.from_arrays(
        pa.array(index.astype(np.int32), mask=index < 0), pa.array(list(values), pa.string())
    )


def same(value: str, size: int) -> pa.Array:
    return codes([value], np.zeros(size, dtype=np.int32))


def empty(size: int) -> pa.Array:
    return codes([""], np.full(size, -1, dtype=np.int32))


def numbers(values: np.ndarray, decimals: int = 2) -> pa.Array:
    """Decimals; empty where the value is NaN."""
    return pa.array(np.round(np.asarray(values, dtype=float), decimals), from_pandas=True)


def whole(values: np.ndarray, is_empty: np.ndarray | None = None) -> pa.Array:
    return pa.array(np.asarray(values, dtype=np.int64), mask=is_empty)


def flags(values: np.ndarray, is_empty: np.ndarray | None = None) -> pa.Array:
    """Y or N; empty where said so."""
    index = np.where(np.asarray(values, dtype=bool), 0, 1)
    return codes(["Y", "N"], index if is_empty is None else np.where(is_empty, -1, index))


def ids(prefix: str, values: np.ndarray, width: int = 9) -> pa.Array:
    """Identifiers of equal length: a prefix and a number padded with zeros."""
    padded = pa.array(np.asarray(values, dtype=np.int64) + 10**width).cast(pa.string())
    return pc.utf8_replace_slice(padded, 0, 1, prefix)


def joined(parts: Sequence[pa.Array], separator: str = "|") -> pa.Array:
    """Texts joined row by row; an empty part leaves its place empty."""
    texts = [pc.fill_null(plain(part), "") for part in parts]
    return pc.binary_join_element_wise(*texts, separator)


def plain(column: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """The column as text, where it was kept as positions in a list or is no text at all."""
    return column if pa.types.is_string(column.type) else column.cast(pa.string())


def where(condition: np.ndarray, yes: pa.Array | None, no: pa.Array) -> pa.Array:
    """`yes` (None: empty) where the condition holds, else `no`."""
    mask = pa.array(condition)
    if yes is None:
        return (
            pc.if_else(mask, pa.scalar(None, no.type), no)
            if not pa.types.is_dictionary(no.type)
            else _emptied(no, condition)
        )
    return pc.if_else(
        mask,
        plain(yes) if pa.types.is_dictionary(yes.type) else yes,
        plain(no) if pa.types.is_dictionary(no.type) else no,
    )


def _emptied(column: pa.DictionaryArray, condition: np.ndarray) -> pa.DictionaryArray:
    index = pc.if_else(pa.array(condition), pa.scalar(None, column.indices.type), column.indices)
    return pa.DictionaryArray.from_arrays(index, column.dictionary)
