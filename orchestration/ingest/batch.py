"""Files that are read together: of one feed and sender, with the same header, one statement for all of them.

Planning a statement takes longer than running it over a small file, so that files are read by the dozen. Belongs here:
which files make a batch, and what each of them is called. Does not belong here: reading them (reading.py).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from orchestration.contracts import Contract, FileName, Overlay
from orchestration.ingest.source_file import SourceFile

LARGEST_BATCH_BYTES = 48 << 20
"""Some half a million rows of a feed, whose typed rows take about half a gigabyte of memory."""
SMALLEST_BATCH_BYTES = 1 << 20
"""Below this a statement is planned for longer than it runs."""
MOST_FILES_IN_BATCH = 64
"""Where one file of a batch cannot be followed, each is read again by itself: not too many at once."""


@dataclass(frozen=True)
class Arrived:
    """A file that can be opened: its name, its bytes' hash and header, and the id of its delivery."""

    path: Path
    name: FileName
    source: SourceFile
    delivery_id: str

    @property
    def period_sql(self) -> str:
        """The first day of the file's month."""
        return f"date '{self.name.period}-01'"

    @property
    def extracted_at_sql(self) -> str:
        """The moment at which the file was made, in UTC."""
        return f"timestamp '{self.name.extracted_at:%Y-%m-%d %H:%M:%S}'"


@dataclass(frozen=True)
class Batch:
    """Files read together, in the order of their names. `file_index` in SQL is a file's place among them, from 0."""

    contract: Contract
    overlay: Overlay | None
    provider_code: str
    files: tuple[Arrived, ...]

    @property
    def header(self) -> tuple[str, ...]:
        return self.files[0].source.header

    @property
    def has_blanks(self) -> bool:
        """Whether any field of any of the files may need trimming."""
        return any(file.source.has_blanks for file in self.files)

    def one_by_one(self) -> list["Batch"]:
        """Each file as a batch of its own."""
        return [Batch(self.contract, self.overlay, self.provider_code, (file,)) for file in self.files]

    def by_file_sql(self, values: Iterable[str]) -> str:
        """SQL over rows that have `file_index`: the value of the row's file, of one SQL literal for each file."""
        return f"([{', '.join(values)}])[file_index + 1]"


def delivery_id(name: FileName, file_name: str, file_sha256: str) -> str:
    """The name of a delivery: readable, and unique to the file's name and bytes."""
    tail = sha256(f"{file_name}|{file_sha256}".encode()).hexdigest()[:12]
    return f"{name.feed}_{name.provider}_{name.period}_{name.extracted_at:%Y%m%dT%H%M%SZ}_{tail}"


def largest_batch(total_bytes: int, side_by_side: int) -> int:
    """How many bytes a batch may have, so that all readers have work to the end without holding too much at once."""
    return max(SMALLEST_BATCH_BYTES, min(LARGEST_BATCH_BYTES, total_bytes // (2 * side_by_side)))


def in_batches(files: Sequence[Arrived], most_bytes: int) -> list[tuple[Arrived, ...]]:
    """The files in batches, in their order: of one sender, header and packing, up to `most_bytes` each."""
    batches: list[tuple[Arrived, ...]] = []
    for _, alike in groupby(files, key=lambda file: (file.name.provider, file.source.header, file.source.is_gzip)):
        batch: list[Arrived] = []
        size = 0
        for file in alike:
            if batch and (size + file.source.size_bytes > most_bytes or len(batch) == MOST_FILES_IN_BATCH):
                batches.append(tuple(batch))
                batch, size = [], 0
            batch.append(file)
            size += file.source.size_bytes
        batches.append(tuple(batch))
    return batches
