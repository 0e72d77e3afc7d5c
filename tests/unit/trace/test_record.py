"""How a row is named."""

import pytest

from orchestration.trace import RecordUnreadable, read_record


@pytest.mark.parametrize(
    ("text", "values", "sender"),
    [
        ("apc:R1H|S123|1", ("R1H", "S123", "1"), None),
        ("apc:R1H|R1H|S123|1", ("R1H", "S123", "1"), "R1H"),
        (" apc : R1H | S123 | 1 ", ("R1H", "S123", "1"), None),
        ("deaths:D1", ("D1",), None),
        ("deaths:ONS|D1", ("D1",), "ONS"),
        ("ref_postcodes:E17 4AA", ("E17 4AA",), None),
    ],
)
def test_a_row_is_named_by_its_key(contracts, text, values, sender):
    record = read_record(text, contracts)
    assert (record.values, record.sender) == (values, sender)


@pytest.mark.parametrize("text", ["", "apc", "apc:", "apc:R1H", "apc:R1H||1", "apc:a|b|c|d|e", "astrology:1"])
def test_what_names_no_row_is_told_how_to(contracts, text):
    with pytest.raises(RecordUnreadable) as refused:
        read_record(text, contracts)
    assert refused.value.exit_code == 2
    assert "apc:" in str(refused.value)
