"""A practice's list: who is on it, by which number, what is left out, and what is refused before anybody is named."""

import json
import os

from orchestration.identity.reidentification.disclose import reidentify
from orchestration.pseudonymise import key_ring, new_ring, token
from tests.unit.identity.reidentification.conftest import (
    ELSEWHERE,
    LOCAL_SINCE,
    NAMED,
    NATIONAL,
    NO_NUMBER,
    NUMBER,
    NUMBERS,
    OTHER,
    PRACTICE,
    logged,
    read,
    refuse,
    request,
)


def test_a_practice_is_given_its_own_people_who_do_not_object(care):
    done = reidentify(care.settings, request(), care.folder / "list.csv")
    rows = read(done.out)
    assert {row["nhs_number"] for row in rows} == {NUMBERS[serial] for serial in NAMED}
    assert [row["nhs_number"] for row in rows] == sorted(row["nhs_number"] for row in rows)
    assert (done.people, done.unnumbered, done.objecting_since) == (len(NAMED), 1, 1)
    assert (NO_NUMBER in NAMED, LOCAL_SINCE in NAMED) == (False, False)


def test_another_practice_is_given_its_own(care):
    done = reidentify(care.settings, request(practice=OTHER), care.folder / "list.csv")
    assert [row["nhs_number"] for row in read(done.out)] == [NUMBERS[ELSEWHERE]]


def test_a_practice_without_anybody_on_the_list_is_given_an_empty_one(care):
    done = reidentify(care.settings, request(practice="F84003"), care.folder / "list.csv")
    assert done.people == 0 and read(done.out) == []
    assert logged(care) == []


def test_the_page_has_the_lists_columns_and_no_token(care):
    done = reidentify(care.settings, request(), care.folder / "list.csv")
    text = done.out.read_text(encoding="utf-8")
    assert text.splitlines()[0] == (
        "nhs_number,as_of_date,practice_code,care_plan_programme_codes,open_referrals_count,is_care_plan_review_overdue"
    )
    assert text.splitlines()[1].endswith(",2024-06-12,F84001,'=1+1,-1,true")
    assert not any(line["person_id"] in text for line in logged(care))


def test_no_cell_is_a_formula(care):
    formulas = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]
    changes = []
    for serial, text in zip(NAMED, formulas, strict=False):
        person_id = token(key_ring(care.settings).person, NUMBERS[serial])
        changes.append(
            f"update care.mart_care__person_summary set care_plan_programme_codes = '{text}' "
            f"where person_id = '{person_id}';"
        )
    care.change("".join(changes))
    found = read(reidentify(care.settings, request(), care.folder / "list.csv").out)
    told = {row["nhs_number"]: row["care_plan_programme_codes"] for row in found}
    assert [told[NUMBERS[serial]] for serial in NAMED[:6]] == [f"'{text}" for text in formulas]
    assert {row["open_referrals_count"] for row in found} == {"-1"}  # a number is none


def test_a_column_of_any_type_is_written(care):
    care.change(
        "create table care.mart_risk__case_finding as select person_id, ['=1', 'b'] as reasons, "
        "'-1 day'::interval as since, -1.5::decimal(18, 2) as change_rate, date '2024-06-01' as last_review_date, "
        "'=x'::enum('=x') as plan_code from intermediate.int_person__attributes"
    )
    done = reidentify(care.settings, request(list_name="case-finding"), care.folder / "list.csv")
    assert {tuple(row.values())[1:] for row in read(done.out)} == {
        ("['=1', b]", "'-1 day", "-1.50", "2024-06-01", "'=x")
    }


def test_everybody_named_is_a_line_and_no_line_holds_a_number(care):
    done = reidentify(care.settings, request(), care.folder / "list.csv")
    ring, lines = key_ring(care.settings), logged(care)
    assert {line["person_id"] for line in lines} == {str(token(ring.person, NUMBERS[serial])) for serial in NAMED}
    told = {name: {line[name] for line in lines} for name in lines[0]}
    assert told["user"] == {"Dr A. Shah"} and told["role_code"] == {"GP"} and told["purpose"] == {"direct-care"}
    assert told["practice_code"] == {PRACTICE} and told["list"] == {"person-summary"} and told["run_id"] == {"night"}
    assert told["disclosure_id"] == {done.disclosure_id}
    said = care.log.read_text()
    assert not any(number in said for number in NUMBERS.values())
    hashes = {value for line in lines for name, value in line.items() if name in ("hash", "previous_hash")}
    others = [str(value) for line in lines for value in line.values() if value not in hashes]
    assert [value for value in others if NUMBER.fullmatch(value)] == []


