"""The command: what each verb says of itself, and how it ends when something is wrong."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from orchestration.assets.run_lock import run_lock
from orchestration.cli import app
from orchestration.pseudonymise import new_ring
from orchestration.settings import PROJECT_ROOT, Settings, SettingsError, load_settings

VERBS = [
    *("run", "synth", "status", "sql", "accept", "trace", "keys", "keys new", "keys show", "keys rotate"),
    *("link", "link train", "review", "review list", "review decide", "reidentify"),
    *("prices", "prices import", "prices template"),
]
STOPPED, USAGE = 1, 2


@pytest.fixture(autouse=True)
def no_settings_but_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("CAREWEAVE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CAREWEAVE_WAREHOUSE", str(tmp_path / "warehouse"))


@pytest.fixture
def ready(tmp_path: Path) -> Settings:
    """A warehouse with keys and an empty inbox."""
    settings = load_settings()
    settings.inbox_dir.mkdir(parents=True)
    new_ring(settings)
    return settings


def careweave(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def one_sentence(result: Result) -> str:
    """What is said on the error stream; a traceback would be neither one line nor a sentence."""
    assert "Traceback" not in result.output
    (line,) = [line for line in result.stderr.splitlines() if line.strip()]
    return line


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_says_what_it_does(verb):
    result = careweave(*verb.split(), "--help")
    assert result.exit_code == 0
    assert verb in ("keys", "link", "prices", "review") or "Example:" in result.output


def test_a_run_without_an_inbox_is_a_matter_of_settings(ready):
    result = careweave("run", "--inbox", str(ready.warehouse / "gone"))
    assert result.exit_code == USAGE
    assert "There is no inbox at" in one_sentence(result)


def test_a_run_without_a_key_stops(ready):
    (ready.warehouse / "keys.json").unlink()
    result = careweave("run")
    assert result.exit_code == USAGE
    assert "careweave keys new" in one_sentence(result)


def test_a_key_of_the_wrong_length_stops_a_run(ready, monkeypatch):
    monkeypatch.setenv("CAREWEAVE_PERSON_KEY", "abc123")
    result = careweave("run")
    assert result.exit_code == USAGE
    assert "64 hex digits" in one_sentence(result)
    assert "abc123" not in result.output


def test_a_run_over_an_empty_inbox_has_nothing_to_build_from(ready):
    result = careweave("run")
    assert result.exit_code == STOPPED
    assert "There is nothing to build from" in one_sentence(result)
    assert not ready.published_dir.exists()


def test_a_run_is_refused_while_another_holds_the_warehouse(ready):
    environment = os.environ | {"CAREWEAVE_WAREHOUSE": str(ready.warehouse)}
    with run_lock(ready, "the night"):
        refused = subprocess.run(
            [sys.executable, "-c", "from orchestration.cli import app; app()", "run"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            cwd=PROJECT_ROOT,
        )
    assert refused.returncode == STOPPED
    assert "Another run holds the warehouse" in refused.stderr
    assert f"the night, process {os.getpid()}" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("arguments", [["--as-of", "2024-13-01"], ["--as-of", "soon"], ["--as-known-at", "noon"]])
def test_a_date_that_is_none_is_wrong_usage(ready, arguments):
    result = careweave("run", *arguments)
    assert result.exit_code == USAGE
    assert arguments[1] in result.stderr


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("WAREHOSE", "/data", "CAREWEAVE_WAREHOSE: there is no such setting"),
        (
            "MEMORY_LIMIT",
            "much",
            "'much' is not an amount of memory; write it as a number and a unit, for",
        ),
        ("THREADS", "0", "'0' is not a number of threads; write it as a whole number from 1 to 256."),
        ("THREADS", "300", "'300' is not a number of threads; write it as a whole number from 1 to 256."),
        ("THREADS", "all", "'all' is not a number of threads; write it as a whole number from 1 to 256."),
        ("AS_OF", "x", "'x' is not a date; write it as YYYY-MM-DD."),
        ("AS_KNOWN_AT", "noon", "'noon' is not a moment; write it as YYYY-MM-DDTHH:MM:SSZ (UTC)."),
        ("NIGHTLY_ON", "soon", "'soon' is neither yes nor no; write it as 1 or 0."),
        ("ALLOW_TEST_NUMBERS", "some", "'some' is neither yes nor no; write it as 1 or 0."),
    ],
)
def test_a_setting_that_is_wrong_is_named(monkeypatch, name, value, told):
    monkeypatch.setenv(f"CAREWEAVE_{name}", value)
    result = careweave("status")
    assert result.exit_code == USAGE
    sentence = one_sentence(result)
    assert sentence.startswith(f"CAREWEAVE_{name}") and told in sentence


def test_every_setting_that_can_be_misread_says_how_it_is_written(monkeypatch):
    """One whose text nothing can be wrong with: a path, a key, an address."""
    for name, field in Settings.model_fields.items():
        monkeypatch.setenv(f"CAREWEAVE_{name.upper()}", "?")
        if not any(kind in str(field.annotation) for kind in ("Path", "SecretStr")) and "notify" not in name:
            told = f"CAREWEAVE_{name.upper()} cannot be read: '[?]' is .*; write it as "
            with pytest.raises(SettingsError, match=told):
                load_settings()
        monkeypatch.delenv(f"CAREWEAVE_{name.upper()}")


ASKED = [
    *("--purpose", "direct-care", "--user", "Dr A. Shah", "--role", "gp", "--practice", "F84001"),
    *("--list", "person-summary"),
]
VERBS_IN_A_WAREHOUSE = [
    ["run"], ["status"], ["sql", "select 1"], ["trace", "deaths:D1"], ["accept", "x.csv", "--why", "y"],
    ["keys", "new"], ["keys", "show"], ["keys", "rotate"], ["reidentify", *ASKED, "--out", "list.csv"],
]  # fmt: skip


@pytest.mark.parametrize("below", ["", "below"])
@pytest.mark.parametrize("arguments", VERBS_IN_A_WAREHOUSE, ids=" ".join)
def test_a_warehouse_that_is_no_folder_is_refused(tmp_path, arguments, below):
    file = tmp_path / "a file"
    file.write_text("not a folder")
    result = careweave(*arguments, "--warehouse", str(file / below))
    assert result.exit_code == USAGE
    assert f"{file} is not a folder. Name another with --warehouse" in one_sentence(result)
    assert file.read_text() == "not a folder"


NEVER_MADE = "/proc/careweave"  # where the system makes no folder, for root neither
NOT_MADE = [
    # verb and its options                                                              what names another folder
    (["keys", "new", "--warehouse", NEVER_MADE], {}, "--warehouse or CAREWEAVE_KEY_FILE"),
    (["keys", "new"], {"KEY_FILE": f"{NEVER_MADE}/keys.json"}, "--warehouse or CAREWEAVE_KEY_FILE"),
    (["run", "--warehouse", NEVER_MADE], {}, "--warehouse or CAREWEAVE_WAREHOUSE"),
    (["synth", "--people", "1", "--months", "1", "--out", f"{NEVER_MADE}/inbox"], {}, "--out"),
]


@pytest.mark.parametrize(("arguments", "settings", "named_by"), NOT_MADE)
def test_a_folder_that_cannot_be_made_is_a_sentence(ready, monkeypatch, arguments, settings, named_by):
    if "run" in arguments:
        monkeypatch.setenv("CAREWEAVE_KEY_FILE", str(ready.warehouse / "keys.json"))
    for name, value in settings.items():
        monkeypatch.setenv(f"CAREWEAVE_{name}", value)
    result = careweave(*arguments)
    assert result.exit_code == USAGE
    sentence = one_sentence(result)
    assert sentence.startswith(f"The folder {NEVER_MADE} cannot be made")
    assert sentence.endswith(f"Name another with {named_by}.")


def test_a_key_file_that_is_a_folder_is_not_taken_for_a_ring(tmp_path, monkeypatch):
    monkeypatch.setenv("CAREWEAVE_KEY_FILE", str(tmp_path))
    result = careweave("keys", "new")
    assert result.exit_code == USAGE
    assert f"{tmp_path} is a folder" in one_sentence(result)


@pytest.mark.parametrize(
    "arguments",
    [
        ["sing"],
        ["run", "--fast"],
        ["synth", "--people", "none", "--out", "x"],
        ["synth", "--end", "2024", "--out", "x"],
        ["synth", "--boroughs", "Atlantis", "--out", "x"],
        ["synth", "--set", "FATE=1", "--out", "x"],
        ["synth", "--set", "PROGRAMME_EFFECT=much", "--out", "x"],
        ["status", "--feed", "astrology"],
        ["sql", "select 1", "--format", "runes"],
        ["trace", "astrology:1"],
        ["trace", "apc:1"],
        ["accept", "nothing.csv", "--why", "because"],
        ["keys", "rotate", "front"],
    ],
)
def test_wrong_usage_is_told_and_ends_with_two(ready, arguments):
    result = careweave(*arguments)
    assert result.exit_code == USAGE
    assert result.stderr and "Traceback" not in result.output


def test_the_truth_may_not_lie_among_the_extracts(tmp_path):
    result = careweave("synth", "--people", "1", "--out", str(tmp_path), "--truth", str(tmp_path / "truth"))
    assert result.exit_code == USAGE
    assert "may not lie in the inbox" in result.stderr


@pytest.mark.parametrize(
    ("option", "value"),
    [("--purpose", "planning"), ("--role", "analyst"), ("--user", " "), ("--list", "everybody"), ("--out", "/no/list")],
)
def test_a_list_for_anything_but_direct_care_is_refused(ready, tmp_path, option, value):
    asked = dict(zip(ASKED[::2], ASKED[1::2], strict=True)) | {"--out": str(tmp_path / "list.csv"), option: value}
    result = careweave("reidentify", *(part for pair in asked.items() for part in pair))
    assert result.exit_code == USAGE
    assert one_sentence(result).endswith(".")
    assert not ready.vault_dir.exists()


def test_nobody_is_named_from_a_warehouse_without_a_night(ready, tmp_path):
    result = careweave("reidentify", *ASKED, "--out", str(tmp_path / "list.csv"))
    assert result.exit_code == STOPPED
    assert "run careweave run first" in one_sentence(result)


def test_nothing_published_cannot_be_queried(ready):
    result = careweave("sql", "select 1")
    assert result.exit_code == STOPPED
    assert "Nothing is published" in one_sentence(result)


def test_the_status_of_a_new_warehouse_says_so(ready):
    result = careweave("status")
    assert result.exit_code == 0
    assert "No delivery has arrived yet." in result.output
    assert "Nothing is published yet." in result.output
    assert "Nobody has been named for direct care." in result.output


def test_keys_are_made_once_and_never_shown(tmp_path):
    made = careweave("keys", "new")
    assert made.exit_code == 0
    ring = tmp_path / "warehouse" / "keys.json"
    assert ring.stat().st_mode & 0o777 == 0o600
    assert careweave("keys", "new").exit_code == USAGE
    shown = careweave("keys", "show")
    assert "person-" in shown.output
    hex_digits = [part for part in ring.read_text().split('"') if len(part) == 64]
    assert len(hex_digits) == 3
    assert not any(key in shown.output + made.output for key in hex_digits)


def test_keys_are_rotated_and_never_shown(ready, tmp_path):
    ring, kept = ready.warehouse / "keys.json", tmp_path / "kept.json"
    rotated = careweave("keys", "rotate", "person", "vault", "--keep-old", str(kept))
    assert rotated.exit_code == 0, rotated.output
    assert "takes the place of person-" in rotated.output and "takes the place of identity-" not in rotated.output
    assert f"The old ring stands in {kept}" in rotated.output
    shown = careweave("keys", "show")
    assert shown.output.count("person-") == shown.output.count("vault-") == 2 and shown.output.count("identity-") == 1
    keys = [part for path in (ring, kept) for part in path.read_text().split('"') if len(part) == 64]
    assert len(keys) == 6 and not any(key in shown.output + rotated.output for key in keys)
    again = careweave("keys", "rotate", "--keep-old", str(kept))
    assert again.exit_code == USAGE
    assert "is there already" in one_sentence(again)


def test_an_error_of_ours_is_a_sentence_and_a_log_without_its_message(ready, monkeypatch):
    from orchestration.console import status

    def stumble(*_: object) -> None:
        raise RuntimeError("Ann Smith 943 476 5919")

    monkeypatch.setattr(status, "verdicts", stumble)
    result = careweave("status")
    assert result.exit_code == 3
    assert "An error of ours (RuntimeError)" in one_sentence(result)
    (log,) = (ready.ops_dir / "errors").glob("*.log")
    assert "Ann" not in result.output + log.read_text()
    assert "orchestration/console/status.py" in log.read_text()


def test_help_answers_without_loading_the_pipeline():
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, orchestration.cli\n"
            "print([name for name in ('dagster', 'dbt', 'great_expectations', 'duckdb') if name in sys.modules])",
        ],
        capture_output=True,
        text=True,
        check=True,
        cwd=PROJECT_ROOT,
    )
    assert loaded.stdout.strip() == "[]"
