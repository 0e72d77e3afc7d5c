"""An independent recalculation of the published tables from the interface pages alone: set beside what is published.

What belongs here: which tables are compared, on which key, with which allowances. No value of any row is ever given.
"""

from collections import defaultdict
from pathlib import Path

import duckdb
import pandas as pd

from tests.recalculation.alignment import Comparison, Table, compare_tables, pair_rows, write_value
from tests.recalculation.facts import FACTS
from tests.recalculation.feeds import FEEDS

KEYS: dict[str, list[str]] = {
    fact: [{"practice_code": "source_practice_code"}.get(name, name) for name in FEEDS[feed].key]
    for fact, feed in FACTS.items()
} | {
    "fct_admission": ["admission_id"],
    "fct_ae_attendance": ["provider_code", "attendance_id"],
    "fct_activity": ["source_feed", "source_key", "month", "point_of_delivery_code"],
    "dim_person": ["person_id"],
    "dim_practice": ["practice_code"],
    "dim_provider": ["provider_code"],
    "dim_lsoa": ["lsoa_code"],
    "mart_activity__practice_months": ["practice_code", "borough_code", "month", "point_of_delivery_code"],
    "mart_activity__borough_months": ["borough_code", "month"],
    "mart_care__borough_months": ["borough_code", "programme_code", "month"],
    "mart_care__conference_months": ["mdg_code", "month"],
    "mart_cost__person_years": ["person_id", "fin_year", "setting_code"],
    "mart_cost__concentration": ["fin_year", "borough_code", "scope_code", "basis_code", "people_pct"],
    "mart_cost__capitation_budgets": ["fin_year", "borough_code", "segment_code"],
    "mart_cost__borough_settings": ["fin_year", "borough_code", "setting_code"],
    "mart_risk__conditions": ["person_id", "ltc_code"],
    "mart_quality__deliveries": ["file_name"],
    "mart_quality__linkage": ["feed", "provider_code", "period", "link_method_code"],
    "mart_quality__quarantine": ["file_name", "row_number"],
}
OURS_ONLY = {"fct_activity": {"bed_days_count"}, "fct_admission": {"admission_source_code"}}
FREE_COLUMNS = ("dim_practice", "dim_provider", "dim_lsoa")
RULE_FAMILIES = ("DUPLICATE_KEY", "SENSITIVE_CODE", "IDENTIFIER_IN_FIELD")
QUIET = {"mart_activity__borough_months": ("registered_count",), "mart_care__borough_months": ()}
NUMBERLESS = ("LOCAL", "IDENTITY")


def write_frame(frame: pd.DataFrame) -> Table:
    """A recalculated table as written values."""
    columns = [[write_value(value) for value in frame[name]] for name in frame.columns]
    return Table(list(frame.columns), list(zip(*columns, strict=True)))


