"""The dbt manifest that Dagster reads the models from: made by `make setup`, and again when a model changed.

Does not belong here: what Dagster makes of it (translator.py, dbt.py).
"""

import fcntl
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from orchestration.assets.dbt_process import PROJECT_DIR, run_dbt
from orchestration.refusal import Refusal
from orchestration.settings import PROJECT_ROOT, Settings, load_settings

_READ_BY_DBT = ("models", "seeds", "tests/dbt", "dbt_project")
_SUFFIXES = {".sql", ".yml", ".yaml", ".csv", ".md"}


class ManifestError(Refusal):
    """The models cannot be parsed."""

    exit_code = 3


def manifest_file() -> Path:
    return PROJECT_DIR / "target" / "manifest.json"


def prepared_manifest(settings: Settings) -> dict[str, Any]:
    """The manifest, parsed anew only when it is missing or older than what it is made from."""
    path = manifest_file()
    with _alone(path.parent):
        if not path.is_file() or path.stat().st_mtime < max(file.stat().st_mtime for file in _sources()):
            outcome = run_dbt(settings, ["parse"], target=path.parent)
            if not outcome.is_good:
                raise ManifestError("The dbt models cannot be parsed. See what is wrong with: make parse")
        return json.loads(path.read_text(encoding="utf-8"))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process parses at a time: dbt writes the manifest in place, where another would read a half of it."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / ".parsing", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main() -> int:
    """Prepare the manifest, so that whatever loads the definitions next is quick."""
    try:
        prepared_manifest(load_settings())
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return refusal.exit_code
    return 0


def _sources() -> Iterator[Path]:
    for folder in _READ_BY_DBT:
        for file in (PROJECT_ROOT / folder).rglob("*"):
            if file.suffix in _SUFFIXES and "target" not in file.parts:
                yield file


if __name__ == "__main__":
    sys.exit(main())
