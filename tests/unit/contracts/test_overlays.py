"""An overlay holds aliases and maps of one sender, and is refused when it speaks of what its contract does not have."""

import pytest

from orchestration.contracts import ContractError, load_contracts, load_overlays, overlay_for


def test_aliases_and_maps(project) -> None:
    overlay = load_overlays(project())["visits", "NX9"]
    assert overlay.header_aliases == {"visit no": "visit_id"}
    assert overlay.code_maps == {"status_code": {"MADE": "01"}}


def test_every_other_sender_follows_the_contract(project) -> None:
    overlay = overlay_for(load_overlays(project()), "visits", "R1H")
    assert (overlay.provider, overlay.header_aliases, overlay.code_maps, overlay.file_name_regex) == (
        "R1H",
        {},
        {},
        None,
    )


def test_only_its_own_deliveries_are_read_again(project) -> None:
    root = project()
    contract, overlays = load_contracts(root)["visits"], load_overlays(root)
    assert contract.fingerprint(overlay_for(overlays, "visits", "NX9")) != contract.fingerprint()
    assert contract.fingerprint(overlay_for(overlays, "visits", "R1H")) == contract.fingerprint()


WRONG = [
    ("why:", "wy: x\nwhy:", "the key 'wy' is not known"),
    ("feed: visits", "feed: calls", "the file's name"),
    ("provider: NX9", "provider: NX8", "the file's name"),
    ("provider: NX9", "provider: nx9", "the key 'provider' cannot be read"),
    ("visit_id}", "visit}", "headers maps 'visit no' to 'visit', which is no column of visits"),
    (" Visit No ", "end_date", "headers gives 'end_date' another meaning"),
    ('made: "01"', 'made: "02"', "codes maps 'MADE' of 'status_code' to '02', which is not on its list"),
    ('made: "01"', 'n: "01"', "codes gives 'N' of 'status_code' another meaning"),
    ("status_code: {", "end_date: {", "codes maps the column 'end_date', which is no column of type code"),
    ("{period:%Y%m}", "202405", "file_name must hold {period} and {extracted_at}"),
    ("VISITS_", "VISITS_{feed}_", "file_name must hold {period} and {extracted_at}"),
    ("{period:%Y%m}", "{period:%Y}", "file_name needs a year and a month"),
    ("%Y%m%d%H%M%S}", "%Y%m%d}", "file_name needs a date and a time"),
    ("{period:%Y%m}", "{period:%Y%m%Y}", "file_name repeats a part of %Y%m%Y"),
    ("%H%M%S}", "%H%M%S%f}", "file_name uses %f"),
    ("}.csv", "}.txt", "file_name must end in .csv"),
]


@pytest.mark.parametrize(("instead_of", "put", "sentence"), WRONG)
def test_what_is_wrong_is_said(project, instead_of: str, put: str, sentence: str) -> None:
    with pytest.raises(ContractError) as error:
        load_overlays(project(instead_of, put, overlay=True))
    assert str(error.value).startswith("expectations/feeds/visits.NX9.yml: ")
    assert sentence in str(error.value)


def test_an_overlay_without_a_contract(project) -> None:
    root = project()
    feeds = root / "expectations" / "feeds"
    (feeds / "calls.NX9.yml").write_text((feeds / "visits.NX9.yml").read_text().replace("feed: visits", "feed: calls"))
    with pytest.raises(ContractError, match="which has no contract beside it"):
        load_overlays(root)
