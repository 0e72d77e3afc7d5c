"""Random numbers by name: the same for the same purpose, whatever else is drawn; and events in time."""

import numpy as np

from orchestration.synth.draws import choice, events_in_time, generator, hashed_uniform, on_a_weekday, scrambled, series


def test_a_stream_depends_on_seed_block_and_name_only() -> None:
    first = generator(1, 2, "spells").random(4)
    generator(1, 2, "people").random(100)
    assert np.array_equal(first, generator(1, 2, "spells").random(4))
    assert not np.array_equal(first, generator(1, 3, "spells").random(4))
    assert not np.array_equal(first, generator(1, 2, "people").random(4))


def test_scrambled_numbers_stay_distinct() -> None:
    assert len(np.unique(scrambled(np.arange(300_000), offset=12_345))) == 300_000


def test_hashes_agree_wherever_the_keys_agree() -> None:
    network, month = np.array([1, 2, 1]), np.array([5, 5, 5])
    luck = hashed_uniform(9, network, month)
    assert luck[0] == luck[2] != luck[1]
    many = hashed_uniform(9, np.arange(50_000), np.zeros(50_000, dtype=np.int64))
    assert 0.49 < many.mean() < 0.51


def test_shares_are_kept() -> None:
    drawn = choice(np.random.default_rng(0), [1, 3], 20_000)
    assert 0.73 < drawn.mean() < 0.77


def test_events_fall_between_first_and_last_day_at_their_rate() -> None:
    first, last = np.full(2_000, 100), np.full(2_000, 100 + 730)
    row, day = events_in_time(np.random.default_rng(0), np.full(2_000, 3.0), first, last)
    assert 5.8 < len(row) / 2_000 < 6.2
    assert day.min() >= 100
    assert day.max() <= 830


def test_nobody_has_events_whose_last_day_is_before_the_first() -> None:
    row, _ = events_in_time(np.random.default_rng(0), np.array([50.0]), np.array([10]), np.array([9]))
    assert len(row) == 0


def test_winter_raises_january_over_july() -> None:
    first, last = np.zeros(5_000), np.full(5_000, 364)
    _, day = events_in_time(np.random.default_rng(0), np.full(5_000, 10.0), first, last, winter=0.3)
    assert (day < 31).sum() > 1.3 * ((day > 181) & (day < 212)).sum()


def test_a_series_starts_at_its_day_and_goes_forward() -> None:
    chain, day, position = series(np.random.default_rng(0), np.array([10, 500]), np.array([3, 0]), 20)
    assert chain.tolist() == [0, 0, 0, 0, 1]
    assert position.tolist() == [0, 1, 2, 3, 0]
    assert day[0] == 10
    assert day[4] == 500
    assert (np.diff(day[:4]) > 0).all()


def test_weekdays_only() -> None:
    days = on_a_weekday(np.random.default_rng(0), np.arange(20_000, 20_070))
    assert ((days + 3) % 7 < 5).all()
