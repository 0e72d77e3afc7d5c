"""What of the inbox is not in the lake yet, by name alone: what a run will be about.

Does not belong here: whether a file is read again (ingest decides that by its bytes).
"""

from pathlib import Path

from orchestration.assets.warehouse import Warehouse
from orchestration.ingest import read_manifests, scan_inbox


def new_files(warehouse: Warehouse) -> dict[Path, str]:
    """The files whose names the lake does not know, each with its period."""
    scan = scan_inbox(warehouse.settings, warehouse.contracts)
    if not scan.deliveries:
        return {}
    known = {manifest.file_name for manifest in read_manifests(warehouse.settings)}
    return {path: name.period for found in scan.deliveries.values() for path, name in found if path.name not in known}
