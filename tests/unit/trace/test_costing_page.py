"""docs/costing.md: laid out from the figures that are kept beside it, and right by them."""

from decimal import ROUND_HALF_UP, Decimal

import pytest

from orchestration.settings import load_settings
from orchestration.trace import page
from orchestration.trace.walk import NothingToWalk

PENNY = Decimal("0.01")


def test_the_page_tells_what_was_walked():
    assert page.PAGE.read_text(encoding="utf-8") == page.page(page.recorded()), "run `make costing`"


def test_the_admission_costs_what_its_rows_multiply_to():
    way = page.recorded().admission
    assert way.excess and way.price and way.price.said["trim_point_days"], "it shows every part of a price"
    nights, days = int(way.fact["length_of_stay_days"]), int(way.price.said["trim_point_days"])
    assert way.excess[0] == nights - days
    assert [part.cost_gbp for part in way.parts] == [page.exact_gbp(way).quantize(PENNY, ROUND_HALF_UP)]
    assert Decimal(way.fact["cost_gbp"]) == way.parts[0].cost_gbp


def test_the_care_package_costs_a_seventh_of_its_week_for_each_day():
    way = page.recorded().package
    week = Decimal(way.fact["weekly_cost_gbp"])
    assert len(way.parts) >= 3
    assert [part.cost_gbp for part in way.parts] == [
        (week * part.quantity / 7).quantize(PENNY, ROUND_HALF_UP) for part in way.parts
    ]


def test_both_are_counted_in_marts_of_as_much_or_more():
    walked = page.recorded()
    for way in (walked.admission, walked.package):
        assert len(way.counted) == 3
        assert all(each.cost_gbp >= way.parts[0].cost_gbp for each in way.counted)


def test_no_page_is_made_of_people_who_may_be_real(tmp_path):
    with pytest.raises(NothingToWalk, match="they may be real ones"):
        page.made_with(load_settings(warehouse=tmp_path))
