"""Mistakes in rows: what goes wrong when people type and systems export, at small, settable rates.

Belongs here: faults that touch single rows. Does not belong here: mistakes about who somebody is (identities.py), or
faults of whole files (file_faults.py).
"""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.contracts import Contract
from orchestration.synth.block import Block, Rows
from orchestration.synth.columns import plain
from orchestration.synth.illnesses import SENSITIVE_ICD10

UNREADABLE = ("TBC", "#VALUE!", "31/02/2024", "n/k")
TYPED = ("date", "datetime", "integer", "decimal", "boolean")


class RowFaults:
    """The columns of some rows with faults planted in them, and which rows bear which."""

    def __init__(
        self, block: Block, rows: Rows, columns: dict[str, pa.Array], contract: Contract, rng: np.random.Generator
    ) -> None:
        self.columns = columns
        self.planted: dict[str, np.ndarray] = {}
        self.month = rows.month
        self._rows = rows
        self._contract = contract
        self._rng = rng
        self._choices = block.choices
        self._months = block.months.count
        self._plant()
        # Rows that come a second time stand last: in a file, the last row of a key is the one that counts.
        self.repeated = np.flatnonzero(rng.random(len(rows)) < block.choices.DUPLICATE_KEY)

    def _plant(self) -> None:
        self._dates_out_of_order()
        self._after_the_extract()
        events = [column for column in self._contract.event_columns if column.name not in self._contract.key]
        free = [column for column in events if column.name in self.columns and not column.is_required]
        typed = [column.name for column in free if column.type in TYPED]
        listed = [column.name for column in free if column.codes and column.name != self._contract.withheld_column]
        dates = [column.name for column in free if column.type == "date"]
        needed = [
            c.name for c in events if c.is_required and c.name != self._contract.month_column and c.name in self.columns
        ]
        for names, fault, share, value in (
            (typed[:1], "UNREADABLE_VALUE", self._choices.UNREADABLE_VALUE, UNREADABLE),
            (listed[:1], "OUTSIDE_CODE_LIST", self._choices.OUTSIDE_CODE_LIST, ("ZZ",)),
            (dates[-1:], "PLACEHOLDER_DATE", self._choices.PLACEHOLDER_DATE, ("1900-01-01",)),
            (needed[-1:], "MISSING_REQUIRED", self._choices.MISSING_REQUIRED, (None,)),
        ):
            for name in names:
                self._replace(name, fault, share, value)
        if self._contract.feed == "apc":
            self._replace("primary_diagnosis", "SENSITIVE_CODE", self._choices.SENSITIVE_CODE, SENSITIVE_ICD10)
        if self._contract.feed in ("apc", "op"):
            self._replace("provider_code", "OTHER_PROVIDER_ROW", self._choices.OTHER_PROVIDER_ROW, ("RYJ",))
        if self._contract.load == "period":
            self._outside_month()

    def _replace(self, name: str, fault: str, share: float, values: tuple[str | None, ...]) -> None:
        mask = self._rng.random(len(self._rows)) < share
        if not mask.any():
            return
        chosen = np.array([values[i] for i in self._rng.integers(0, len(values), int(mask.sum()))], dtype=object)
        column = plain(self.columns[name])
        self.columns[name] = pc.replace_with_mask(column, pa.array(mask), pa.array(chosen, pa.string()))
        self._mark(fault, mask)

    def _dates_out_of_order(self) -> None:
        for text in self._contract.rule_texts:
            match = re.fullmatch(r"(\w+) <= (\w+)", text)
            if not match or match[1] not in self.columns or match[2] not in self.columns:
                continue
            first, second = (self.columns[name] for name in match.groups())
            mask = (self._rng.random(len(self._rows)) < self._choices.DATES_OUT_OF_ORDER) & np.asarray(
                pc.is_valid(second)
            )
            if mask.any():
                earlier = pc.utf8_replace_slice(plain(first).filter(pa.array(mask)), 0, 4, "2011")
                self.columns[match[2]] = pc.replace_with_mask(plain(second), pa.array(mask), earlier)
                self._mark("DATES_OUT_OF_ORDER", mask)

    def _after_the_extract(self) -> None:
        for text in self._contract.rule_texts:
            match = re.fullmatch(r"(\w+) <= extracted_at", text)
            if match:
                mask = self._rng.random(len(self._rows)) < self._choices.FUTURE_DATE
                if mask.any():
                    later = pc.utf8_replace_slice(plain(self.columns[match[1]]), 0, 2, "21")
                    self.columns[match[1]] = pc.if_else(pa.array(mask), later, plain(self.columns[match[1]]))
                    self._mark("FUTURE_DATE", mask)

    def _outside_month(self) -> None:
        mask = (
            (self._rng.random(len(self._rows)) < self._choices.OUTSIDE_MONTH)
            & (self.month >= 0)
            & (self.month < self._months - 1)
        )
        if mask.any():
            self.month = np.where(mask, self.month + 1, self.month)
            self._mark("OUTSIDE_MONTH", mask)

    def _mark(self, fault: str, mask: np.ndarray) -> None:
        self.planted[fault] = self.planted.get(fault, np.zeros(len(mask), bool)) | mask
