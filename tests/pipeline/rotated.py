"""The bigger proof of rotating keys: a whole night, all keys rotated, another night, and every published number held
against the one before.

    python -m tests.pipeline.rotated

Belongs here: what is compared, and what is printed of it. Does not belong here: what continuous integration holds
rotating to (tests/unit/assets/test_rotation.py, on a few people).
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from orchestration.publish.content import RUN_COLUMNS, RUN_TABLES, stable
from orchestration.settings import PROJECT_ROOT
from tests.pipeline.made_up import first_night, world
from tests.pipeline.nights import Nights
from tests.pipeline.place import COMMAND, Place, environment

FILES = {"published/careweave.duckdb": "marts", "published/careweave_open.duckdb": "open"}


def numbers(place: Place) -> dict[str, tuple]:
    """Rows and content of every published table, whatever the ids of its people are."""
    found = {}
    for file, schema in FILES.items():
        columns: dict[str, dict[str, str]] = {}
        for table, column, kind in place.rows(
            f"select table_name, column_name, data_type from duckdb_columns() where schema_name = '{schema}' "
            "order by all",
            file,
        ):
            columns.setdefault(table, {})[column] = kind
        for table, kinds in columns.items():
            if table in RUN_TABLES:
                continue
            kept = [stable(name, kind) for name, kind in kinds.items() if name not in RUN_COLUMNS | {"person_id"}]
            ids = "count(distinct person_id)" if "person_id" in kinds else "0"
            asked = f"select count(*), {ids}, sum(hash({', '.join(kept)})) from {schema}.{table}"
            found[table] = place.rows(asked, file)[0]
    return found


def people(place: Place) -> dict[str, str]:
    """Whose each activity is."""
    return dict(place.rows("select activity_id::varchar, person_id::varchar from marts.fct_activity"))


def rotate(place: Place) -> str:
    """Rotate all keys by the command; what it told."""
    ended = subprocess.run(
        [*COMMAND, "keys", "rotate", "--warehouse", str(place.warehouse)],
        env=environment(), cwd=PROJECT_ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def main() -> int:
    """Print what was compared; 1 if a number changed, or an id did not."""
    with tempfile.TemporaryDirectory() as folder:
        nights = Nights(Path(folder), {})
        place = first_night(nights, world(nights))
        before, whose = numbers(place), people(place)
        begun = time.monotonic()
        print(rotate(place))
        print(f"Rotated in {time.monotonic() - begun:.1f} s.")
        ended = place.run()
        assert ended.exit_code == 0, ended.errors
        after, whose_now = numbers(place), people(place)
    changed = sorted(table for table in before.keys() | after.keys() if before.get(table) != after.get(table))
    pairs = {(whose[activity], whose_now[activity]) for activity in whose if whose[activity]}
    kept = {old for old, _ in pairs} & {new for _, new in pairs}
    is_one_to_one = len(pairs) == len({old for old, _ in pairs}) == len({new for _, new in pairs})
    print(f"{len(before)} tables, of which {len(changed)} changed: {', '.join(changed) or 'none'}.")
    print(f"{len(pairs)} people, one to one: {is_one_to_one}; ids that are the same as before: {len(kept)}.")
    return int(bool(changed or kept or not is_one_to_one))


if __name__ == "__main__":
    sys.exit(main())
