"""Overdose deaths by month and the population behind them.

Within an arm every community and every group of people has a fixed share of the expected deaths, and all
grow at one pace, so the segmented model with trend, season, level and slope holds exactly for the arm (and,
up to the rounding of people to whole numbers, for each community): what the model estimates is what was
planted.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pandas as pd

from evaluation.data.demo import world
from evaluation.data.demo.design import Arm, Community


class ExpectedDeaths(NamedTuple):
    """Expected deaths of an arm by month, as planted and had the coalition not started; shape (months,)."""

    with_coalition: np.ndarray
    without_coalition: np.ndarray


def months() -> pd.DatetimeIndex:
    """Return the first day of every month of the world."""
    return pd.date_range(world.FIRST_MONTH.isoformat(), periods=world.N_MONTHS, freq="MS")


def start_index() -> int:
    """Return the index of the first month with the coalition."""
    return int(months().get_loc(pd.Timestamp(world.COALITION_START)))


def population() -> pd.DataFrame:
    """Return inhabitants on 1 July of each year by community, age group, sex, race and ethnicity."""
    groups = _groups(world.AGE_POPULATION, world.SEX_POPULATION, world.RACE_POPULATION)
    frames = []
    for arm in world.ARMS:
        growth = arm.population_growth ** np.arange(len(world.POPULATION_YEARS))
        for community in arm.communities:
            people = np.rint(community.population * groups["share"].to_numpy()[None, :] * growth[:, None])
            frame = pd.concat([groups.drop(columns="share")] * growth.size, ignore_index=True)
            frame.insert(0, "community", community.key)
            frame.insert(0, "date", np.repeat([f"{year}-07-01" for year in world.POPULATION_YEARS], len(groups)))
            frame["population"] = people.astype(np.int64).ravel()
            frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def expected_deaths(arm: Arm) -> ExpectedDeaths:
    """Return the expected deaths of an arm, averaged over the latent noise."""
    index = np.arange(world.N_MONTHS)
    years = (index - start_index()) / 12
    truth = world.DEATHS
    season = sum(
        cosine * np.cos(2 * math.pi * cycles * index / 12) + sine * np.sin(2 * math.pi * cycles * index / 12)
        for cycles, (cosine, sine) in enumerate(zip(truth.cosines, truth.sines, strict=True), start=1)
    )
    rate = truth.rate_at_start / 100_000 / 365.25 * np.exp(math.log(truth.annual_change) * years + season)
    without = rate * _person_days(arm)
    effect = np.where(years >= 0, arm.level_change * arm.slope_change ** np.maximum(years, 0), 1.0)
    return ExpectedDeaths(with_coalition=without * effect, without_coalition=without)


def simulate_deaths(rng: np.random.Generator) -> pd.DataFrame:
    """Return deaths by month, community, age group, sex, race and ethnicity.

    Combinations without a death are left out; a community that had none in a month says so in one row of zero, so
    that the month is not taken for missing.
    """
    groups = _groups(
        _product(world.AGE_POPULATION, world.AGE_RELATIVE_RATE),
        _product(world.SEX_POPULATION, world.SEX_RELATIVE_RATE),
        _product(world.RACE_POPULATION, world.RACE_RELATIVE_RATE),
    )
    frames = []
    for arm in world.ARMS:
        mean = expected_deaths(arm).with_coalition
        for community in arm.communities:
            noise = latent_noise(rng, sd=world.DEATHS.noise_sd, correlation=world.DEATHS.noise_correlation)
            by_month = mean * _share(arm, community) * noise
            counts = rng.poisson(by_month[:, None] * groups["share"].to_numpy()[None, :])
            is_told = counts > 0
            is_told[:, 0] |= counts.sum(axis=1) == 0
            month, group = np.nonzero(is_told)
            frame = groups.drop(columns="share").iloc[group].reset_index(drop=True)
            frame.insert(0, "community", community.key)
            frame.insert(0, "month", months().strftime("%Y-%m-%d").to_numpy()[month])
            frame["deaths"] = counts[month, group]
            frames.append(frame)
    return pd.concat(frames).sort_values(["month", "community"], kind="stable", ignore_index=True)


def _person_days(arm: Arm) -> np.ndarray:
    """Return person-days by month from the July-1 anchors, interpolated linearly to the middle of the month."""
    people = population()
    members = [community.key for community in arm.communities]
    anchors = people[people["community"].isin(members)].groupby("date")["population"].sum()
    anchor_days = pd.to_datetime(anchors.index).to_numpy().astype("datetime64[D]").astype(float)
    first = months().to_numpy().astype("datetime64[D]").astype(float)
    days = months().days_in_month.to_numpy()
    return np.interp(first + days / 2, anchor_days, anchors.to_numpy(dtype=float)) * days


def latent_noise(rng: np.random.Generator, *, sd: float, correlation: float) -> np.ndarray:
    """Return a stationary log-normal AR(1) with mean exactly one; shape (months,)."""
    shocks = rng.normal(size=world.N_MONTHS)
    latent = np.empty(world.N_MONTHS)
    latent[0] = sd * shocks[0]
    for month in range(1, world.N_MONTHS):
        latent[month] = correlation * latent[month - 1] + sd * math.sqrt(1 - correlation**2) * shocks[month]
    return np.exp(latent - sd**2 / 2)


def _share(arm: Arm, community: Community) -> float:
    weights = {member.key: member.population * member.relative_rate for member in arm.communities}
    return weights[community.key] / sum(weights.values())


def _product(one: dict[str, float], other: dict[str, float]) -> dict[str, float]:
    return {key: one[key] * other[key] for key in one}


def _groups(age: dict[str, float], sex: dict[str, float], race: dict[str, float]) -> pd.DataFrame:
    """Return every combination of groups with its share, from independent margins."""
    index = pd.MultiIndex.from_product([age, sex, race], names=["age_group", "sex", "race_ethnicity"])
    share = np.multiply.outer(np.multiply.outer(list(age.values()), list(sex.values())), list(race.values())).ravel()
    return index.to_frame(index=False).assign(share=share / share.sum())
