"""Files in the inbox: a header, then each block's lines in the order of the blocks.

Belongs here: putting fragments together, and reference lists. Does not belong here: what stands in them.
"""

from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv

from orchestration.contracts import Contract
from orchestration.synth.fragments import FileKey, header
from orchestration.synth.scenario import Scenario
from orchestration.synth.schedule import expected_files, file_name, snapshot_months


class Deliveries:
    """The files of one run, written in a folder of their own."""

    def __init__(self, folder: Path, scenario: Scenario, contracts: dict[str, Contract]) -> None:
        folder.mkdir(parents=True)
        self.folder = folder
        self._months = scenario.months
        self._contracts = contracts
        for feed, sender, month in expected_files(scenario):
            self._path((feed, sender, month)).write_bytes(self._header(feed))

    def append(self, spill: Path, index: list[tuple[FileKey, int]]) -> None:
        """Add one block's lines to the files that they belong to."""
        with spill.open("rb") as source:
            for key, length in index:
                path = self._path(key)
                if not path.exists():
                    path.write_bytes(self._header(key[0]))
                with path.open("ab") as target:
                    target.write(source.read(length))
        spill.unlink()

    def add_reference(self, tables: dict[str, pa.Table], publishers: dict[str, str]) -> None:
        """Every list as it stood at the first and at the last month's end."""
        for feed, table in tables.items():
            names = header(self._contracts[feed])
            for month in sorted({0, snapshot_months(self._months)[-1]}):
                path = self._path((feed, publishers[feed], month))
                pa_csv.write_csv(table.select(names), path, pa_csv.WriteOptions(quoting_style="needed"))

    def _path(self, key: FileKey) -> Path:
        return self.folder / file_name(self._months, *key)

    def _header(self, feed: str) -> bytes:
        return ",".join(header(self._contracts[feed])).encode() + b"\n"
