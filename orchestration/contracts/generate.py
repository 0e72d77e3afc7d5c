"""Writes what follows from the contracts: dbt sources and staging descriptions, the seed of feeds, the dictionary.

    python -m orchestration.contracts.generate            writes what has changed
    python -m orchestration.contracts.generate --check    writes nothing; ends with 1 and the names of what has drifted

Belongs here: which file holds what. What stands in the files is made in dbt_yaml.py and dictionary.py.
"""

import argparse
import sys
from pathlib import Path

from orchestration.contracts import dbt_yaml, dictionary
from orchestration.contracts.error import ContractError
from orchestration.contracts.load import load_contracts, load_overlays
from orchestration.settings import PROJECT_ROOT

# Where generated files live; one that no contract asks for any more is drift as well.
_PLACES = (
    "models/staging/_sources.yml",
    "models/staging/*/_stg_*.yml",
    "seeds/_code_feeds.yml",
    "docs/dictionary/*.md",
)
_MARKS = (dbt_yaml.MARK, dictionary.MARK)


def generated(root: Path) -> dict[Path, str]:
    """Every generated file, relative to the root, with the text that it must have."""
    contracts = load_contracts(root)
    overlays = load_overlays(root, contracts)
    feeds = list(contracts.values())
    files = {
        Path("models/staging/_sources.yml"): dbt_yaml.sources_yaml(feeds),
        Path("seeds/code_feeds.csv"): dbt_yaml.seed_csv(feeds),
        Path("seeds/_code_feeds.yml"): dbt_yaml.seed_yaml(),
        Path("docs/dictionary/index.md"): dictionary.index_page(feeds),
    }
    for contract in feeds:
        files[Path(f"models/staging/{contract.feed}/_stg_{contract.feed}.yml")] = dbt_yaml.staging_yaml(contract)
        files[Path(f"docs/dictionary/{contract.feed}.md")] = dictionary.feed_page(contract, overlays)
    return files


def drifted(root: Path) -> list[Path]:
    """The files that are not as the contracts would have them: changed, missing, or left over."""
    files = generated(root)
    changed = [path for path, text in files.items() if _read(root / path) != text]
    return sorted(changed + [path for path in _left_over(root) if path not in files])


def write(root: Path) -> list[Path]:
    """Bring every drifted file in line, and return their paths."""
    files, changed = generated(root), drifted(root)
    for path in changed:
        if path in files:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(files[path], encoding="utf-8")
        else:
            (root / path).unlink()
    return changed


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="generate", description="Write what follows from the feed contracts.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail and name the files that have drifted")
    parser.add_argument("--root", type=Path, default=PROJECT_ROOT, help="the project's folder")
    given = parser.parse_args(arguments)
    try:
        changed = drifted(given.root) if given.check else write(given.root)
    except ContractError as error:
        print(error, file=sys.stderr)
        return 1
    if given.check and changed:
        print("These files are not as the contracts would have them; run `make generate`:", file=sys.stderr)
    for path in changed:
        print(path, file=sys.stderr if given.check else sys.stdout)
    return 1 if given.check and changed else 0


def _left_over(root: Path) -> list[Path]:
    found = [path for place in _PLACES for path in root.glob(place)]
    return [path.relative_to(root) for path in found if (_read(path) or "").startswith(_MARKS)]


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


if __name__ == "__main__":
    sys.exit(main())
