"""How long interrupted time series take: one count fit beside statsmodels, and the work of a whole state.

    python benchmarks/its.py [workers]

First, in one run: milliseconds a series for the count engine on 67 series of 96 months at once and one by one, for
the methods beside it, and for statsmodels' GLM (Poisson) on the same series; as ratios to the GLM too. Then 67
communities by 6 outcomes, each with the primary analysis, 48 declared specifications and 20 placebo dates, with the
number of workers asked for (2), and whether a part of it gives the same bytes with one worker and with two.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import statsmodels.api as sm

from evaluation.analyses.interruption.modelled import model_all
from evaluation.analyses.interruption.placebo_dates import placebo_dates
from evaluation.analyses.interruption.specification_curve import curve_points, declared_specifications
from evaluation.analyses.interruption.study import Kind, StudiedSeries, Study
from evaluation.analyses.ledger import Scope
from evaluation.data.parameters.interruption import InterruptionParameters, Intervention, SpecificationGrid
from evaluation.stats.series.count_series import fit_count_series
from evaluation.stats.series.interrupted_series import Link, effects_together
from evaluation.stats.series.negative_binomial import fit_negative_binomial
from evaluation.stats.series.poisson_observations import Counts
from evaluation.stats.series.poisson_regression import Variance, fit_poisson
from evaluation.stats.series.segmented import Impact, Seasonality, segmented_design

SEED = 96
N_MONTHS, START = 96, 43
N_COMMUNITIES, N_OUTCOMES = 67, 6
GRID = SpecificationGrid(
    method=("integrated", "negative_binomial", "quasi_poisson", "log_linear"),
    seasonality=("months", "harmonics"),
    shape=("level", "level_and_slope"),
    lag=(0, 1, 3),
)


def counts_of(outcome: int, n_series: int) -> np.ndarray:
    rng = np.random.default_rng([SEED, outcome])
    month = np.arange(N_MONTHS)
    latent = np.zeros((n_series, N_MONTHS))
    for row in range(1, N_MONTHS):
        latent[:, row] = 0.6 * latent[:, row - 1] + 0.16 * rng.normal(size=n_series)
    mean = rng.uniform(5.0, 60.0, size=(n_series, 1)) * np.exp(0.1 * np.cos(2 * np.pi * month / 12))
    return rng.poisson(mean * np.where(month >= START, 0.85, 1.0) * np.exp(latent)).astype(float)


def study_of(outcome: int, communities: slice) -> Study:
    first = 12 * 2016
    return Study(
        stem="overdose_deaths",
        series=tuple(
            StudiedSeries(f"c{place}", Scope.of("community", f"c{place}"), each, each, {"none": np.ones(N_MONTHS)})
            for place, each in enumerate(counts_of(outcome, N_COMMUNITIES))
        )[communities],
        kind=Kind.COUNT,
        link=Link.LOG,
        periods=tuple(f"{2016 + row // 12}-{row % 12 + 1:02d}" for row in range(N_MONTHS)),
        span="2016-01-01/2024-01-01",
        position=0,
        periods_per_year=12,
        row_of=lambda day: 12 * day.year + day.month - 1 - first,
        parameters=InterruptionParameters(
            interventions=(Intervention(name="change", date=dt.date(2016 + START // 12, START % 12 + 1, 1)),),
            exposure="none",
            specification_grid=GRID,
        ),
    )


def whole_analysis(task: tuple[int, slice]) -> tuple[bytes, int]:
    """Return the numbers of one outcome as bytes, and how many models were fitted."""
    study = study_of(*task)
    primary = model_all(study)
    questions = [(item.model, item.model.design.weights(step_1=1.0)) for item in primary]
    found = [effect.conf_low for effect in effects_together(questions)]
    specifications = declared_specifications(study)[1:]
    points = list(curve_points(study, specifications, study.series))
    found += [point.effect.conf_low if point.effect else np.nan for point in points]
    placebos = placebo_dates(study, primary)
    found += [effect.conf_low for each in placebos for effect in each.others.values()]
    n_dates = max(len(each.others) for each in placebos)
    return np.array(found).tobytes(), len(study.series) * (1 + len(specifications) + n_dates)


def run(tasks: list[tuple[int, slice]], workers: int) -> tuple[str, int, float]:
    began = time.perf_counter()
    if workers == 1:
        results = [whole_analysis(task) for task in tasks]
    else:
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            results = list(pool.map(whole_analysis, tasks))
    digest = hashlib.sha256(b"".join(numbers for numbers, _ in results)).hexdigest()
    return digest, sum(fits for _, fits in results), time.perf_counter() - began


def single_fits() -> None:
    design = segmented_design(
        N_MONTHS, impacts=[Impact(START)], seasonality=Seasonality.HARMONICS, harmonics=2
    ).matrix
    counts = counts_of(0, N_COMMUNITIES)
    offset = np.zeros(N_MONTHS)

    def each(fit):
        return lambda: [fit(row) for row in counts]

    ways = {
        "statsmodels GLM (Poisson)": each(lambda row: sm.GLM(row, design, family=sm.families.Poisson()).fit()),
        "quasi-Poisson, together": lambda: fit_poisson(design, counts, offset, variance=Variance.QUASI),
        "negative binomial, together": lambda: fit_negative_binomial(design, counts, offset),
        "latent AR(1), together": lambda: fit_count_series(design, Counts.of(counts), offset),
        "latent AR(1), one by one": each(lambda row: fit_count_series(design, Counts.of(row), offset)),
    }
    print(f"{N_COMMUNITIES} series of {N_MONTHS} months, {design.shape[1]} columns; best of 3")
    print(f"{'':30s} ms a series   ratio to GLM")
    spent = {}
    for name, way in ways.items():
        best = np.inf
        for _ in range(3):
            began = time.perf_counter()
            way()
            best = min(best, time.perf_counter() - began)
        spent[name] = 1000 * best / N_COMMUNITIES
        print(f"{name:30s} {spent[name]:11.2f} {spent[name] / spent['statsmodels GLM (Poisson)']:14.2f}", flush=True)


def main() -> None:
    workers = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    single_fits()
    part = [(outcome, slice(0, 6)) for outcome in range(2)]
    (one, _, _), (two, _, _) = run(part, 1), run(part, 2)
    print(f"\nsame bytes with one worker and with two: {one == two}")
    halves = (slice(0, N_COMMUNITIES // 2), slice(N_COMMUNITIES // 2, None))
    tasks = [(outcome, half) for outcome in range(N_OUTCOMES) for half in halves]
    _, fits, seconds = run(tasks, workers)
    print(
        f"{N_COMMUNITIES} communities x {N_OUTCOMES} outcomes, {fits:,} models with their intervals, "
        f"{workers} workers: {seconds:.0f} s, {1000 * seconds / fits:.1f} ms a model"
    )


if __name__ == "__main__":
    main()
