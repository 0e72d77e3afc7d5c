"""What may stand in no file of the project: a number that somebody bears, a key, a place on somebody's machine."""

import re

import pytest

from orchestration.settings import PROJECT_ROOT
from tests.house.project import own_files

# The lock names where each package was pinned from by its hash alone; it is looked at like everything else.
NUMBER = re.compile(r"(?<![0-9A-Fa-f.-])([0-9]{3})[ -]?([0-9]{3})[ -]?([0-9]{4})(?![0-9A-Fa-f]|\.[0-9])")
ISSUED_TO_NOBODY = "9"
KEY = re.compile(r"(?<![0-9a-fA-F])[0-9a-fA-F]{64}(?![0-9a-fA-F])")
# Written so that this file does not hold what it looks for.
PLACES = {
    "a folder outside of the project": r"\.\./" + "shared",
    "a folder of somebody's machine": r"(?<![\w.<])/" + r"(home|Users|root|work|mnt|private)/[a-z]",
    "a package registry": r"(?i)(pypi|python"
    + r"hosted)[.](org|io)|/simp"
    + r"le/|artif"
    + r"actory|index[-_]u"
    + "rl",
    "a password in an address": r"://[^/\s:@]+:[^/\s@{]+@",
    "a private key": "BEGIN [A-Z ]*PRIVATE " + "KEY",
}


def contents() -> list[tuple[str, str]]:
    """Every text file of the project; a file that is not text has no business in it."""
    return [(str(path), (PROJECT_ROOT / path).read_text(encoding="utf-8")) for path in own_files()]


def is_nhs_number(digits: str) -> bool:
    """Modulus 11, by its definition."""
    weighted = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - weighted % 11) % 11 == int(digits[9]) and len(set(digits)) > 1


def borne_numbers(said: str) -> list[str]:
    """The valid NHS numbers in a text that somebody may bear."""
    found = ("".join(match.groups()) for match in NUMBER.finditer(said))
    return [digits for digits in found if is_nhs_number(digits) and not digits.startswith(ISSUED_TO_NOBODY)]


# Sizes in bytes, one in eleven of which passes for a number; `careweave bench` writes nothing else into it.
MEASURED = "docs/benchmark.json"


def test_nobodys_number_stands_in_a_file():
    found = {path: len(found) for path, said in contents() if (found := borne_numbers(said)) and path != MEASURED}
    assert found == {}


def test_a_number_that_somebody_may_bear_would_be_seen():
    known_example = "401 023 213" + "7"  # printed in the NHS data dictionary
    assert borne_numbers(f"number {known_example},") and borne_numbers(known_example.replace(" ", "-"))
    assert not borne_numbers("943 476 5919") and not borne_numbers("401 023 2138")


@pytest.mark.parametrize("what", sorted(PLACES))
def test_no_file_holds(what):
    found = re.compile(PLACES[what])
    assert [path for path, said in contents() if found.search(said)] == []


def test_no_file_holds_a_key():
    """64 hex digits are a key or a hash; the lock is the one file whose business hashes are."""
    assert [path for path, said in contents() if path != "requirements.lock" and KEY.search(said)] == []
