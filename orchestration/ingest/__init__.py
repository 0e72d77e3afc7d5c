"""From the inbox to the lake: read, type, quarantine, take the identity off; then decide which delivery is in force.

Does not belong here: who is who (identity) or what a row means (models/).
"""

from orchestration.ingest.delivery import clear_unfinished
from orchestration.ingest.in_force import Build, NothingUsable, open_build
from orchestration.ingest.inbox import InboxScan, IngestError, ingest_feed, ingest_unrecognised, scan_inbox
from orchestration.ingest.manifest import Manifest, name_identity_key, read_manifests
from orchestration.ingest.verdicts import NotAcceptable, Verdict, accept, decide, verdicts

__all__ = [
    "Build",
    "InboxScan",
    "IngestError",
    "Manifest",
    "NotAcceptable",
    "NothingUsable",
    "Verdict",
    "accept",
    "clear_unfinished",
    "decide",
    "ingest_feed",
    "ingest_unrecognised",
    "name_identity_key",
    "open_build",
    "read_manifests",
    "scan_inbox",
    "verdicts",
]
