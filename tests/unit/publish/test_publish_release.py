"""What a release is: files nobody can write, its own description, and the open tables for people without a database."""

import json
import stat
from pathlib import Path

import duckdb
import pytest

from orchestration.duck import extension_path, open_database
from orchestration.publish import RELEASE_HOLDS, PublishRefused, publish, release
from orchestration.settings import Settings


def test_a_release_lies_where_it_should(settings: Settings, contracts, make_build) -> None:
    make_build("run-1")
    made = publish(settings, {"apc": contracts["apc"]}, "run-1")
    assert settings.published_dir.is_symlink()
    assert settings.published_dir.readlink() == Path("releases/run-1")
    found = {str(path.relative_to(settings.published_dir)) for path in settings.published_dir.rglob("*")}
    assert found >= {
        "careweave.duckdb",
        "careweave_open.duckdb",
        "release.json",
        "open/pub_activity__borough_months.csv",
        "open/pub_activity__borough_months.parquet",
        "open/pub_quality__linkage.csv",
        "open/careweave_open.xlsx",
        "dictionary/index.md",
        "dictionary/apc.md",
        "dictionary/fct_admission.md",
    }
    assert {path.name for path in settings.published_dir.iterdir()} == set(RELEASE_HOLDS)
    assert settings.warehouse_db.is_file()
    assert list(settings.build_dir.iterdir()) == []
    assert release(settings) == made


def test_published_files_are_read_only_and_bear_their_own_names(settings: Settings, make_build) -> None:
    make_build("run-1")
    publish(settings, {}, "run-1")
    for path in settings.published_dir.resolve().rglob("*"):
        if path.is_file():
            assert stat.S_IMODE(path.stat().st_mode) == 0o444
    for name, table in (("careweave", "marts.fct_admission"), ("careweave_open", "open.pub_quality__linkage")):
        connection = open_database(settings.published_dir / f"{name}.duckdb", settings, read_only=True)
        assert connection.execute("select current_database()").fetchall() == [(name,)]
        assert connection.execute(f"select count(*) > 0 from {table}").fetchall() == [(True,)]
        connection.close()


def test_release_json_says_what_is_in_it(settings: Settings, contracts, make_build) -> None:
    make_build("run-1")
    publish(settings, {"apc": contracts["apc"]}, "run-1")
    said = json.loads((settings.published_dir / "release.json").read_text(encoding="utf-8"))
    assert said["run_id"] == "run-1"
    assert said["as_of_date"] == "2024-05-31"
    assert {table["table"]: table["rows_count"] for table in said["tables"]} == {
        "marts.fct_admission": 30,
        "marts.mart_quality__agreements": 2,
        "marts.mart_quality__deliveries": 3,
        "marts.mart_quality__permitted_uses": 3,
        "marts.mart_quality__quarantine": 2,
        "marts.mart_quality__run_times": 1,
        "marts.mart_quality__warnings": 2,
        "open.pub_activity__borough_months": 2,
        "open.pub_quality__linkage": 1,
    }
    assert [delivery["file_sha256"] for delivery in said["deliveries"]] == ["abc"]
    assert {gate["zone"] for gate in said["gates"]} == {"FEEDS", "IDENTITY", "STAGING", "RISK", "MARTS", "PUBLISHED"}
    assert said["versions"]["duckdb"] == duckdb.__version__
    assert len(said["content_sha"]) == len(said["versions"]["contracts_sha"]) == 64


def test_a_suppressed_value_is_a_star_for_readers(settings: Settings, make_build) -> None:
    make_build("run-1")
    publish(settings, {}, "run-1")
    folder = settings.published_dir / "open"
    assert (folder / "pub_activity__borough_months.csv").read_text(encoding="utf-8").splitlines()[1:] == [
        "E09000025,2024-04-01,15,false",
        "E09000030,2024-04-01,*,true",
    ]
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"select emergency_admission_count from '{folder}/pub_activity__borough_months.parquet' order by all"
        ).fetchall()
    assert rows == [(15,), (None,)]


def test_the_workbook_has_a_sheet_per_table(settings: Settings, make_build) -> None:
    make_build("run-1")
    publish(settings, {}, "run-1")
    workbook = settings.published_dir / "open" / "careweave_open.xlsx"
    with duckdb.connect() as connection:
        connection.load_extension(str(extension_path("excel")))
        months = connection.execute(
            f"from read_xlsx('{workbook}', sheet = 'activity__borough_months', all_varchar = true)"
        ).fetchall()
        linkage = connection.execute(f"from read_xlsx('{workbook}', sheet = 'quality__linkage')").fetchall()
    assert [row[2] for row in months] == ["15", "*"]
    # A number is a number to Excel, not a text that looks like one.
    assert linkage == [("apc", 120.0, False)]


def test_nothing_published_and_a_description_that_is_not_ours(settings: Settings, make_build) -> None:
    assert release(settings) is None
    make_build("run-1")
    publish(settings, {}, "run-1")
    described = settings.published_dir / "release.json"
    described.chmod(0o644)
    described.write_text(described.read_text(encoding="utf-8").replace('"run_id"', '"runner"'), encoding="utf-8")
    with pytest.raises(PublishRefused, match="is not a release of this version"):
        release(settings)


def test_release_json_says_what_was_applied_to_how_many_rows(settings: Settings, make_build) -> None:
    make_build("run-1")
    publish(settings, {}, "run-1")
    said = json.loads((settings.published_dir / "release.json").read_text(encoding="utf-8"))["permitted_uses"]
    assert said["has_sharing_agreements"] is True
    assert [list(row.values()) for row in said["rows"]] == [
        ["PLANNING", "OTHER", "NATIONAL", 4],
        ["PLANNING", "OTHER", "USED", 28],
    ]
    assert [list(agreement.values()) for agreement in said["agreements"]] == [
        ["PLANNING", "A1", True, True, 1, 30],
        ["PLANNING", None, False, False, 1, 10],
    ]
    # Of a file that was replaced nothing is told.
    assert [list(taken.values()) for taken in said["sensitive_codes"]] == [
        ["apc", "CODE_REMOVED", 3],
        ["gp_events", "ROW_LEFT_OUT", 1],
    ]


def test_a_release_of_before_the_rules_were_told_is_still_one(settings: Settings, make_build) -> None:
    make_build("run-1")
    publish(settings, {}, "run-1")
    described = settings.published_dir / "release.json"
    said = json.loads(described.read_text(encoding="utf-8"))
    del said["permitted_uses"]
    described.chmod(0o644)
    described.write_text(json.dumps(said), encoding="utf-8")
    found = release(settings)
    assert found is not None and found.permitted_uses is None


def test_a_build_that_says_nothing_of_uses_is_not_published(settings: Settings, make_build) -> None:
    make_build("run-1")
    with duckdb.connect(settings.build_careweave_db) as connection:
        connection.execute("drop table marts.mart_quality__permitted_uses")
    with pytest.raises(PublishRefused, match="what its rows may be used for"):
        publish(settings, {}, "run-1")
