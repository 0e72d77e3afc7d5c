"""Suites are strict: what is written wrongly is told in one sentence, and never quietly passed over."""

from pathlib import Path

import pytest
import yaml

from orchestration.gates import ZONES, GateError, load_suite

GOOD = {
    "zone": "FEEDS",
    "title": "what arrived",
    "profiles": [
        {
            "name": "deliveries",
            "grain": "One row per delivery.",
            "subject": "delivery_id",
            "sql": "select 'd' as delivery_id, 0 as lost_rows_count",
            "expectations": [
                {
                    "type": "expect_column_values_to_be_between",
                    "column": "lost_rows_count",
                    "arguments": {"max_value": 0},
                    "is_blocking": True,
                    "sentence": "No row is lost.",
                }
            ],
        }
    ],
}


def written(root: Path, suite: object, zone: str = "feeds") -> Path:
    folder = root / "expectations" / "gates"
    folder.mkdir(parents=True)
    text = suite if isinstance(suite, str) else yaml.safe_dump(suite)
    (folder / f"{zone}.yml").write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize("zone", ZONES)
def test_every_zone_has_a_suite(zone: str) -> None:
    suite = load_suite(zone)
    assert suite.zone == zone
    assert any(expectation.is_blocking for profile in suite.profiles for expectation in profile.expectations)


def test_a_good_suite_is_read(tmp_path: Path) -> None:
    suite = load_suite("FEEDS", written(tmp_path, GOOD))
    assert suite.profiles[0].expectations[0].name == "expect_column_values_to_be_between(lost_rows_count, max_value=0)"


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("colour",), "blue", "colour: is not a key of a gate"),
        (("profiles", 0, "querry"), "select 1", "profiles.0.querry: is not a key of a gate"),
        (("profiles", 0, "expectations", 0, "mostly"), 0.5, "profiles.0.expectations.0.mostly: is not a key of a gate"),
        (("profiles", 0, "expectations", 0, "column"), "family_name", "profiles.0.expectations.0.column"),
        (
            ("profiles", 0, "expectations", 0, "type"),
            "expect_table_row_count_to_equal",
            "profiles.0.expectations.0.type",
        ),
        (("profiles", 0, "expectations", 0, "sentence"), "No row is lost", "full stop"),
        (("profiles", 0, "expectations", 0, "is_blocking"), None, "profiles.0.expectations.0.is_blocking"),
        (("profiles", 0, "expectations"), [], "profiles.0.expectations"),
        (("profiles", 0, "grain"), "Deliveries", "profiles.0.grain"),
        (("profiles",), GOOD["profiles"] * 2, "two profiles are called deliveries"),
        (("zone",), "MARTS", "says that it is the gate MARTS"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(tmp_path: Path, path: tuple, value: object, told: str) -> None:
    suite = yaml.safe_load(yaml.safe_dump(GOOD))
    place = suite
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(GateError) as error:
        load_suite("FEEDS", written(tmp_path, suite))
    assert told in str(error.value)
    assert str(error.value).startswith("expectations/gates/feeds.yml")
    assert "\n" not in str(error.value)


def test_no_yaml_no_file_no_zone(tmp_path: Path) -> None:
    with pytest.raises(GateError, match=r"is not YAML: look at line 3\."):
        load_suite("FEEDS", written(tmp_path, "zone: FEEDS\ntitle: [\n"))
    with pytest.raises(GateError, match=r"expectations/gates/marts\.yml is missing"):
        load_suite("MARTS", tmp_path)
    with pytest.raises(GateError, match="There is no gate LOFT"):
        load_suite("LOFT")
