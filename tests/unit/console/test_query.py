"""`careweave sql`: answers in three forms, from the published file and nothing else."""

import csv
import io
import json

import pytest
from rich.console import Console
from typer.testing import CliRunner

from orchestration import duck
from orchestration.cli import app
from orchestration.console.query import Format, NothingPublished, PublishedFile, QueryRefused, show_answer
from orchestration.settings import Settings, load_settings

ANSWER = "select 'R1H' as provider, 12.50::decimal(18,2) as cost_gbp, date '2024-05-01' as month, null as reason"


@pytest.fixture
def published(tmp_path) -> Settings:
    settings = load_settings(warehouse=tmp_path / "warehouse")
    settings.published_dir.mkdir(parents=True)
    for name, schema, table in (("careweave", "marts", "dim_date"), ("careweave_open", "open", "pub_things")):
        connection = duck.open_database(settings.published_dir / f"{name}.duckdb", settings)
        connection.execute(f"create schema {schema}; create table {schema}.{table} as select 1 as number")
        connection.close()
    return settings


def ask(settings: Settings, *arguments: str, typed: str | None = None):
    environment = {"CAREWEAVE_WAREHOUSE": str(settings.warehouse)}
    return CliRunner().invoke(app, ["sql", *arguments], env=environment, input=typed)


def test_tables_are_found_without_their_schema(published):
    assert json.loads(ask(published, "select number from dim_date", "--format", "json").stdout) == [{"number": 1}]
    assert json.loads(ask(published, "from pub_things", "--open", "--format", "json").stdout) == [{"number": 1}]


def test_the_open_file_shows_no_mart(published):
    refused = ask(published, "from dim_date", "--open")
    assert refused.exit_code == 2
    assert "dim_date" in refused.stderr


def test_an_answer_as_csv(published):
    rows = list(csv.reader(io.StringIO(ask(published, ANSWER, "--format", "csv").stdout)))
    assert rows == [["provider", "cost_gbp", "month", "reason"], ["R1H", "12.50", "2024-05-01", ""]]


def test_truth_in_csv_is_written_as_the_published_csv_files_write_it(published):
    answer = ask(published, "select true as yes, false as no, null as neither", "--format", "csv").stdout
    assert answer.splitlines()[1] == "true,false,"


def test_an_answer_as_json(published):
    assert json.loads(ask(published, ANSWER, "--format", "json").stdout) == [
        {"provider": "R1H", "cost_gbp": 12.5, "month": "2024-05-01", "reason": None}
    ]


def test_an_answer_as_a_table(published):
    shown = ask(published, ANSWER).stdout
    assert "cost_gbp" in shown and "12.50" in shown and "1 row" in shown


def test_a_long_answer_says_what_is_not_shown(published):
    shown = ask(published, "select unnest(range(500)) as n").stdout
    assert "500 rows, of which 200 are shown" in shown


def test_without_a_query_what_is_typed_is_asked(published):
    assert json.loads(ask(published, "--format", "json", typed="select 2 as two").stdout) == [{"two": 2}]


PIPED = [
    # what is piped in                                             the answers, as CSV
    ("", []),
    ("-- nothing\n", []),
    ("select 1 as a", ["a", "1"]),
    ("select 1 as a; select 2 as b;", ["a", "1", "b", "2"]),
    ("select 1 as a;\nselect 2\n  as b", ["a", "1", "b", "2"]),
    ("select 'x;\ny' as a, ';' as b;", ["a,b", '"x;', 'y",;']),
    (".columns dim_date\n", ["column_name,data_type,comment", "number,INTEGER,"]),
    ("-- which\n.columns dim_date;\nselect 1 as a;", ["column_name,data_type,comment", "number,INTEGER,", "a", "1"]),
    ("select 1 as a;\n.quit\nselect 2 as b;", ["a", "1"]),
    ("select ('x')\n.upper() as a;", ["a", "X"]),
    ("pivot dim_date on number using count(*); select 2 as b", ["1", "1", "b", "2"]),
]


@pytest.mark.parametrize(("typed", "lines"), PIPED)
def test_what_is_piped_in_is_answered_as_at_the_prompt(published, typed, lines):
    answered = ask(published, "--format", "csv", typed=typed)
    assert answered.exit_code == 0, answered.output
    assert answered.stdout.splitlines() == lines


def test_tables_can_be_listed_without_a_prompt(published):
    listed = ask(published, "--format", "json", typed=".tables\n").stdout
    assert [table["table_name"] for table in json.loads(listed)] == ["dim_date"]
    assert ask(published, ".tables", "--format", "json").stdout == listed


def test_a_pivot_is_one_query(published):
    answered = ask(published, "pivot dim_date on number using count(*)", "--format", "csv")
    assert answered.stdout.splitlines() == ["1", "1"]


NOT_ONE_QUERY = [
    # query                     what is told
    ("", "There is no query in that"),
    ("  \n", "There is no query in that"),
    ("\n-- all of it", "There is no query in that"),
    ("/* later */ ;", "There is no query in that"),
    ("select 1; select 2", "One query at a time: these are 2."),
    (".help", ".tables lists what can be asked"),
]


@pytest.mark.parametrize(("query", "told"), NOT_ONE_QUERY)
def test_what_is_not_one_query_is_told_in_a_sentence(published, query, told):
    refused = ask(published, query)
    assert (refused.exit_code, refused.stdout) == (2, "")
    (line,) = refused.stderr.splitlines()
    assert told in line


@pytest.mark.parametrize(
    "query",
    [
        "create table marts.mine as select 1",
        "drop table dim_date",
        "select * from read_text('/etc/hostname')",
        "copy dim_date to '/tmp/mine.csv'",
        "attach '/tmp/other.duckdb'",
        "set enable_external_access = true",
        "selekt 1",
    ],
)
def test_nothing_but_reading_what_is_published(published, query):
    refused = ask(published, query)
    assert refused.exit_code == 2
    assert refused.stderr.strip() and "Traceback" not in refused.stderr


def test_an_open_reader_keeps_the_file_that_it_opened(published):
    reader = PublishedFile(published, is_open=False)
    (published.published_dir / "careweave.duckdb").unlink()
    assert reader.ask("select number from dim_date")[1] == [(1,)]
    reader.close()
    with pytest.raises(NothingPublished):
        PublishedFile(published, is_open=False)


def test_what_can_be_asked_is_listed(published):
    reader = PublishedFile(published, is_open=False)
    assert [row[0] for row in reader.tables()[1]] == ["dim_date"]
    assert [row[0] for row in reader.columns("dim_date")[1]] == ["number"]
    with pytest.raises(QueryRefused):
        reader.ask("select nothing")
    reader.close()


def test_a_statement_without_an_answer_shows_nothing(capsys):
    show_answer(Console(), Format.table, [], [])
    assert capsys.readouterr().out == ""
