"""Preparing a new generation: what it takes, and what is made in which order, all of it beside what there is.

Belongs here: the vault, the lake and the ids that a warehouse keeps, in a folder of their own. Does not belong here:
the moment at which they take the place of the old ones (assets/rotation.py).
"""

from dataclasses import dataclass
from pathlib import Path

from orchestration.identity.generation.history import renew_history
from orchestration.identity.generation.lake import renew_lake, require_text
from orchestration.identity.generation.renumbering import renumber
from orchestration.identity.generation.sealed import renew_vault
from orchestration.identity.vault import merge_parts, open_vault
from orchestration.pseudonymise import Renewal
from orchestration.settings import Settings

LAKE, VAULT, WAREHOUSE = "lake", "vault", "warehouse.duckdb"
"""What a generation has, under the names that they bear in the warehouse."""

_SPARE = 1.2
"""The new files are as large as the old ones, give or take; what sorting spills comes on top."""


@dataclass(frozen=True)
class Generation:
    """What was written anew. Counts only."""

    identities: int = 0
    files_in_lake: int = 0


def room_needed(settings: Settings, renewal: Renewal) -> int:
    """How many bytes a new generation takes beside the old one, until that is removed."""
    kept = [settings.vault_dir]
    if "identity" in renewal.purposes:
        kept.append(settings.lake_dir)
    sizes = [path.stat().st_size for folder in kept for path in folder.rglob("*") if path.is_file()]
    if renewal.makes_new_ids and settings.warehouse_db.is_file():
        sizes.append(settings.warehouse_db.stat().st_size)
    return int(sum(sizes) * _SPARE)


def prepare_generation(settings: Settings, renewal: Renewal, into: Path) -> Generation:
    """Make the new generation in the folder `into`, file by file synced and proven; what stands is only read.

    Raises ReadWithoutText or VaultUnreadable with a sentence. Where nothing has been read yet there is nothing to make.
    """
    if not settings.vault_dir.is_dir():
        return Generation()
    connection = open_vault(settings, renewal.before)
    try:
        merge_parts(connection, settings)
        if "identity" in renewal.purposes:
            require_text(connection, settings.lake_dir)
        numbering = renumber(connection, renewal)
        files = 0
        if numbering.identities:
            files = renew_lake(connection, settings.lake_dir, into / LAKE, numbering, settings.threads)
        renew_vault(connection, settings.vault_dir, into / VAULT, renewal, numbering)
        if renewal.makes_new_ids and settings.warehouse_db.is_file():
            renew_history(connection, settings.warehouse_db, into / WAREHOUSE, renewal, numbering)
        identities = connection.execute("select count(*) from vault.identities").fetchall()[0][0]
    finally:
        connection.close()
    return Generation(identities, files)
