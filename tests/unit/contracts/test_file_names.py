"""What an extract's name says, and what is said of a name that cannot be read."""

from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.contracts import FileName, FileNameError, legible, load_contracts, load_overlays, parse_file_name

FEEDS = ["op", "op_extra", "apc", "gp_events", "ref_postcodes"]
MOMENT = datetime(2024, 6, 12, 2)

RIGHT = [
    ("apc_R1H_2024-05_20240612T020000Z.csv", FileName("apc", "R1H", "2024-05", MOMENT)),
    ("apc_R1H_2024-05_20240612T020000Z.csv.gz", FileName("apc", "R1H", "2024-05", MOMENT, is_compressed=True)),
    ("gp_events_EMIS_2024-12_20240612T020000Z.csv", FileName("gp_events", "EMIS", "2024-12", MOMENT)),
    ("ref_postcodes_ONS_2024-01_20240612T020000Z.csv", FileName("ref_postcodes", "ONS", "2024-01", MOMENT)),
    # A provider's name may hold underscores and hyphens.
    ("gp_events_TPP_NORTH_2_2024-05_20240612T020000Z.csv", FileName("gp_events", "TPP_NORTH_2", "2024-05", MOMENT)),
    ("apc_R1H-A_2024-05_20240612T020000Z.csv", FileName("apc", "R1H-A", "2024-05", MOMENT)),
    # The feed is the longest key that fits, and leaves somebody to be the provider.
    ("op_extra_R1H_2024-05_20240612T020000Z.csv", FileName("op_extra", "R1H", "2024-05", MOMENT)),
    ("op_EXTRA_2024-05_20240612T020000Z.csv", FileName("op", "EXTRA", "2024-05", MOMENT)),
]


@pytest.mark.parametrize(("name", "expected"), RIGHT)
def test_what_a_name_says(name: str, expected: FileName) -> None:
    assert parse_file_name(name, FEEDS) == expected
    assert str(expected) == name


@pytest.mark.parametrize(
    ("name", "provider"),
    [
        ("apc_r1h_2024-05_20240612T020000Z.csv", "R1H"),
        ("apc_R1h_2024-05_20240612T020000Z.csv.gz", "R1H"),
        ("gp_events_Tpp_North_2024-05_20240612T020000Z.csv", "TPP_NORTH"),
        ("op_extra_2024-05_20240612T020000Z.csv", "EXTRA"),
    ],
)
def test_a_provider_is_one_sender_however_its_name_is_spelled(name: str, provider: str) -> None:
    assert parse_file_name(name, FEEDS).provider == provider


WRONG = [
    ("apc_R1H_2024-05_20240612T020000Z.txt", "does not end in .csv or .csv.gz"),
    ("apc_R1H_2024-05_20240612T020000Z.csv.zip", "does not end in .csv or .csv.gz"),
    ("apc_R1H_2024-05_20240612T020000Z.csv\n", "does not end in .csv or .csv.gz"),
    ("apc_R1H_2024-05.csv", "does not end in the moment of extraction"),
    ("apc.csv", "does not end in the moment of extraction"),
    ("", "does not end in .csv or .csv.gz"),
    ("apc_R1H_2024-05_20240612T020000.csv", "does not end in the moment of extraction"),
    ("apc_R1H_2024-05_20240612.csv", "does not end in the moment of extraction"),
    ("apc_R1H_2024-05_\uff12\uff10240612T020000Z.csv", "does not end in the moment of extraction"),
    ("apc_R1H_2024-05_20240231T020000Z.csv", "a moment of extraction that does not exist"),
    ("apc_R1H_2024-05_20240612T250000Z.csv", "a moment of extraction that does not exist"),
    ("apc_R1H_2024-05_20240612T020061Z.csv", "a moment of extraction that does not exist"),
    ("apc_R1H_2024-13_20240612T020000Z.csv", "bears no period"),
    ("apc_R1H_2024-00_20240612T020000Z.csv", "bears no period"),
    ("apc_R1H_0000-05_20240612T020000Z.csv", "bears no period"),
    ("apc_R1H_202405_20240612T020000Z.csv", "bears no period"),
    ("apc__2024-05_20240612T020000Z.csv", "bears no provider"),
    ("apc_2024-05_20240612T020000Z.csv", "bears no provider"),
    ("apc_R 1H_2024-05_20240612T020000Z.csv", "bears no provider"),
    ("apc_R1É_2024-05_20240612T020000Z.csv", "bears no provider"),
    ("apc_../x_2024-05_20240612T020000Z.csv", "bears no provider"),
    # Bytes that are not UTF-8, as the system hands them over.
    ("apc_R1H\udcff\udcfe_2024-05_20240612T020000Z.csv", r"The file name 'apc_R1H\xff\xfe_2024-05_"),
    ("APC_R1H_2024-05_20240612T020000Z.csv", "does not begin with a known feed"),
    ("beds_R1H_2024-05_20240612T020000Z.csv", "does not begin with a known feed"),
]


