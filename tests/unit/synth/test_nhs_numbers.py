"""NHS numbers of the synthetic population: valid by an independent check, all 9xx, all distinct."""

import numpy as np
from stdnum.gb import nhs

from orchestration.synth.nhs_numbers import SLOTS, check_digits, numbers_of, with_wrong_check_digit


def test_every_number_passes_an_independent_check() -> None:
    assert all(nhs.is_valid(str(number)) for number in numbers_of(np.arange(3_000), seed=5))


def test_numbers_are_of_the_range_that_nobody_is_given() -> None:
    numbers = numbers_of(np.arange(0, SLOTS, 997), seed=5)
    assert numbers.min() >= 9_000_000_000
    assert numbers.max() <= 9_999_999_999


def test_distinct_slots_have_distinct_numbers() -> None:
    assert len(np.unique(numbers_of(np.arange(200_000), seed=5))) == 200_000


def test_no_number_is_all_one_digit() -> None:
    # The one pair of bodies whose second would give 999 999 9999, wherever the seed puts it.
    numbers = numbers_of(np.arange(SLOTS - 500_000, SLOTS), seed=0)
    assert not (numbers % 1_111_111_111 == 0).any()


def test_a_wrong_check_digit_is_wrong() -> None:
    wrong = with_wrong_check_digit(numbers_of(np.arange(2_000), seed=5))
    assert not any(nhs.is_valid(str(number)) for number in wrong)


def test_bodies_without_a_check_digit_are_known() -> None:
    assert check_digits(np.array([943_476_591, 999_999_999])).tolist() == [9, 9]
    assert (check_digits(np.arange(900_000_000, 900_000_200)) == 10).sum() > 0
