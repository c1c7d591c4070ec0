"""How often honest series are taken for sums over several periods, and how often such sums are.

First the refusal of counts that vary too little, then the flag of numbers whose differences are those of sums over a
year. Honest are: independent values, AR(1) and random walks, with and without a season, a change of level and slope
and a trend, as they are or as (log) means of Poisson and negative binomial counts.

``OPENBLAS_NUM_THREADS=1 python benchmarks/rolling_sums.py [replicates] [vsrr_state_12month_ending.csv]``
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd

from evaluation.data.rolling_sums import too_smooth
from evaluation.data.year_sums import MOST_EVIDENCE, year_sum_evidence

LENGTHS = (24, 36, 60, 96, 180)
MEANS = (5, 20, 100, 500)
CORRELATIONS = (0.0, 0.3, 0.6, 0.9, 1.0)
LENGTHS_OF_QUARTERS = (16, 24, 40, 60)


def honest(rng: np.random.Generator, n: int, mean: float) -> np.ndarray:
    kind = rng.integers(5)
    time = np.arange(n)
    log_mean = np.full(n, np.log(mean))
    if kind >= 2:
        log_mean += rng.uniform(-0.3, 0.3) * time / 12 + rng.uniform(0, 0.5) * np.sin(np.pi * time / 6)
    if kind >= 3:
        rho, noise = rng.uniform(0, 0.98), rng.standard_normal(n)
        latent = np.zeros(n)
        for row in range(1, n):
            latent[row] = rho * latent[row - 1] + noise[row]
        log_mean += rng.uniform(0, 0.2) * latent
    mu = np.exp(np.clip(log_mean, -2, 12))
    return rng.negative_binomial(20, 20 / (20 + mu)) if kind in (1, 4) else rng.poisson(mu)


def rolling(rng: np.random.Generator, n: int, mean: float, width: int = 12) -> np.ndarray:
    return np.convolve(honest(rng, n + width - 1, mean), np.ones(width), mode="valid")


def wandering(rng: np.random.Generator, n: int, rho: float) -> np.ndarray:
    noise = rng.standard_normal(n)
    for row in range(1, n):
        noise[row] += rho * noise[row - 1]
    return noise


def honest_values(rng: np.random.Generator, n: int, rho: float, period: int) -> np.ndarray:
    time = np.arange(n)
    values = wandering(rng, n, rho)
    has_season, has_change, kind = rng.integers(2), rng.integers(2), rng.integers(3)
    if has_season:
        values += (rng.uniform(0, 2) * rng.standard_normal(period))[time % period]
    if has_change:
        start = rng.integers(n // 4, 3 * n // 4)
        values += rng.uniform(-4, 4) * (time >= start) + rng.uniform(-0.3, 0.3) * np.maximum(time - start, 0)
        values += rng.uniform(-0.1, 0.1) * time
    if not kind:
        return values
    mu = rng.choice([*MEANS]) * np.exp(rng.uniform(0.05, 0.4) * np.clip(values, -6, 6))
    return rng.poisson(mu) if kind == 1 else rng.negative_binomial(10, 10 / (10 + mu))


def a_year_long(rng: np.random.Generator, n: int, rho: float) -> np.ndarray:
    values = wandering(rng, n, rho)
    start = rng.integers(1, n - 13)
    values[start : start + 12] += rng.uniform(3, 10)
    return values


def adjusted(values: np.ndarray) -> np.ndarray:
    return values - np.array([values[month::12].mean() for month in range(12)])[np.arange(values.size) % 12]


def share(found: list[float]) -> str:
    flagged = np.array(found) > MOST_EVIDENCE
    return f"{flagged.mean():.4f} ({flagged.sum()} of {flagged.size})"


def flags(replicates: int) -> None:
    rng = np.random.default_rng(9076)
    for period, lengths in ((12, LENGTHS), (4, LENGTHS_OF_QUARTERS)):
        found = []
        for rho in CORRELATIONS:
            for n in lengths:
                each = max(1, replicates // (len(CORRELATIONS) * len(lengths)))
                mine = [year_sum_evidence(honest_values(rng, n, rho, period), period) for _ in range(each)]
                print(
                    f"honest, {period} a year, correlation {rho:g}, {n} periods, flagged: {share(mine)}", flush=True
                )
                found += mine
        print(f"honest, {period} a year, all, flagged: {share(found)}")
    for size in (5, 10, 20):
        for mean in (30, 100):
            rates = []
            for n in (36, 60, 96):
                months = rng.negative_binomial(size, size / (size + mean), (300, n + 11))
                sums = [np.convolve(each, np.ones(12), mode="valid") for each in months]
                rates.append(f"{np.mean([year_sum_evidence(each, 12) > MOST_EVIDENCE for each in sums]):.2f}")
            print(
                f"12-month sums, k {size}, mean {mean}, flagged at 36, 60, 96 months: {' '.join(rates)}", flush=True
            )
    for n in (36, 60, 96):
        for rho in (0.6, 1.0):
            year = [year_sum_evidence(a_year_long(rng, n, rho), 12) for _ in range(300)]
            own = [year_sum_evidence(adjusted(wandering(rng, n, rho)), 12) for _ in range(300)]
            longer = [year_sum_evidence(adjusted(wandering(rng, n + 60, rho))[-n:], 12) for _ in range(300)]
            print(f"hard, {n} months, correlation {rho:g}: a change of 3 to 10 for exactly a year: {share(year)}")
            print(f"    means of the calendar months taken out: {share(own)}; of 5 years more: {share(longer)}")


def main(replicates: int, vsrr: str) -> None:
    rng = np.random.default_rng(9075)
    draws = [(rng.choice([*LENGTHS]), rng.choice([*MEANS])) for _ in range(replicates)]
    refused = sum(too_smooth(honest(rng, n, mean)) is not None for n, mean in draws)
    print(f"honest counts refused: {refused} of {replicates}")
    poisson = sum(too_smooth(rng.poisson(mean, n)) is not None for n, mean in draws)
    print(f"Poisson counts of a constant mean refused: {poisson} of {replicates}")
    for n in (13, 18, 24, 36, 60, 120):
        rates = []
        for mean in (1, 5, 50, 500):
            found = [too_smooth(rolling(rng, n, mean)) is not None for _ in range(300)]
            rates.append(f"{np.mean(found):.2f}")
        print(f"12-month sums of {n} months refused, monthly mean 1, 5, 50, 500: {' '.join(rates)}")
    if vsrr:
        frame = pd.read_csv(vsrr).sort_values(["year", "month"])
        found = [too_smooth(rows["deaths_12m_ending"]) is not None for _, rows in frame.groupby("st_fips")]
        print(f"states of the file refused: {sum(found)} of {len(found)}")
    flags(replicates)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000, sys.argv[2] if len(sys.argv) > 2 else "")
