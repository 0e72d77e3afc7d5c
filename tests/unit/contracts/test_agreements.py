"""A file of sharing agreements is read, or refused in one sentence that names the line and the column."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.contracts import PURPOSES, Agreement, AgreementsUnreadable, covering, load_agreements, load_contracts
from orchestration.refusal import USAGE_OR_SETTINGS
from orchestration.settings import PROJECT_ROOT

HEADER = "feed,provider_code,purpose_code,agreement_id,valid_from,valid_to"
FEEDS = ("apc", "op")
GOOD = "apc,R1H,PLANNING,A1,2024-04-01,2025-03-31"


def written(folder: Path, *lines: str, header: str = HEADER) -> Path:
    path = folder / "agreements.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def test_the_example_of_the_project_can_be_read():
    agreements = load_agreements(PROJECT_ROOT / "docs" / "sharing_agreements.csv", load_contracts())
    assert {agreement.purpose_code for agreement in agreements} == set(PURPOSES)


def test_a_line_says_what_it_says(tmp_path):
    lines = (GOOD, "", "*, r1h ,OPEN,A2,2024-04-01,")
    assert load_agreements(written(tmp_path, *lines), FEEDS) == (
        Agreement("apc", "R1H", "PLANNING", "A1", date(2024, 4, 1), date(2025, 3, 31)),
        Agreement("*", "R1H", "OPEN", "A2", date(2024, 4, 1), date.max),
    )


@pytest.mark.parametrize(
    ("lines", "where", "what"),
    [
        (["apc,R1H,PLANNING,A1,2024-04-01"], "line 2", "5 values"),
        ([GOOD, "ap,R1H,OPEN,A1,2024-04-01,"], "line 3", "feed 'ap' has no contract"),
        ([GOOD, "", "apc,R1H,RESEARCH,A1,2024-04-01,"], "line 4", "purpose_code 'RESEARCH' is none of"),
        (["apc,R1H,PLANNING,A1,01/04/2024,"], "line 2", "valid_from '01/04/2024' is not a day"),
        (["apc,R1H,PLANNING,A1,2024-04-01,2024-02-30"], "line 2", "valid_to '2024-02-30' is not a day"),
        (["apc,R1H,PLANNING,A1,,"], "line 2", "valid_from is empty"),
        (["apc,,PLANNING,A1,2024-04-01,"], "line 2", "provider_code is empty"),
        (["apc,R1H,PLANNING,,2024-04-01,"], "line 2", "agreement_id is empty"),
        (["apc,R1H,PLANNING,A1,2024-04-01,2024-03-31"], "line 2", "valid_to lies before valid_from"),
        ([GOOD, "apc,r1h,PLANNING,A2,2025-03-31,"], "line 3", "valid_from and valid_to overlap those of line 2"),
    ],
)
def test_a_line_that_is_wrong_is_refused(tmp_path, lines, where, what):
    with pytest.raises(AgreementsUnreadable) as refused:
        load_agreements(written(tmp_path, *lines), FEEDS)
    assert where in str(refused.value) and what in str(refused.value)
    assert refused.value.exit_code == USAGE_OR_SETTINGS


@pytest.mark.parametrize("header", ["feed,provider_code,purpose_code,agreement_id,valid_from", "", HEADER.upper()])
def test_a_wrong_header_is_refused(tmp_path, header):
    with pytest.raises(AgreementsUnreadable, match=r"line 1: the header has to be feed,provider_code"):
        load_agreements(written(tmp_path, GOOD, header=header), FEEDS)


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path):
    with pytest.raises(AgreementsUnreadable, match="cannot be read: put the file there"):
        load_agreements(tmp_path / "none.csv", FEEDS)
    path = written(tmp_path, GOOD)
    path.write_bytes(b"\xff\xfe" + path.read_bytes())
    with pytest.raises(AgreementsUnreadable, match="cannot be read: put the file there"):
        load_agreements(path, FEEDS)


def test_one_that_follows_another_is_no_overlap(tmp_path):
    assert len(load_agreements(written(tmp_path, GOOD, "apc,R1H,PLANNING,A2,2025-04-01,"), FEEDS)) == 2


def test_the_one_that_says_most_exactly_what_it_is_about_is_named():
    day = date(2024, 6, 12)
    every = [
        Agreement(feed, provider, "PLANNING", f"{feed} of {provider}", date(2024, 1, 1), day)
        for feed in ("*", "apc")
        for provider in ("*", "R1H")
    ]
    assert covering(every, "apc", "R1H", "PLANNING", day).agreement_id == "apc of R1H"
    assert covering(every, "apc", "RNJ", "PLANNING", day).agreement_id == "apc of *"
    assert covering(every, "op", "R1H", "PLANNING", day).agreement_id == "* of R1H"
    assert covering(every, "op", "R1H", "OPEN", day) is None
    assert covering(every, "op", "R1H", "PLANNING", date(2024, 6, 13)) is None


DAYS = st.dates(date(2024, 1, 1), date(2024, 1, 9))
AGREEMENTS = st.lists(
    st.builds(
        Agreement,
        st.sampled_from(["*", *FEEDS]),
        st.sampled_from(["*", "R1H", "RNJ"]),
        st.sampled_from(PURPOSES),
        st.just("A"),
        DAYS,
        DAYS,
    ),
    max_size=6,
)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(agreements=AGREEMENTS, day=DAYS)
def test_rows_are_covered_when_any_agreement_covers_them(agreements, day):
    for feed in FEEDS:
        for sender in ("R1H", "RNJ"):
            for purpose in PURPOSES:
                is_so = any(
                    each.feed in ("*", feed)
                    and each.provider_code in ("*", sender)
                    and each.purpose_code == purpose
                    and each.valid_from <= day
                    and day <= each.valid_to
                    for each in agreements
                )
                assert (covering(agreements, feed, sender, purpose, day) is not None) == is_so
