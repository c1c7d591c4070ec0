"""Planted deaths: the declared model holds exactly, and the truth follows from it."""

import math

import numpy as np
import pandas as pd
import pytest

from evaluation.data.demo import world
from evaluation.data.demo.deaths import expected_deaths, population, simulate_deaths, start_index
from evaluation.data.demo.design import Arm

ARMS = pytest.mark.parametrize("arm", world.ARMS, ids=lambda arm: arm.key)


def person_days(arm: Arm) -> np.ndarray:
    """Sum the file's population over the arm, interpolate between Julys to mid-month: written anew for the test."""
    people = population()
    mine = people[people["community"].isin([community.key for community in arm.communities])]
    july = mine.groupby("date")["population"].sum()
    month = pd.date_range("2016-01-01", "2024-01-01", freq="MS")
    middle = month[:-1] + (month[1:] - month[:-1]) / 2
    anchors = [pd.Timestamp(day).toordinal() for day in july.index]
    at = [day.toordinal() + day.hour / 24 for day in middle]
    return np.interp(at, anchors, july.to_numpy(dtype=float)) * (month[1:] - month[:-1]).days.to_numpy()


@ARMS
def test_the_declared_model_fits_the_expected_deaths_without_remainder(arm: Arm) -> None:
    # Where the log rate lies in the space of the design, any weighting (Poisson's too) gives the same coefficients.
    index = np.arange(96)
    years, after = (index - 54) / 12, (index >= 54).astype(float)
    season = [f(2 * math.pi * k * index / 12) for k in (1, 2) for f in (np.cos, np.sin)]
    design = np.column_stack([np.ones(96), years, after, after * years, *season])
    log_rate = np.log(expected_deaths(arm).with_coalition / person_days(arm))
    coefficients, remainder, _, _ = np.linalg.lstsq(design, log_rate)
    assert remainder[0] < 1e-20
    planted = [world.DEATHS.annual_change, arm.level_change, arm.slope_change]
    assert np.exp(coefficients[1:4]) == pytest.approx(planted, rel=1e-9)


@ARMS
def test_expected_deaths_follow_the_formula_month_by_month(arm: Arm) -> None:
    expected, days = expected_deaths(arm), person_days(arm)
    for month in (0, 53, 54, 95):
        years = (month - 54) / 12
        season = sum(
            c * math.cos(2 * math.pi * k * month / 12) + s * math.sin(2 * math.pi * k * month / 12)
            for k, c, s in zip((1, 2), world.DEATHS.cosines, world.DEATHS.sines, strict=True)
        )
        without = days[month] * 52 / 100_000 / 365.25 * 1.04**years * math.exp(season)
        assert expected.without_coalition[month] == pytest.approx(without, rel=1e-9)
        effect = arm.level_change * arm.slope_change**years if years >= 0 else 1.0
        assert expected.with_coalition[month] == pytest.approx(without * effect, rel=1e-9)


def test_the_coalition_starts_in_the_first_month_that_differs() -> None:
    cep = expected_deaths(world.ARMS[0])
    differs = np.flatnonzero(cep.with_coalition != cep.without_coalition)
    assert differs[0] == start_index() == 54
    assert simulate_deaths(np.random.default_rng(1))["month"].iloc[0] == "2016-01-01"


def test_one_effect_is_exactly_zero() -> None:
    rfs = world.ARMS[1]
    assert rfs.level_change == 1.0
    expected = expected_deaths(rfs)
    assert expected.with_coalition[start_index()] == expected.without_coalition[start_index()]


def test_simulated_deaths_are_on_average_those_expected() -> None:
    arm_of = {community.key: arm.key for arm in world.ARMS for community in arm.communities}
    totals = [
        frame.groupby(frame["community"].map(arm_of))["deaths"].sum()
        for frame in (simulate_deaths(np.random.default_rng(seed)) for seed in range(12))
    ]
    draws = pd.DataFrame(totals)
    for arm in world.ARMS:
        expected = expected_deaths(arm).with_coalition.sum()
        error = draws[arm.key].std(ddof=1) / math.sqrt(len(draws))
        assert draws[arm.key].mean() == pytest.approx(expected, abs=4 * error)


@pytest.mark.parametrize("seed", [20240101, 1, 2, 3])
def test_an_arm_has_at_least_twenty_deaths_in_every_month(seed: int) -> None:
    stream = np.random.SeedSequence(seed).spawn(4)[0]
    frame = simulate_deaths(np.random.default_rng(stream))
    arm_of = {community.key: arm.key for arm in world.ARMS for community in arm.communities}
    by_month = frame.groupby(["month", frame["community"].map(arm_of)])["deaths"].sum()
    assert len(by_month) == 2 * 96
    assert by_month.min() >= 20


def test_zero_is_told_for_a_whole_month_of_a_community_only() -> None:
    months_without_deaths = 0
    for seed in (5, 7):
        frame = simulate_deaths(np.random.default_rng(seed))
        assert not frame.duplicated(["month", "community", "age_group", "sex", "race_ethnicity"]).any()
        by_month = frame.groupby(["month", "community"])["deaths"].agg(["sum", "size", "min"])
        assert len(by_month) == 96 * 8
        silent = by_month[by_month["sum"] == 0]
        assert (silent["size"] == 1).all()
        assert (by_month.drop(silent.index)["min"] >= 1).all()
        months_without_deaths += len(silent)
    assert months_without_deaths > 0