def read_published(path: Path, tables: list[str]) -> dict[str, Table]:
    """The published tables, of those that exist, as written values."""
    published: dict[str, Table] = {}
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        named = connection.execute("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()
        viewed = connection.execute("select view_name from duckdb_views() where schema_name = 'marts'").fetchall()
        for (table,) in named + viewed:
            if table in tables:
                result = connection.execute(f'select * from marts."{table}"')
                names = [column[0] for column in result.description]
                rows = [tuple(write_value(value) for value in row) for row in result.fetchall()]
                published[table] = Table(names, rows)
    return published


def read_given_links(path: Path) -> dict[tuple, str]:
    """The links by probability as published facts show them: (feed, key values ...) to person."""
    sources = {fact: (feed, KEYS[fact]) for fact, feed in FACTS.items()} | {
        "fct_admission": ("apc", ["provider_code", "spell_number"]),
        "fct_ae_attendance": ("ecds", KEYS["fct_ae_attendance"]),
    }
    given: dict[tuple, str] = {}
    for name, table in read_published(find_database(path), list(sources)).items():
        feed, key = sources[name]
        if {*key, "link_method_code", "person_id"} <= set(table.columns):
            for *values, method, person in table.pick([*key, "link_method_code", "person_id"]):
                if method == "PROBABILISTIC":
                    given[feed, *values] = person
    return given


def pair_people(ours: dict[str, Table], theirs: dict[str, Table], numberless: set[str]) -> dict[str, str]:
    """How people known by no number are written there, where facts show it one to one."""
    seen: dict[str, set] = defaultdict(set)
    back: dict[str, set] = defaultdict(set)
    for name in [*FACTS, "fct_admission", "fct_ae_attendance"]:
        if name in ours and name in theirs and "person_id" in theirs[name].columns:
            key = [column for column in KEYS[name] if column in theirs[name].columns]
            pairs, _, _ = pair_rows(ours[name], theirs[name], key, ["person_id"])
            for (mine,), (other,) in pairs:
                seen[mine].add(other)
                back[other].add(mine)
    renamed = {}
    for mine, others in seen.items():
        if mine in numberless and len(others) == 1:
            other = next(iter(others))
            if other is not None and other != mine and len(back[other]) == 1:
                renamed[mine] = other
    return renamed


def rename_people(table: Table, renamed: dict[str, str]) -> Table:
    """Our table with the people written as they are there."""
    if "person_id" not in table.columns or not renamed:
        return table
    place = table.columns.index("person_id")
    rows = [(*row[:place], renamed.get(row[place], row[place]), *row[place + 1 :]) for row in table.rows]
    return Table(table.columns, rows)


def name_quarantined_files(theirs: Table, ours_deliveries: Table) -> Table:
    """Their quarantine with a file name on each line, found by name or by the hash of the file."""
    files = ours_deliveries.pick(["file_name", "file_sha256"])
    known = {name: name for name, _ in files} | {sha256: name for name, sha256 in files}
    best = max(theirs.columns, key=lambda column: sum(value in known for (value,) in theirs.pick([column])))
    place = theirs.columns.index(best)
    columns = [
        "file_name" if column == best else f"their_{column}" if column == "file_name" else column
        for column in theirs.columns
    ]
    return Table(columns, [(*row[:place], known.get(row[place]), *row[place + 1 :]) for row in theirs.rows])


def compare_quarantine(ours: Table, theirs: Table, deliveries: Table) -> Comparison:
    """Which rows did not load, and how many of them by the rules that the interface page names."""
    if theirs.rows:
        theirs = name_quarantined_files(theirs, deliveries)
    if "file_name" not in theirs.columns:
        return Comparison("mart_quality__quarantine", len(ours.rows), len(theirs.rows), missing=len(ours.rows))
    found = compare_tables("mart_quality__quarantine", ours, theirs, KEYS["mart_quality__quarantine"], {"rule_code"})
    for rule in RULE_FAMILIES:
        mine, other = (sum(each == (rule,) for each in table.pick(["rule_code"])) for table in (ours, theirs))
        if mine != other:
            found.cells[rule] = abs(mine - other)
    return found


def blank_uncounted(ours: Table, theirs: Table) -> Table:
    """Our deliveries, with the rows received of a refused file left open where they leave it open."""
    received, status, name = ours.positions(["rows_received_count", "status_code", "file_name"])
    open_there = {file for file, count in theirs.pick(["file_name", "rows_received_count"]) if count in (None, "0")}
    left_open = dict(theirs.pick(["file_name", "rows_received_count"]))
    rows = [
        (*row[:received], left_open[row[name]], *row[received + 1 :])
        if row[status] in ("REJECTED", "DUPLICATE") and row[name] in open_there
        else row
        for row in ours.rows
    ]
    return Table(ours.columns, rows)


def drop_quiet_rows(table: Table, not_counted: tuple[str, ...], measures: list[str]) -> Table:
    """A month table without the rows in which nothing happened."""
    places = table.positions([name for name in measures if name in table.columns and name not in not_counted])
    return Table(table.columns, [row for row in table.rows if any(row[place] not in (None, "0") for place in places)])


def compare_one(name: str, ours: dict[str, Table], theirs: dict[str, Table]) -> Comparison:
    """Compare one table with the allowances that it has."""
    mine, other = ours[name], theirs[name]
    if name == "mart_quality__quarantine":
        return compare_quarantine(mine, other, ours["mart_quality__deliveries"])
    if name == "mart_quality__deliveries":
        mine = blank_uncounted(mine, other)
    note = ""
    if name in QUIET:
        measures = [column for column in mine.columns if column.endswith("_count")]
        whole = len(mine.rows), len(other.rows)
        mine, other = (drop_quiet_rows(each, QUIET[name], measures) for each in (mine, other))
        note = f"quiet rows left out: ours {whole[0] - len(mine.rows)}, theirs {whole[1] - len(other.rows)}"
    found = compare_tables(name, mine, other, KEYS[name], OURS_ONLY.get(name, set()))
    if name == "dim_provider":
        found.note, found.extra = f"{found.extra} more codes there, which is allowed", 0
    if name in FREE_COLUMNS:
        found.absent_columns = []
    found.note = found.note or note
    return found


def compare_all(recalculated: dict[str, pd.DataFrame], path: Path) -> list[Comparison]:
    """Compare every recalculated table with the published one."""
    theirs = read_published(path, list(KEYS))
    ours = {name: write_frame(frame) for name, frame in recalculated.items() if len(frame.columns)}
    numberless = {
        person for person, known_by in ours["people"].pick(["person_id", "known_by"]) if known_by in NUMBERLESS
    }
    renamed = pair_people(ours, theirs, numberless)
    ours = {name: rename_people(table, renamed) for name, table in ours.items()}
    found = []
    for name in KEYS:
        if name not in theirs:
            found.append(
                Comparison(name, len(recalculated[name]), 0, missing=len(recalculated[name]), note="not published")
            )
        elif name not in ours:
            found.append(Comparison(name, 0, len(theirs[name].rows), extra=len(theirs[name].rows)))
        else:
            found.append(compare_one(name, ours, theirs))
    known_by = dict(ours["people"].pick(["person_id", "known_by"]))
    local = sum(known_by.get(other) == "LOCAL" for other in renamed.values())
    found.append(
        Comparison(
            "people known by no number",
            len(numberless),
            len(numberless),
            note=(f"{len(renamed)} written otherwise, one to one ({local} of them by a local id)"),
        )
    )
    return found


def differences(recalculated: dict[str, pd.DataFrame], published_path: Path | str) -> list[str]:
    """What differs, a sentence per table, without a value of any person."""
    sentences = []
    for each in compare_all(recalculated, find_database(Path(published_path))):
        if each.note == "not published" and each.missing:
            sentences.append(f"{each.table} is not published.")
        elif each.differs:
            columns = ", ".join(f"{column} {count}" for column, count in each.cells.most_common(6)) or "none"
            absent = f"; columns absent: {', '.join(each.absent_columns)}" if each.absent_columns else ""
            sentences.append(
                f"{each.table}: of {each.rows_ours} rows {each.missing} are missing and {each.extra} are extra; "
                f"cells that differ: {columns}{absent}."
            )
    return sentences


def find_database(published: Path) -> Path:
    """The published file, given it or its folder."""
    return published / "careweave.duckdb" if published.is_dir() else published
