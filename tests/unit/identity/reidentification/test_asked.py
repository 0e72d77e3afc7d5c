"""Who may ask, for what, under which name: everything else is refused in a sentence."""

import os
import pwd

import pytest

from orchestration.identity.reidentification.asked import ROLES, NotForDirectCare
from orchestration.identity.reidentification.lists import LISTS, NoSuchList
from orchestration.refusal import USAGE_OR_SETTINGS
from orchestration.settings import PROJECT_ROOT
from tests.unit.identity.reidentification.conftest import request

REFUSED = [
    # option       value             what is told
    ("purpose", "planning", "one purpose only: --purpose direct-care"),
    ("purpose", "", "one purpose only"),
    ("purpose", "Direct-Care ", "one purpose only"),
    ("role", "commissioner", "none of direct care. Those that are: gp, nurse, pharmacist"),
    ("role", "", "none of direct care"),
    ("user", "", "--user is empty"),
    ("user", "   ", "--user is empty"),
    ("user", "Ann\nBob", "--user is empty, or holds characters that cannot be printed"),
    ("user", "Ann \u202e", "cannot be printed"),
    ("user", "\udcff", "cannot be printed"),
    ("user", "x" * 101, "at most 100 characters"),
    ("practice", "", "--practice is empty"),
    ("practice", "F84\x1b[2J", "cannot be printed"),
    ("list_name", "everybody", "There is no such --list. Those that are known: case-finding, person-summary."),
]


@pytest.mark.parametrize(("option", "value", "told"), REFUSED)
def test_what_is_not_direct_care_is_refused(option, value, told):
    with pytest.raises((NotForDirectCare, NoSuchList)) as refused:
        request(**{option: value})
    assert told in str(refused.value)
    assert refused.value.exit_code == USAGE_OR_SETTINGS


@pytest.mark.parametrize("written", ["social-prescriber", "Social Prescriber", "SOCIAL_PRESCRIBER"])
def test_a_role_may_be_written_as_people_write(written):
    assert request(role=written).role_code == "SOCIAL_PRESCRIBER"


def test_a_practice_is_a_code_in_capitals():
    assert request(practice=" f84001 ").practice_code == "F84001"


def test_the_account_is_the_systems_whatever_the_environment_says(monkeypatch):
    monkeypatch.setenv("LOGNAME", "somebody else")
    monkeypatch.setenv("USER", "somebody else")
    assert request().account == pwd.getpwuid(os.getuid()).pw_name


def test_the_runbook_lists_the_roles_and_the_lists():
    runbook = (PROJECT_ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
    for role, meaning in ROLES.items():
        assert f"| `{role.lower().replace('_', '-')}` | {meaning} |" in runbook
    for listed in LISTS.values():
        assert f"| `{listed.name}` | `care.{listed.table}` |" in runbook
