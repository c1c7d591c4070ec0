"""Visits to emergency departments by month: for overdose in the coalition's area and elsewhere, and for fractures.

Both areas share what makes a month good or bad for everybody; only one has the coalition. Nothing that the coalition
does can change fractures.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from evaluation.data.demo import world
from evaluation.data.demo.deaths import ExpectedDeaths, latent_noise, months, start_index
from evaluation.data.demo.design import VisitSeries


def expected_visits(series: VisitSeries) -> ExpectedDeaths:
    """Return the expected visits of a series by month, averaged over the latent noise."""
    index = np.arange(world.N_MONTHS)
    years = (index - start_index()) / 12
    season = series.winter * np.cos(2 * math.pi * index / 12)
    rate = series.rate_at_start / 100_000 / 365.25 * np.exp(math.log(series.annual_change) * years + season)
    without = rate * _residents(series) * months().days_in_month.to_numpy()
    effect = np.where(years >= 0, series.level_change * series.slope_change ** np.maximum(years, 0), 1.0)
    return ExpectedDeaths(with_coalition=without * effect, without_coalition=without)


def simulate_visits(rng: np.random.Generator) -> pd.DataFrame:
    """Return visits and residents by month and series."""
    truth = world.VISITS
    shared = latent_noise(rng, sd=truth.shared_sd, correlation=truth.correlation)
    frames = []
    for series in truth.series:
        noise = latent_noise(rng, sd=truth.own_sd, correlation=truth.correlation)
        mean = expected_visits(series).with_coalition * noise * (shared if series.shares_months else 1.0)
        frames.append(
            pd.DataFrame(
                {
                    "month": months().strftime("%Y-%m-%d"),
                    "series": series.key,
                    "visits": rng.poisson(mean),
                    "residents": _residents(series),
                }
            )
        )
    return pd.concat(frames).sort_values(["month", "series"], kind="stable", ignore_index=True)


def _residents(series: VisitSeries) -> np.ndarray:
    years = np.arange(world.N_MONTHS) / 12
    return np.rint(series.residents * world.VISITS.population_growth**years).astype(np.int64)