@pytest.mark.parametrize(("name", "sentence"), WRONG)
def test_what_is_wrong_is_said(name: str, sentence: str) -> None:
    with pytest.raises(FileNameError) as error:
        parse_file_name(name, FEEDS)
    assert sentence in str(error.value)
    assert "a right name looks like apc_R1H_2024-05_20240612T020000Z.csv" in str(error.value)
    assert "\n" not in str(error.value)


NUMBERED = [
    "letter about 943 476 5919.csv",
    "943-476-5919_results.pdf",
    "apc_9434765919_2024-05_20240612T020000Z.csv",
    "apc_943_476_5919_2024-05_20240612T020000Z.csv",
    "apc_R1H_2024-05_20240612T020000Z.csv 943 476-5919",
]


@pytest.mark.parametrize("name", NUMBERED)
def test_a_name_with_somebodys_number_is_no_deliverys_and_the_number_is_not_told(name: str) -> None:
    with pytest.raises(FileNameError, match="what could be somebody's NHS number") as error:
        parse_file_name(name, FEEDS)
    assert "(number)" in str(error.value)
    assert "5919" not in str(error.value) + legible(name)


NOT_NUMBERED = [
    "apc_R400123_2024-05_20240612T020000Z.csv",
    "apc_4001_2024-05_20240612T020000Z.csv",
    "gp_events_94347659190_2024-05_20240612T020000Z.csv",
    "gp_events_1434765919_2024-05_20240612T020000Z.csv",
    "gp_events_943-4765_919_2024-05_20240612T020000Z.csv",
]


@pytest.mark.parametrize("name", NOT_NUMBERED)
def test_other_digits_are_a_senders_own(name: str) -> None:
    assert str(parse_file_name(name, FEEDS)) == legible(name) == name


def test_an_endless_name_is_cut_short() -> None:
    with pytest.raises(FileNameError) as error:
        parse_file_name("x" * 100_000, FEEDS)
    assert len(str(error.value)) < 400


providers = st.from_regex(r"[A-Z0-9][A-Z0-9_-]{0,20}", fullmatch=True)
names = st.builds(
    FileName,
    feed=st.sampled_from(["apc", "gp_events", "ref_postcodes"]),
    provider=providers,
    period=st.dates().map(lambda day: f"{day:%Y-%m}".rjust(7, "0")),
    extracted_at=st.datetimes().map(lambda moment: moment.replace(microsecond=0)),
    is_compressed=st.booleans(),
)


@given(names)
def test_every_right_name_is_read_back(name: FileName) -> None:
    assert parse_file_name(str(name), FEEDS) == name


@given(st.text(max_size=60))
def test_no_name_breaks_the_reader(name: str) -> None:
    with suppress(FileNameError):
        parse_file_name(f"apc_{name}", FEEDS)


def test_a_senders_own_names(project) -> None:
    root = project()
    contracts = load_contracts(root)
    overlays = load_overlays(root, contracts)
    own = FileName("visits", "NX9", "2024-05", MOMENT)
    assert parse_file_name("VISITS_202405_20240612020000.csv", contracts, overlays) == own
    assert parse_file_name("VISITS_202405_20240612020000.csv.gz", contracts, overlays).is_compressed
    assert parse_file_name("visits_NX9_2024-05_20240612T020000Z.csv", contracts, overlays) == own
    assert parse_file_name("visits_R1H_2024-05_20240612T020000Z.csv", contracts, overlays).provider == "R1H"
    for wrong in ("VISITS_202413_20240612020000.csv", "VISITS_202405_20240612020000.csv.zip", "visits_202405.csv"):
        with pytest.raises(FileNameError):
            parse_file_name(wrong, contracts, overlays)


def test_a_name_that_two_senders_use_is_nobodys(project) -> None:
    root = project()
    feeds = root / "expectations" / "feeds"
    (feeds / "visits.NX8.yml").write_text((feeds / "visits.NX9.yml").read_text().replace("NX9", "NX8"))
    with pytest.raises(FileNameError, match="more than one sender"):
        parse_file_name("VISITS_202405_20240612020000.csv", ["visits"], load_overlays(root))
