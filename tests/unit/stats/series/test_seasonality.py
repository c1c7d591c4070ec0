"""The season is chosen from the time before, by the criteria as they are written."""

import numpy as np
import pytest

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.seasonality import choose_seasonality
from evaluation.stats.series.segmented import Seasonality

MONTHLY = {"position": 0, "periods_per_year": 12}


def test_three_years_of_ten_events_a_month_have_a_level_each():
    rng = np.random.default_rng(1)
    for n, mean, expected in ((36, 20, True), (35, 20, False), (36, 5, False)):
        found, _ = choose_seasonality(rng.poisson(mean, size=n), np.zeros(n), is_count=True, **MONTHLY)
        assert (found is Seasonality.MONTHS) == expected, (n, mean)


def test_fewer_than_two_years_choose_nothing():
    with pytest.raises(NotEstimable, match="23 periods before"):
        choose_seasonality(np.ones(23), np.zeros(23), is_count=True, **MONTHLY)


@pytest.mark.parametrize("is_count", [True, False])
def test_strong_waves_are_found_and_their_number(is_count):
    month = np.arange(30)
    angle = 2 * np.pi * month / 12
    rng = np.random.default_rng(3)
    for k in (1, 2, 3):
        log_mean = np.log(6.0) + sum(0.6 * np.cos(j * angle) for j in range(1, k + 1))
        values = rng.poisson(np.exp(log_mean)) if is_count else log_mean + 0.05 * rng.normal(size=30)
        assert choose_seasonality(values, np.zeros(30), is_count=is_count, **MONTHLY) == (Seasonality.HARMONICS, k)


def test_no_season_is_seldom_taken_for_one():
    """300 series of 30 months without a season: a corrected criterion keeps more than two of three plain."""
    rng = np.random.default_rng(4)
    found = [
        choose_seasonality(rng.poisson(8, size=30), np.zeros(30), is_count=True, **MONTHLY)[0] for _ in range(300)
    ]
    assert np.mean([each is Seasonality.NONE for each in found]) > 0.75


def test_yearly_numbers_have_no_season():
    found, _ = choose_seasonality(np.arange(30.0) % 7, np.zeros(30), position=0, periods_per_year=1, is_count=False)
    assert found is Seasonality.NONE


def test_periods_that_are_not_known_keep_their_place_and_move_nothing():
    month = np.arange(40)
    values = np.random.default_rng(3).poisson(np.exp(1.8 + 0.6 * np.cos(2 * np.pi * month / 12)))
    known = month % 7 != 3
    found = choose_seasonality(values, np.zeros(40), is_count=True, known=known, **MONTHLY)
    assert found == (Seasonality.HARMONICS, 1)
    other = np.where(known, values, 10_000)
    assert choose_seasonality(other, np.zeros(40), is_count=True, known=known, **MONTHLY) == found


def test_a_month_that_is_hardly_ever_known_gets_no_level():
    month = np.arange(48)
    values = np.random.default_rng(1).poisson(20, size=48)
    for known, expected in ((month % 12 != 11, False), (month > 11, True)):
        found, _ = choose_seasonality(values, np.zeros(48), is_count=True, known=known, **MONTHLY)
        assert (found is Seasonality.MONTHS) == expected


def test_too_few_known_periods_choose_nothing():
    with pytest.raises(NotEstimable, match="23 periods before"):
        choose_seasonality(np.ones(40), np.zeros(40), is_count=True, known=np.arange(40) < 23, **MONTHLY)
