"""How often the intervals of the segmented quasi-Poisson model hold the truth when months are autocorrelated.

    python benchmarks/quasi_poisson_coverage.py [replicates]

Worlds: monthly counts, Poisson around a mean that carries a first-order autoregression on the log scale with
correlation rho and stationary standard deviation 0.15 (and mean 1), no trend, no season, an intervention after 60 %
of the months with a level change of 0.85 and a slope change of 0.95 a year. Nominal level 95 %. One row per world:
the share of intervals that hold the truth for level, slope and deaths averted, and of level intervals that leave
out 1 where the level change is exactly 1.
"""

from __future__ import annotations

import sys

import numpy as np

from evaluation.stats.series.interrupted_series import fit_interrupted_series
from evaluation.stats.series.segmented import Seasonality

SEED = 20240707
LATENT_SD = 0.15
LEVEL, SLOPE = 0.85, 0.95


def latent(rng, n, rho):
    shocks = rng.normal(size=n)
    series = np.empty(n)
    series[0] = shocks[0]
    for month in range(1, n):
        series[month] = rho * series[month - 1] + np.sqrt(1 - rho**2) * shocks[month]
    return np.exp(LATENT_SD * series - LATENT_SD**2 / 2)


def world(n, rho, mean, replicates, rng):
    start = int(0.6 * n)
    years = np.maximum(np.arange(n) - start, 0) / 12
    held = {"level": 0, "slope": 0, "averted": 0, "false": 0}
    for level, slope in ((LEVEL, SLOPE), (1.0, 1.0)):
        expected = mean * np.where(np.arange(n) >= start, level * slope**years, 1.0)
        averted = mean * (n - start) - expected[start:].sum()
        for _ in range(replicates):
            model = fit_interrupted_series(
                rng.poisson(expected * latent(rng, n, rho)),
                np.ones(n),
                first_month=1,
                starts=(start,),
                seasonality=Seasonality.NONE,
                harmonics=1,
                conf_level=0.95,
            )
            found = model.level_change(1)
            if level == 1.0:
                held["false"] += not found.conf_low <= 1.0 <= found.conf_high
                continue
            held["level"] += found.conf_low <= level <= found.conf_high
            found = model.slope_change(1)
            held["slope"] += found.conf_low <= slope <= found.conf_high
            low, high = np.quantile(model.averted(rng=rng, n_draws=1000).averted_draws, [0.025, 0.975])
            held["averted"] += low <= averted <= high
    return {name: 100 * count / replicates for name, count in held.items()}


def main():
    replicates = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    error = np.sqrt(95 * 5 / replicates)
    print(f"{replicates} replicates a world; Monte Carlo standard error at 95 %: {error:.1f} points")
    print("months  mean  rho  level  slope  averted  false alarm")
    for cell, (n, mean, rho) in enumerate(
        (n, mean, rho) for n in (36, 96) for mean in (20, 55) for rho in (0.0, 0.4, 0.8)
    ):
        found = world(n, rho, mean, replicates, np.random.default_rng([SEED, cell]))
        print(
            f"{n:6d} {mean:5d} {rho:4.1f} {found['level']:6.1f} {found['slope']:6.1f} {found['averted']:8.1f}"
            f" {found['false']:12.1f}"
        )


if __name__ == "__main__":
    main()
