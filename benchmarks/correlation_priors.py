"""What other priors of the autocorrelation would do: the table of options of decision 0006, made again.

    python benchmarks/correlation_priors.py [replicates] [every]

Normal values of ``series_engines.py near``, AR(2) errors integrated out on one grid, each series fitted once and
weighted by every prior in turn. With ``every`` 7 only each seventh of the 100 worlds is made. Printed are the least
coverage of level and slope in any world, the worlds that reach 93 and 92 % with both, and the mean width of slopes
over that with the prior of decision 0004, where errors are independent, return to their mean, and are a random walk.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import numpy as np
from scipy.linalg import null_space
from scipy.special import stdtr
from series_engines import BATCH, NEAR_MONTHS, NEAR_NORMAL, NEAR_SEED, NEAR_WIDTHS

from evaluation.stats.series.autoregression import Autoregressions
from evaluation.stats.series.gaussian_series import fit_gaussian_series
from evaluation.stats.series.simulation import autoregressive_errors, segmented_columns
from evaluation.stats.series.t_mixture import TMixture

STEP = 6.4 / 30
FIRST = -3.2 + STEP * np.arange(46)
SECOND = FIRST[:31]
NEGLIGIBLE = 1e-7
KINDS = ("independent", "AR", "walk")


def power(scale, exponent):
    """Return masses of equal steps of artanh r for the density (1 - r^2)^(-exponent), between -3.2 and 3.2."""
    return np.cosh(scale) ** (2.0 * exponent - 2.0) * (np.abs(scale) < 3.2 + STEP / 2)


def flat(nearest_to_1):
    """Return equal masses as far as a correlation of 1 minus a small number."""
    return np.clip((np.arctanh(1.0 - nearest_to_1) - np.abs(FIRST)) / STEP + 0.5, 0.0, 1.0)


def with_walk(share):
    """Return the density of decision 0004 with a share of the mass at the last point, a random walk."""
    returning = power(FIRST, 0.5)
    mass = (1.0 - share) * returning / returning.sum()
    mass[-1] += share
    return mass


def penalised_complexity():
    """Return the prior of Sorbye and Rue (2017) whose base is a random walk, with half of its mass above 0.9."""
    distance = np.sqrt(1.0 - np.tanh(FIRST))
    return np.exp(-np.log(2.0) / np.sqrt(0.1) * distance) / distance / np.cosh(FIRST) ** 2


def reference(x):
    """Return the reference prior of an AR(1) for the restricted likelihood (Berger, De Oliveira and Sanso 2001)."""
    free = null_space(x.T)
    lag = np.abs(np.subtract.outer(np.arange(len(x)), np.arange(len(x)))).astype(float)
    found = []
    for scale in FIRST:
        below, r, above = np.tanh(scale + 1e-3 * np.array([-1.0, 0.0, 1.0]))
        change = np.linalg.solve(free.T @ r**lag @ free, free.T @ ((above**lag - below**lag) / 2e-3) @ free)
        found.append(np.trace(change @ change) - np.trace(change) ** 2 / free.shape[1])
    return np.sqrt(np.maximum(found, 0.0))


def priors(x):
    """Return the masses of each prior on the grid, by its words; the first is what the others are compared with."""
    n = len(x)
    usual, uniform = power(SECOND, 0.5), power(SECOND, 0.0)
    by_words = {
        "decision 0004: (1 - r²)^(-1/2)": (power(FIRST, 0.5), usual),
        "(1 - r²)^(-3/4), as for counts": (power(FIRST, 0.75), usual),
        "the same, to artanh r = 6.4": (np.cosh(FIRST) ** -0.5, usual),
        "flat in artanh r to 1 - 1/n": (flat(1 / n), usual),
        "flat in artanh r to 1 - 1/n²": (flat(1 / n**2), usual),
        "PC prior (Sørbye and Rue 2017) with base a random walk, half above 0.9": (penalised_complexity(), usual),
        "reference prior of the restricted likelihood, AR(1)": (reference(x), usual),
        "a tenth a random walk": (with_walk(1 / 10), usual),
        "a third a random walk": (with_walk(1 / 3), usual),
        "**half a random walk**": (with_walk(1 / 2), usual),
        "the same, the second partial autocorrelation uniform": (with_walk(1 / 2), uniform),
    }
    masses = {words: np.outer(first, second).ravel() for words, (first, second) in by_words.items()}
    return {words: mass / mass.sum() for words, mass in masses.items()}


def world(x, values, masses) -> dict[str, tuple[np.ndarray, float]]:
    """Return the coverage of level and slope, and the mean width of slopes, by the words of each prior."""
    first, second = (np.tanh(each.ravel()) for each in np.meshgrid(FIRST, SECOND, indexing="ij"))
    grid = Autoregressions(first, second, np.zeros_like(first))
    held, width = {words: [] for words in masses}, {words: [] for words in masses}
    for start in range(0, len(values), BATCH):
        fit = fit_gaussian_series(x, values[start : start + BATCH], grid)
        points = fit.contrasts(np.eye(4)[2:4])
        below_0 = stdtr(points.df, -points.location / points.scale)
        for words, mass in masses.items():
            weight = fit.weight * mass
            weight /= weight.sum(axis=1, keepdims=True)
            below = np.einsum("sg,skg->sk", weight, below_0)
            held[words].append((below >= 0.025) & (below <= 0.975))
            if start < NEAR_WIDTHS:
                some = weight.max(axis=0) > NEGLIGIBLE
                slope = TMixture(weight[:, some], points.location[:, 1, some], points.scale[:, 1, some], points.df)
                width[words].append(np.diff(slope.quantiles((0.025, 0.975)), axis=0).ravel())
    return {
        words: (np.concatenate(held[words]).mean(axis=0), np.concatenate(width[words]).mean()) for words in masses
    }


def worlds(replicates: int, every: int) -> Iterator[tuple[str, dict[str, tuple[np.ndarray, float]]]]:
    """Yield the kind of errors and what was found, of each world: those of ``series_engines.py near``."""
    for number, (n, share) in enumerate(NEAR_MONTHS):
        x = segmented_columns(n, round(share * n), season=False)
        masses = priors(x)
        for column, phi in enumerate(NEAR_NORMAL):
            if (len(NEAR_NORMAL) * number + column) % every:
                continue
            rng = np.random.default_rng([NEAR_SEED, number, column])
            kind = {(): "independent", (1.0,): "walk"}.get(phi, "AR")
            yield kind, world(x, autoregressive_errors(rng, (replicates, n), phi), masses)


def main() -> None:
    replicates = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    every = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    found = list(worlds(replicates, every))
    base = next(iter(found[0][1]))
    print(f"{len(found)} worlds, {replicates} series each\n")
    print(f"| prior of the first partial autocorrelation | level | slope | 93 | 92 | {' | '.join(KINDS)} |")
    print("|---|---|---|---|---|---|---|---|")
    for words in found[0][1]:
        coverage = np.round(100.0 * np.array([by_prior[words][0] for _, by_prior in found]), 6)
        least = coverage.min(axis=1)
        of_kind = {each: [by[words][1] / by[base][1] for kind, by in found if kind == each] for each in KINDS}
        ratios = [f"{np.mean(some):.2f}" if some else "–" for some in of_kind.values()]
        level, slope = coverage.min(axis=0)
        shown = [f"{level:.1f}", f"{slope:.1f}", f"{(least >= 93).sum()}", f"{(least >= 92).sum()}", *ratios]
        print(f"| {words} | {' | '.join(shown)} |")


if __name__ == "__main__":
    main()
