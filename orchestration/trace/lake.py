"""A row in the lake: which deliveries hold it, where in them, and whether they are in force.

Belongs here: reading Parquet of deliveries. Does not belong here: what the warehouse made of the row.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestration import duck
from orchestration.settings import Settings
from orchestration.trace.record import Record
from orchestration.trace.stop import Stop


@dataclass(frozen=True)
class Found:
    """The row as one delivery holds it. `identity_id` is a token; it leads to a person only inside the warehouse."""

    delivery_id: str
    row_number: int
    identity_id: str | None
    manifest: dict


def found_in_lake(settings: Settings, record: Record) -> list[Found]:
    """Every delivery's copy of the row, in the order in which they were extracted."""
    senders = record.sender or "*"
    files = sorted((settings.lake_dir / record.contract.feed).glob(f"{senders}/*/rows.parquet"))
    if not files:
        return []
    token = "identity_id::varchar" if record.contract.identity else "null::varchar"
    keys = " and ".join(f'"{column}"::varchar = ?' for column in record.contract.key)
    connection = duck.memory(settings)
    try:
        rows = connection.execute(
            f"select delivery_id, row_number, {token}, filename from read_parquet(?, filename = true) where {keys}",
            [[str(file) for file in files], *record.values],
        ).fetchall()
    finally:
        connection.close()
    found = [Found(row[0], row[1], row[2], _manifest(Path(row[3]))) for row in rows]
    return sorted(found, key=lambda each: (each.manifest.get("extracted_at") or "", each.delivery_id))


def _manifest(rows_file: Path) -> dict:
    return json.loads((rows_file.parent / "manifest.json").read_text(encoding="utf-8"))


def lake_stops(record: Record, found: list[Found], statuses: dict[str, tuple], superseded: set) -> Iterator[Stop]:
    """The row in each delivery, with the verdict of the last build on it."""
    for each in found:
        status_code, reason, is_in_force = statuses.get(
            each.delivery_id, ("not yet decided", "It arrived after the last run.", False)
        )
        facts = {
            "file": each.manifest["file_name"],
            "row number": f"{each.row_number:,}",
            "sender": each.manifest["provider_code"],
            "period": each.manifest["period"],
            "extracted at": str(each.manifest["extracted_at"]),
            "verdict": f"{status_code}: {reason}",
            "identity": _identity(record, each),
        }
        if (each.delivery_id, each.row_number) in superseded:
            sentence = "It was left out: a newer file in force has the same key (SUPERSEDED_KEY)."
        elif is_in_force:
            sentence = "It is in force."
        else:
            sentence = "It is kept, and not in force."
        yield Stop("lake", f"lake.{record.contract.feed}", sentence, facts)


def _identity(record: Record, each: Found) -> str:
    if not record.contract.identity:
        return "the feed is not about persons"
    return "withheld on purpose" if each.identity_id is None else "taken off at ingest; the row bears a token"


def not_searched(settings: Settings, record: Record, statuses: dict[str, tuple]) -> int:
    """How many refused deliveries hold rows that nobody can find: nothing could be read of them, or not of all rows."""
    senders = record.sender or "*"
    folders = [path.parent for path in (settings.lake_dir / record.contract.feed).glob(f"{senders}/*/manifest.json")]
    return sum(
        not (folder / "rows.parquet").exists()
        or (statuses.get(folder.name, ("",))[0] == "REJECTED" and (folder / "quarantine.parquet").exists())
        for folder in folders
    )


def nowhere(record: Record, quarantined: list[tuple[str, str, int]], refused: int) -> Stop:
    """The row is in no delivery: what may have become of it, and how many refused deliveries may hold it unseen."""
    rules = {f"{rule} in {delivery}": f"{rows:,} rows" for delivery, rule, rows in quarantined}
    feed = record.contract.feed
    unseen = ""
    if refused:
        unseen = f" {refused:,} refused deliver{'y' if refused == 1 else 'ies'} of the feed cannot be searched for it."
    if not rules:
        told = "No delivery holds such a row: it never arrived, or under another key."
        return Stop("lake", f"lake.{feed}", told + unseen)
    return Stop(
        "lake",
        "lake.quarantine",
        "No delivery holds such a row as loaded. It never arrived, or was quarantined: quarantine keeps the row's "
        f"number and rule, never its values, so look for the number of its line in the file.{unseen}",
        rules,
    )
