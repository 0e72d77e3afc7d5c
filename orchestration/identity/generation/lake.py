"""The lake's new generation: every delivery as it was, its rows under new tokens.

Belongs here: Parquet below the lake, whatever it is called: what has a column of ids is written anew, everything else
is linked. Does not belong here: what a manifest says (ingest).
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb

from orchestration.identity.generation.files import AT_A_TIME, Kind, link_file, make_folder, renew_files
from orchestration.identity.generation.renumbering import Renumbering
from orchestration.refusal import Refusal

_SEEN = "[!.]*/*/*/identities.parquet"
"""The files that list the identities of a delivery, each once; what is half written lies in a hidden folder."""


class ReadWithoutText(Refusal):
    """The lake holds tokens of which nobody knows what they were made of."""


def require_text(connection: duckdb.DuckDBPyConnection, lake: Path) -> None:
    """Raise ReadWithoutText unless the vault can make the token of every identity in the lake again."""
    seen = sorted(lake.glob(_SEEN))
    if not seen:
        return
    lost = connection.execute(
        f"select count(distinct identity_id) from {_read_sql(seen)} "
        "where identity_id not in (select identity_id from vault.received)"
    ).fetchall()[0][0]
    if lost:
        raise ReadWithoutText(
            f"{lost} identities in the lake were read by an earlier Careweave, which did not keep what their tokens "
            "are made of. Put their extracts into the inbox and run careweave run, which reads them again; then rotate."
        )


def _read_sql(paths: list[Path], options: str = "") -> str:
    files = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    return f"read_parquet([{files}]{', ' if options else ''}{options})"


def renew_lake(
    connection: duckdb.DuckDBPyConnection, lake: Path, into: Path, numbering: Renumbering, threads: int
) -> int:
    """Write the lake's new generation; returns how many files were written anew."""
    make_folder(lake, into)
    files = []
    for path in sorted(lake.rglob("*")):
        place = path.relative_to(lake)
        if place.parts[0].startswith("."):
            continue  # what a killed run left
        if path.is_dir():
            make_folder(path, into / place)
        elif path.suffix == ".parquet":
            files.append((path, into / place))
        else:
            link_file(path, into / place)
    kind = Kind(_read_sql, _read_sql)

    def renew(some: list[tuple[Path, Path]]) -> int:
        with connection.cursor() as cursor:
            return renew_files(cursor, some, numbering, kind, know=lambda *_: None)

    # Most files are small: a statement over one takes less with one thread, and files are written side by side.
    connection.execute("set threads = 1")
    with ThreadPoolExecutor(threads) as writers:
        written = sum(writers.map(renew, (files[at : at + AT_A_TIME] for at in range(0, len(files), AT_A_TIME))))
    connection.execute(f"set threads = {threads}")
    return written
