"""How often honest counts are refused as sums over several periods, and how often such sums are.

``python benchmarks/rolling_sums.py [replicates] [vsrr_state_12month_ending.csv]``
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd

from evaluation.data.rolling_sums import too_smooth

LENGTHS = (24, 36, 60, 96, 180)
MEANS = (5, 20, 100, 500)


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


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000, sys.argv[2] if len(sys.argv) > 2 else "")