def test_the_log_does_not_tell_which_number_a_page_of_one_holds(care):
    """No hash of the page, which could be tried out: what is not of the request differs where the page does not."""
    content = []
    for name in ("one.csv", "two.csv"):
        content.append(reidentify(care.settings, request(practice=OTHER), care.folder / name).out.read_bytes())
    assert content[0] == content[1]
    first, second = logged(care)
    same = {name for name in first if first[name] == second[name]}
    asked = {"user", "account", "role_code", "purpose", "practice_code", "list", "run_id", "person_id"}
    assert same | {"at"} == asked | {"at"}


def test_the_file_is_its_owners_alone_and_nothing_lies_beside_it(care):
    previous = os.umask(0)
    try:
        done = reidentify(care.settings, request(), care.folder / "list.csv")
    finally:
        os.umask(previous)
    assert done.out.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in care.folder.iterdir()] == ["list.csv"]
    assert done.out.stat().st_nlink == 1


# === Refused before anybody is named ===


def test_a_practice_that_nobody_knows(care):
    refuse(care, practice="Z99999", told="No practice Z99999 is in the warehouse")


def test_a_list_that_is_not_built_yet_names_those_that_are(care):
    refuse(care, list_name="case-finding", told="not in this warehouse yet. Lists that are: person-summary.")


def test_any_table_with_a_row_per_person_is_a_list(care):
    """Case finding, once it is built."""
    care.change(
        "create table care.mart_risk__case_finding as select practice_code, person_id, 'A\" b, c' as reasons "
        "from intermediate.int_person__attributes"
    )
    done = reidentify(care.settings, request(list_name="case-finding"), care.folder / "list.csv")
    assert {row["reasons"] for row in read(done.out)} == {'A" b, c'} and done.people == len(NAMED)
    assert {line["list"] for line in logged(care)} == {"case-finding"}


def test_nothing_was_published(care):
    care.settings.warehouse_db.unlink()
    refuse(care, told="run careweave run first")


def test_a_vault_that_is_not_there(care):
    care.settings.vault_db.unlink()
    refuse(care, told="There is no vault at")


def test_a_vault_of_another_key(care):
    (care.settings.warehouse / "keys.json").unlink()
    new_ring(care.settings)
    refuse(care, told="cannot be opened with the vault key of this run")


def test_a_warehouse_made_with_other_keys(care):
    ring = care.settings.warehouse / "keys.json"
    kept = json.loads(ring.read_text())
    ring.unlink()
    new_ring(care.settings)
    ring.write_text(json.dumps(kept | {"person": json.loads(ring.read_text())["person"]}))
    refuse(care, told="made with another person key than the ring's")


def test_a_warehouse_whose_tokens_the_vault_does_not_know(care):
    """As after a rotation of the identity key, before the next run."""
    care.change("update identity.person_map set identity_id = uuid()")
    refuse(care, told="made with other keys")


def test_somebody_is_never_given_anothers_number(care):
    """A map that takes one person for another is refused, not followed."""
    ring = key_ring(care.settings)
    one, other = (str(token(ring.person, NUMBERS[serial])) for serial in (NATIONAL, ELSEWHERE))
    care.change(
        f"update identity.person_map set person_id = case person_id when '{one}' then '{other}'::uuid "
        f"else '{one}'::uuid end where person_id in ('{one}', '{other}')"
    )
    refuse(care, told="made with other keys")


def test_a_look_back_names_nobody(care):
    care.change("update ops.reporting_date set as_known_at = '2024-06-01'")
    refuse(care, told="knows no objection that came later")


def test_a_broken_log_names_nobody(care):
    reidentify(care.settings, request(), care.folder / "first.csv")
    care.log.write_bytes(care.log.read_bytes().replace(b"Shah", b"Shan", 1))
    refuse(care, told="line 1 was changed after it was written")
