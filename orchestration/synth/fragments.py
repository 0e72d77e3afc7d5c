"""From rows to the bytes of CSV files: one block's share of every file, and the truth about it.

Belongs here: the one place where a feed's rows meet its contract, their identities and their faults. Does not belong
here: putting blocks together (deliveries.py).
"""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from orchestration.contracts import Contract
from orchestration.synth.block import Block, Rows
from orchestration.synth.columns import empty, joined, plain
from orchestration.synth.faults import RowFaults
from orchestration.synth.identities import identity_columns

FileKey = tuple[str, str, int]  # feed, sender, month
# No value of ours holds a comma, a quote or a line break, but for names: then Arrow quotes where it must.
UNQUOTED = pa_csv.WriteOptions(include_header=False, quoting_style="none")
QUOTED = pa_csv.WriteOptions(include_header=False, quoting_style="needed")
QUOTED_FEEDS = ("voluntary_support", "deaths")


@dataclass
class Fragments:
    """CSV lines without a header by file, and tables of truth by feed."""

    lines: dict[FileKey, list[bytes]] = field(default_factory=dict)
    links: dict[str, list[pa.Table]] = field(default_factory=dict)
    faults: list[pa.Table] = field(default_factory=list)


def header(contract: Contract) -> list[str]:
    """The columns of a feed's files: the identity block, then the feed's own in the contract's order."""
    return [column.name for column in (*contract.identity_block, *contract.columns)]


def add_rows(fragments: Fragments, block: Block, rows: Rows, contract: Contract) -> None:
    """Write some rows of one feed into their files' fragments, and note whose they are."""
    if len(rows) == 0:
        return
    identities = identity_columns(block, rows, bool(contract.local_id_scope))
    rng = block.rng(f"faults {rows.feed} {rows.senders[0]} {'superseded_by_nhs_number' in rows.columns}")
    faults = RowFaults(block, rows, {**identities.columns, **rows.columns}, contract, rng)
    size = len(rows)
    wanted = header(contract)
    table = pa.table({name: faults.columns.get(name, empty(size)) for name in wanted})
    who = np.concatenate([np.arange(size), faults.repeated])
    file_of = rows.sender.astype(np.int64) * 10_000 + faults.month
    order = who[np.lexsort((rows.day[who], file_of[who]))]
    # A stable sort keeps a repeated row after the row that it repeats.
    table = pa.table(
        {
            name: plain(column.combine_chunks())
            for name, column in zip(wanted, table.take(pa.array(order)).columns, strict=True)
        }
    )
    files, starts = np.unique(file_of[order], return_index=True)
    ends = np.append(starts[1:], len(order))
    options = QUOTED if rows.feed in QUOTED_FEEDS else UNQUOTED
    for file, start, end in zip(files.tolist(), starts.tolist(), ends.tolist(), strict=True):
        sender, month = divmod(file + 1, 10_000)
        sink = pa.BufferOutputStream()
        pa_csv.write_csv(table.slice(start, end - start), sink, options)
        fragments.lines.setdefault((rows.feed, rows.senders[sender], month - 1), []).append(
            sink.getvalue().to_pybytes()
        )
    _note_truth(
        fragments, block, rows, contract, table, order, file_of, identities.mistakes | faults.planted, faults.repeated
    )


def _note_truth(
    fragments: Fragments,
    block: Block,
    rows: Rows,
    contract: Contract,
    table: pa.Table,
    order: np.ndarray,
    file_of: np.ndarray,
    marks: dict[str, np.ndarray],
    repeated: np.ndarray,
) -> None:
    files = file_of[order] + 1
    months = files % 10_000 - 1
    labels = [block.months.label(month) for month in range(-1, block.months.count)]
    who = pa.table(
        {
            "sender_code": pa.DictionaryArray.from_arrays((files // 10_000).astype(np.int32), list(rows.senders)),
            "period": pa.DictionaryArray.from_arrays((months + 1).astype(np.int32), labels),
            "key": joined([table[name].combine_chunks() for name in contract.key]),
            "person_number": block.people.number[rows.person[order]],
        }
    )
    fragments.links.setdefault(rows.feed, []).append(who)
    repeats = np.zeros(len(rows), dtype=bool)
    repeats[repeated] = True
    for fault, mask in (marks | ({"DUPLICATE_KEY": repeats} if repeats.any() else {})).items():
        marked = who.filter(pa.array(mask[order]))
        fragments.faults.append(
            pa.table(
                {
                    "fault_code": pa.array([fault] * len(marked)),
                    "feed": pa.array([rows.feed] * len(marked)),
                    "sender_code": plain(marked["sender_code"].combine_chunks()),
                    "period": plain(marked["period"].combine_chunks()),
                    "key": marked["key"],
                    "person_number": marked["person_number"],
                }
            )
        )
