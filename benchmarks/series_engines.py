"""How often intervals with autocorrelation integrated out hold the truth, in the worlds that they were developed in.

    python benchmarks/series_engines.py [replicates] [near]

Counts: Poisson around a log mean with a trend, a season, a level change of -0.2 after 60 % of the months, and a
latent AR(1) (or independent gamma noise, or a random walk). Normal values: a level and a slope change of 0 after half
of the months, with AR(1), AR(2) or random-walk errors. Nominal level 95 %; coverage of level and slope, mean width,
and milliseconds a series. These are not the worlds in which the methods are to be certified.

With ``near`` the worlds of decision 0006, from independent months to random walks. Normal values also without the
random walk of its prior (``returns``), which is the prior of decision 0004.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from evaluation.stats.series.autoregression import autoregressions
from evaluation.stats.series.correlation_prior import MASS_AT_WALK
from evaluation.stats.series.count_series import fit_count_series
from evaluation.stats.series.gaussian_series import fit_gaussian_series
from evaluation.stats.series.poisson_observations import Counts
from evaluation.stats.series.simulation import autoregressive_errors, gamma_noise, random_walk, segmented_columns

SEED = 4242
BATCH = 25
EFFECT = -0.2
COUNTS = (
    (48, 0.3, 8, 0.25, "AR(1)"),
    (48, 0.7, 30, 0.2, "AR(1)"),
    (84, 0.6, 12, 0.12, "AR(1)"),
    (84, 0.85, 25, 0.2, "AR(1)"),
    (120, 0.7, 50, 0.6, "AR(1)"),
    (48, 0.5, 2, 0.4, "AR(1)"),
    (84, 0.9, 2, 0.7, "AR(1)"),
    (72, 0.0, 15, 0.25, "gamma noise"),
    (84, 1.0, 25, 0.04, "random walk"),
)
NORMAL = ((30, (0.3,)), (30, (0.7,)), (54, (0.6,)), (84, (0.9,)), (70, (0.5, 0.25)), (54, (0.6, -0.3)), (84, (1.0,)))

NEAR_SEED = 90_210_417
NEAR_WIDTHS = 50
NEAR_NORMAL = ((), (0.3,), (0.7,), (0.9,), (0.5, 0.25), (0.4, 0.4), (0.8, 0.15), (0.3, 0.3), (1.1, -0.4), (1.0,))
NEAR_MONTHS = (
    (20, 0.5),
    (20, 0.7),
    (30, 0.5),
    (30, 0.7),
    (60, 0.5),
    (60, 0.7),
    (84, 0.5),
    (84, 0.7),
    (120, 0.5),
    (120, 0.7),
)
NEAR_COUNTS = (
    (0.5, 0.3, "AR(1)"),
    (0.9, 0.4, "AR(1)"),
    (0.9, 1.0, "AR(1)"),
    (1.0, 0.04, "random walk"),
    (1.0, 0.08, "random walk"),
    (0.0, 0.0, "AR(1)"),
)
NEAR_COUNT_MONTHS = ((40, 0.5), (72, 0.5), (108, 0.7))


def latent(rng, shape, rho, sigma, kind):
    if kind == "random walk":
        return random_walk(rng, shape, sigma)
    # Also before gamma noise, which does not use them: the worlds of decision 0004 were drawn so.
    shocks = rng.normal(size=shape)
    if kind == "gamma noise":
        return gamma_noise(rng, shape, sigma)
    found = np.empty(shape)
    found[:, 0] = sigma * shocks[:, 0]
    for month in range(1, shape[1]):
        found[:, month] = rho * found[:, month - 1] + sigma * np.sqrt(1 - rho**2) * shocks[:, month]
    return found


def show(words, fit, values, truth, n_columns, n_widths=None):
    """Print one world; the mean width is that of so many series, as limits take longer than whether they hold."""
    began = time.perf_counter()
    held, width = [], []
    for first in range(0, len(values), BATCH):
        mixture = fit(values[first : first + BATCH]).contrasts(np.eye(n_columns)[2:4])
        below = mixture.cdf(np.broadcast_to(truth, mixture.location.shape[:2]))
        held.append((below >= 0.025) & (below <= 0.975))
        if n_widths is None or first < n_widths:
            limits = mixture.estimate(0.95)
            width.append(limits.conf_high - limits.conf_low)
    spent = 1000 * (time.perf_counter() - began) / len(values)
    share, wide = np.concatenate(held).mean(axis=0), np.concatenate(width).mean(axis=0)
    coverage = " ".join(f"{100 * each:6.1f}" for each in share)
    print(f"{words:52s} {coverage}   {wide[0]:7.3f} {wide[1]:7.3f}   {spent:5.1f}", flush=True)


def near_worlds(replicates: int) -> None:
    for number, (n, share) in enumerate(NEAR_COUNT_MONTHS):
        x = segmented_columns(n, round(share * n), season=True)
        for mean in (2, 30, 120):
            for world, (rho, sigma, kind) in enumerate(NEAR_COUNTS):
                rng = np.random.default_rng([NEAR_SEED, number, mean, world])
                log_mean = np.log(mean) - 0.002 * np.arange(n) + EFFECT * x[:, 2] + 0.1 * x[:, 4]
                counts = rng.poisson(np.exp(log_mean + latent(rng, (replicates, n), rho, sigma, kind)))
                # With hardly a death in a period there is no interval, of any method.
                with_deaths = (counts > 0) @ np.column_stack([x[:, 2], 1.0 - x[:, 2]])
                counts = counts[with_deaths.min(axis=1) > 2]
                words = f"counts, {n} months, mean {mean}, {kind} {rho:g}, sd {sigma:g}"
                truth = np.array([EFFECT, 0.0])
                show(
                    words,
                    lambda batch, x=x: fit_count_series(x, Counts.of(batch), 0.0),
                    counts,
                    truth,
                    6,
                    NEAR_WIDTHS,
                )
    for number, (n, share) in enumerate(NEAR_MONTHS):
        x = segmented_columns(n, round(share * n), season=False)
        for world, phi in enumerate(NEAR_NORMAL):
            rng = np.random.default_rng([NEAR_SEED, number, world])
            values = autoregressive_errors(rng, (replicates, n), phi)
            for label, mass in (("", MASS_AT_WALK), (", returns", 0.0)):
                grid = autoregressions(2, mass_at_walk=mass)
                words = f"normal, {n}/{share:g} months, phi {' '.join(f'{each:g}' for each in phi) or '0'}{label}"
                show(
                    words,
                    lambda batch, x=x, grid=grid: fit_gaussian_series(x, batch, grid),
                    values,
                    np.zeros(2),
                    4,
                    NEAR_WIDTHS,
                )


def main() -> None:
    replicates = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    print(f"{'world':52s}  level  slope     width of both    ms   ({replicates} series each)")
    if "near" in sys.argv[2:]:
        near_worlds(replicates)
        return
    for n, rho, mean, sigma, kind in COUNTS:
        rng = np.random.default_rng(SEED)
        x = segmented_columns(n, int(0.6 * n), season=True)
        log_mean = np.log(mean) + 0.003 * np.arange(n) + EFFECT * x[:, 2] + 0.1 * x[:, 4]
        counts = rng.poisson(np.exp(log_mean + latent(rng, (replicates, n), rho, sigma, kind)))
        words = f"counts, {n} months, mean {mean}, {kind} {rho:g}, sd {sigma:g}"
        truth = np.array([EFFECT, 0.0])
        show(words, lambda batch, x=x: fit_count_series(x, Counts.of(batch), 0.0), counts, truth, 6)
    for n, phi in NORMAL:
        rng = np.random.default_rng(SEED)
        x, values = segmented_columns(n, n // 2, season=False), autoregressive_errors(rng, (replicates, n), phi)
        for order in (1, 2):
            grid = autoregressions(order)
            words = f"normal, {n} months, phi {' '.join(f'{each:g}' for each in phi)}, order {order} integrated"
            show(words, lambda batch, x=x, grid=grid: fit_gaussian_series(x, batch, grid), values, np.zeros(2), 4)


if __name__ == "__main__":
    main()
