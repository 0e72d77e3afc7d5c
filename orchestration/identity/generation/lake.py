"""The lake's new generation: every delivery as it was, its rows under new tokens.

Belongs here: Parquet below the lake, whatever it is called: what has a column of ids is written anew, everything else
is linked. Does not belong here: what a manifest says (ingest).
"""

from pathlib import Path

import duckdb

from orchestration.identity.generation.files import columns_of, link_file, make_folder, write_anew
from orchestration.identity.generation.renumbering import Renumbering
from orchestration.refusal import Refusal

_SEEN = "*/*/*/identities.parquet"
"""The files that list the identities of a delivery, each once."""


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
    return f"read_parquet([{files}]{options})"


def renew_lake(connection: duckdb.DuckDBPyConnection, lake: Path, into: Path, numbering: Renumbering) -> int:
    """Write the lake's new generation; returns how many files were written anew."""
    rewritten = 0
    make_folder(lake, into)
    for path in sorted(lake.rglob("*")):
        place = path.relative_to(lake)
        target = into / place
        if place.parts[0].startswith("."):
            continue  # what a killed run left
        if path.is_dir():
            make_folder(path, target)
            continue
        if path.suffix != ".parquet":
            link_file(path, target)
            continue
        columns = columns_of(connection, _read_sql([path]))
        id_columns = numbering.id_columns(columns)
        if not id_columns:
            link_file(path, target)
            continue
        write_anew(
            connection,
            path,
            target,
            read=_read_sql([path], ", file_row_number = true"),
            read_again=_read_sql([target]),
            seal="",
            columns=columns,
            id_columns=id_columns,
        )
        rewritten += 1
    return rewritten
