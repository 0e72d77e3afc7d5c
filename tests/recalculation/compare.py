"""An independent recalculation of the published tables from the interface pages alone: the comparison as a command.

What belongs here: options, the person key, and the table of counts that is printed. No value of any row is printed.

    python -m tests.recalculation.compare --inbox warehouse/inbox --published warehouse/published
"""

import argparse
import json
import os
import sys
from datetime import date
from pathlib import Path

from tests.recalculation.alignment import Comparison
from tests.recalculation.published import compare_all, find_database, read_given_links
from tests.recalculation.warehouse import recalculate


def read_key(key_file: Path | None) -> bytes:
    """The person key: from the environment, else from a key ring file."""
    if "CAREWEAVE_PERSON_KEY" in os.environ:
        return bytes.fromhex(os.environ["CAREWEAVE_PERSON_KEY"])
    if key_file is None:
        raise SystemExit("Give CAREWEAVE_PERSON_KEY or --key-file.")
    ring = json.loads(key_file.read_text(encoding="utf-8"))["person"]
    return bytes.fromhex(ring["keys"][ring["current"]]["hex"])


def print_comparisons(found: list[Comparison]) -> None:
    """The table of counts."""
    layout = "{:34} {:>9} {:>9} {:>8} {:>8} {:>9}  {}"
    print(layout.format("table", "ours", "theirs", "missing", "extra", "cells", "first differing columns"))
    for each in found:
        columns = [f"{column} {count}" for column, count in each.cells.most_common(6)]
        columns += [f"{column} absent" for column in each.absent_columns]
        said = "; ".join(columns + ([f"({each.note})"] if each.note else []))
        counts = (each.rows_ours, each.rows_theirs, each.missing, each.extra, each.cells.total())
        print(layout.format(each.table, *counts, said))


def main() -> int:
    """Recalculate, compare, print; exit 1 where anything differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inbox", type=Path, required=True)
    parser.add_argument("--published", type=Path, required=True)
    parser.add_argument("--key-file", type=Path)
    parser.add_argument("--as-of", type=date.fromisoformat)
    parser.add_argument(
        "--allow-test-numbers", action="store_true", default=os.environ.get("CAREWEAVE_ALLOW_TEST_NUMBERS") == "1"
    )
    options = parser.parse_args()
    key, given = read_key(options.key_file), read_given_links(options.published)
    recalculated = recalculate(options.inbox, key, options.allow_test_numbers, options.as_of, given_links=given)
    print(f"links by probability taken as given: {len(given)}")
    found = compare_all(recalculated, find_database(options.published))
    print_comparisons(found)
    return int(any(each.differs for each in found))


if __name__ == "__main__":
    sys.exit(main())
