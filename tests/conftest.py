"""What every test shares: a small warehouse of its own with keys, and a hand that puts extracts in its inbox.

Does not belong here: anything that only one room's tests need.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from orchestration import duck, identity, ingest, pseudonymise
from orchestration.contracts import Contract, load_contracts
from orchestration.settings import Settings, load_settings

EXTRACTED_AT = "20240612T020000Z"


def nhs_number(serial: int) -> str:
    """The serial-th valid NHS number of the test range (9xx), by the definition of modulus 11."""
    found = -1
    for base in range(900_000_000, 1_000_000_000):
        digits = f"{base:09d}"
        check = (
            11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
        ) % 11
        found += check != 10
        if found == serial:
            return f"{digits}{check}"
    raise ValueError("The test range has no more numbers.")


@dataclass
class Warehouse:
    """A warehouse in a folder of its own: put extracts in, run the first steps, look at what came of them."""

    settings: Settings
    contracts: Mapping[str, Contract]
    delivered: dict[str, int] = field(default_factory=dict)

    def put(self, name: str, content: bytes | str) -> Path:
        """Put a file into the inbox as it is."""
        path = self.settings.inbox_dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    def deliver(
        self,
        feed: str,
        rows: Iterable[Mapping[str, object]],
        *,
        provider: str = "R1H",
        period: str = "2024-05",
        extracted_at: str = EXTRACTED_AT,
    ) -> Path:
        """Put an extract of the contract's columns into the inbox; a column that a row does not name is empty."""
        path = self.settings.inbox_dir / f"{feed}_{provider}_{period}_{extracted_at}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        names = [column.name for column in self.contracts[feed].all_columns]
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, names, restval="")
            writer.writeheader()
            writer.writerows(rows)
        return path

    def read_inbox(self) -> list[ingest.Manifest]:
        """Ingest everything that is new."""
        scan = ingest.scan_inbox(self.settings, self.contracts)
        return [
            manifest for feed in scan.deliveries for manifest in ingest.ingest_feed(self.settings, self.contracts, feed)
        ] + ingest.ingest_unrecognised(self.settings, self.contracts)

    def build(self, run_id: str = "run") -> ingest.Build:
        """Ingest what is new and open a build with the rows in force."""
        self.read_inbox()
        return ingest.open_build(self.settings, self.contracts, run_id)

    def link(self, run_id: str = "run") -> identity.LinkSummary:
        """Open a build and link it."""
        self.build(run_id)
        return identity.link(self.settings, self.contracts, run_id)

    def rows(self, sql: str) -> list[tuple]:
        """Ask the warehouse of the build that is open."""
        connection = duck.open_database(self.settings.build_warehouse_db, self.settings, read_only=True)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()


@pytest.fixture(scope="session")
def contracts() -> Mapping[str, Contract]:
    return load_contracts()


def small_warehouse(folder: Path, contracts: Mapping[str, Contract]) -> Warehouse:
    """An empty warehouse with a key ring of its own, in which NHS numbers of the test range count."""
    settings = load_settings(warehouse=folder / "warehouse", allow_test_numbers=True, memory_limit="1GB", threads=2)
    settings.inbox_dir.mkdir(parents=True)
    pseudonymise.new_ring(settings)
    return Warehouse(settings, contracts)


@pytest.fixture
def warehouse(tmp_path: Path, contracts: Mapping[str, Contract], monkeypatch: pytest.MonkeyPatch) -> Warehouse:
    """A small warehouse, whatever the environment says of another."""
    for name in ("WAREHOUSE", "INBOX", "KEY_FILE", "PERSON_KEY", "IDENTITY_KEY", "VAULT_KEY", "AS_OF", "AS_KNOWN_AT"):
        monkeypatch.delenv(f"CAREWEAVE_{name}", raising=False)
    return small_warehouse(tmp_path, contracts)
