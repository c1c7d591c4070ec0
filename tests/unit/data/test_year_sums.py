"""Sums over a year are told by the differences of their neighbours, and honest series are not taken for them."""

import numpy as np
import pytest

from evaluation.data.year_sums import MOST_EVIDENCE, year_sum_evidence


def sums(values, width):
    return np.convolve(values, np.ones(width), mode="valid")


@pytest.mark.parametrize(("periods_per_year", "width"), [(12.0, 12), (4.0, 4), (365.25 / 7, 52)])
def test_sums_of_a_year_are_found_whatever_their_size_and_unit(periods_per_year, width):
    singles = np.random.default_rng(2).normal(size=6 * width + 11)
    found = year_sum_evidence(sums(singles, width), periods_per_year)
    assert found > MOST_EVIDENCE
    assert year_sum_evidence(1e6 + 1e3 * sums(singles, width), periods_per_year) == pytest.approx(found)
    assert year_sum_evidence(singles, periods_per_year) < 0.0


@pytest.mark.parametrize("season", [0.0, 3.0])
@pytest.mark.parametrize("jump", [0.0, 8.0])
@pytest.mark.parametrize("rho", [0.0, 0.6, 1.0])
def test_honest_series_are_not_taken_for_sums(rho, jump, season):
    values = np.random.default_rng(3).normal(size=60)
    for row in range(1, 60):
        values[row] += rho * values[row - 1]
    time = np.arange(60)
    values += jump * (time >= 30) + season * np.cos(np.pi * time / 6) + 0.1 * time
    assert year_sum_evidence(values, 12.0) < 0.0


def test_values_whose_calendar_means_were_taken_out_are_not_taken_for_sums():
    values = np.cumsum(np.random.default_rng(4).normal(size=(20, 36)), axis=1)
    adjusted = values - np.tile(values.reshape(20, 3, 12).mean(axis=1), 3)
    assert max(year_sum_evidence(each, 12.0) for each in adjusted) < 0.0


def test_missing_values_cost_differences_and_no_more():
    values = sums(np.random.default_rng(5).normal(size=107), 12)
    whole = year_sum_evidence(values, 12.0)
    values[[20, 21, 50]] = np.nan
    assert MOST_EVIDENCE < year_sum_evidence(values, 12.0) < whole


@pytest.mark.parametrize(
    ("values", "periods_per_year"),
    [
        (np.random.default_rng(6).normal(size=40), 1.0),
        (np.random.default_rng(6).normal(size=13), 12.0),
        (np.full(60, 7.0), 12.0),
        (np.full(60, np.nan), 12.0),
        (np.r_[np.zeros(59), 3.0], 12.0),
        (np.zeros(0), 12.0),
    ],
)
def test_where_nothing_can_be_told_the_evidence_is_nothing(values, periods_per_year):
    assert year_sum_evidence(values, periods_per_year) == 0.0
