"""Sums that pose as counts of one period, and honest counts that must not be taken for them."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluation.data.rolling_sums import Likeness, says_sum, smoothness_problem, too_smooth


def sums(counts, width=12):
    return np.convolve(counts, np.ones(width), mode="valid")


@pytest.mark.parametrize("mean", [1, 20, 400])
@pytest.mark.parametrize("n", [36, 120])
def test_twelve_month_sums_of_poisson_months_are_told(mean, n):
    rng = np.random.default_rng(1)
    found = [too_smooth(sums(rng.poisson(mean, n + 11))) for _ in range(20)]
    assert {each.likeness for each in found} == {Likeness.ROLLING}
    assert 0.02 < np.median([each.variation for each in found]) < 0.12


def test_the_share_of_the_first_difference_is_a_twelfth():
    counts = sums(np.random.default_rng(2).poisson(100, 5011))
    assert np.mean(np.diff(counts) ** 2) / (2 * counts.mean()) == pytest.approx(1 / 12, rel=0.1)
    assert np.mean(np.diff(counts, 2) ** 2) / (6 * counts.mean()) == pytest.approx(1 / 18, rel=0.1)


def test_trend_and_season_do_not_hide_sums():
    rng, time = np.random.default_rng(3), np.arange(131)
    months = rng.poisson(60 * np.exp(0.5 * time / 12 + 0.3 * np.sin(np.pi * time / 6)))
    assert too_smooth(sums(months)).likeness is Likeness.ROLLING


@pytest.mark.parametrize("width", [4, 6])
def test_shorter_sums_are_told_in_longer_series(width):
    assert too_smooth(sums(np.random.default_rng(4).poisson(20, 120), width)).likeness is Likeness.ROLLING


def honest_series(rng):
    n, mean = rng.integers(24, 181), rng.choice([5, 20, 100, 500])
    time = np.arange(n)
    log_mean = np.log(mean) + rng.uniform(-0.3, 0.3) * time / 12 + rng.uniform(0, 0.5) * np.sin(np.pi * time / 6)
    latent = np.zeros(n)
    rho = rng.uniform(0.0, 0.98)
    for row in range(1, n):
        latent[row] = rho * latent[row - 1] + rng.standard_normal()
    mu = np.exp(log_mean + rng.choice([0.0, 0.1]) * latent)
    return rng.poisson(mu * rng.choice([1.0, rng.gamma(20, 1 / 20)]))


def test_honest_counts_pass():
    rng = np.random.default_rng(5)
    assert [too_smooth(honest_series(rng)) for _ in range(500)] == [None] * 500


def test_a_jump_or_an_outbreak_does_not_make_sums():
    rng = np.random.default_rng(6)
    counts = rng.poisson(np.r_[np.full(30, 20.0), np.full(30, 60.0)])
    assert too_smooth(counts) is None
    assert too_smooth(rng.poisson(20 * np.exp(0.15 * np.arange(24)))) is None


def test_totals_since_the_start_are_told():
    rng, time = np.random.default_rng(7), np.arange(48)
    assert too_smooth(np.cumsum(rng.poisson(10, 36))).likeness is Likeness.CUMULATIVE
    seasonal = rng.poisson(1000 * (1 + 0.5 * np.sin(np.pi * time / 6)))
    assert too_smooth(np.cumsum(seasonal)).likeness is Likeness.CUMULATIVE


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([5.0] * 13, True),
        ([5.0] * 12, False),
        ([4.0] * 60, False),
        ([0.0] * 60, False),
        ([0.0] * 59 + [7.0], False),
    ],
)
def test_constant_counts_are_told_from_13_of_a_mean_of_5(counts, told):
    found = too_smooth(counts)
    assert (found is not None and found.likeness is Likeness.CONSTANT) is told


def test_counts_that_are_not_known_are_left_out():
    counts = sums(np.random.default_rng(8).poisson(20, 71))
    counts[[10, 11, 30]] = np.nan
    assert too_smooth(counts).likeness is Likeness.ROLLING
    assert too_smooth(np.full(40, np.nan)) is None
    assert too_smooth([]) is None


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("vsrr_state_12month_ending.csv", True),
        ("deaths_12m_ending", True),
        ("12 Month-ending Provisional Drug Overdose Deaths", True),
        ("Rolling average", True),
        ("cumulative_cases", True),
        ("year to date", True),
        ("Week ending", False),
        ("moving_violations.csv", False),
        ("deaths", False),
        ("months.csv", False),
        ("112 main street", False),
    ],
)
def test_names_that_speak_of_sums(name, says):
    assert bool(says_sum([name])) is says


def test_the_refusal_says_why():
    counts = sums(np.random.default_rng(9).poisson(20, 83))
    text = str(
        smoothness_problem(too_smooth(counts), where="x.csv, series a", period="month", names=["deaths_12m_ending"])
    )
    assert text.startswith(
        "x.csv, series a: looks like sums over several months (such as 12-month-ending counts), not counts of single "
        "months; found a mean of 2"
    )
    assert "the name 'deaths_12m_ending'" in text
    assert "so its effect is smeared over all of them" in text
    assert "neighbours share nearly all their months, so intervals would be far too narrow" in text


@pytest.mark.reference_data
@pytest.mark.skipif("EVALUATION_DATA" not in os.environ, reason="the reference data are not here")
def test_every_state_of_the_twelve_month_ending_file_is_told():
    frame = pd.read_csv(Path(os.environ["EVALUATION_DATA"]) / "od_vsrr_state_12m" / "vsrr_state_12month_ending.csv")
    frame = frame.sort_values(["st_fips", "year", "month"])
    found = {state: too_smooth(rows["deaths_12m_ending"]) for state, rows in frame.groupby("st_fips")}
    assert len(found) == 51
    assert [state for state, each in found.items() if each is None] == []


def test_numbers_whose_squares_are_too_large_are_no_sums():
    assert too_smooth(np.r_[np.zeros(11), 1.0, 1e300]) is None
