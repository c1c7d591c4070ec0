"""How often the gate is closed where the model is right: it may be in 5 of 100 series at most.

    OPENBLAS_NUM_THREADS=1 python benchmarks/gate_false_fails.py [replicates]

Worlds: counts, Poisson around a log mean with a trend, a yearly wave, a rate ratio from the intervention on (1 or
0.8), and a latent AR(1); values with AR(1) or AR(2) errors, with a change of nothing or of one standard deviation.
The intervention comes after 60 % of the months, and after 24 at least. Each series is analysed with a level, a slope
and one pair of waves, no month is missing, and nothing else is declared. Printed is the share of series whose gate is
closed, by world and over all, with its Monte Carlo error, and by the diagnostic that closed it.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections import Counter

import numpy as np

from evaluation.analyses.interruption.diagnostics.examination import examine_gating
from evaluation.analyses.interruption.left_out_years import without_each_year
from evaluation.analyses.interruption.modelled import model_all
from evaluation.analyses.interruption.study import Kind, StudiedSeries, Study
from evaluation.analyses.ledger import Scope
from evaluation.data.parameters.interruption import InterruptionParameters, Intervention
from evaluation.stats.series.interrupted_series import Link
from evaluation.stats.series.latent_draws import autoregressive, draw_counts, latent_variation

SEED = 20260301
FIRST_YEAR = 2005
COUNTS = (
    (36, 20, 0.0, 0.15),
    (36, 20, 0.8, 0.15),
    (48, 200, 0.4, 0.2),
    (60, 3, 0.4, 0.3),
    (60, 20, 0.4, 0.15),
    (60, 200, 0.8, 0.15),
    (96, 3, 0.0, 0.0),
    (96, 20, 0.0, 0.0),
    (96, 20, 0.8, 0.3),
    (96, 60, 0.6, 1.0),
    (180, 20, 0.8, 0.15),
)
RATIOS = (1.0, 0.8)
VALUES = ((36, 0.4, 0.0), (60, 0.8, 0.0), (96, 0.6, 0.3))
CHANGES = (0.0, 1.0)


def start_of(n):
    return max(24, int(0.6 * n))


def study_of(numbers, kind):
    n = numbers.shape[1]
    start = start_of(n)
    series = tuple(
        StudiedSeries(f"s{number}", Scope(f"s{number}"), each, each, {"none": np.ones(n)})
        for number, each in enumerate(numbers)
    )
    return Study(
        stem="overdose_deaths",
        series=series,
        kind=kind,
        link=Link.LOG if kind is Kind.COUNT else Link.IDENTITY,
        periods=tuple(f"{FIRST_YEAR + month // 12}-{month % 12 + 1:02d}" for month in range(n)),
        span=f"{FIRST_YEAR}-01-01/{FIRST_YEAR + n // 12}-01-01",
        position=0.0,
        periods_per_year=12.0,
        row_of=lambda day: 12 * (day.year - FIRST_YEAR) + day.month - 1,
        parameters=InterruptionParameters(
            interventions=(Intervention(name="change", date=dt.date(FIRST_YEAR + start // 12, start % 12 + 1, 1)),),
            seasonality="harmonics",
            harmonics=1,
            exposure="none",
        ),
    )


def closing(study):
    """Return for each series the names of the diagnostics that close its gate."""
    modelled = model_all(study)
    years = without_each_year(study, modelled)
    return [
        [each.name for each in examine_gating(study, item, years[item.series.key]) if each.closes]
        for item in modelled
    ]


def main():
    replicates = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    rng = np.random.default_rng(SEED)
    all_of_them, why = [], Counter()

    def show(words, study):
        found = closing(study)
        why.update(name for names in found for name in names)
        all_of_them.extend(bool(names) for names in found)
        print(f"{words:58s} {np.mean([bool(names) for names in found]):6.1%}", flush=True)

    for n, mean, rho, sigma in COUNTS:
        month = np.arange(n)
        for ratio in RATIOS:
            line = np.log(mean) + 0.003 * month + 0.1 * np.cos(2 * np.pi * month / 12)
            line = line + np.log(ratio) * (month >= start_of(n))
            counts = draw_counts(line + latent_variation(rho, sigma, n, rng, replicates), rng)
            words = f"counts: {n} months, mean {mean}, rho {rho:g}, sd {sigma:g}, ratio {ratio:g}"
            show(words, study_of(counts, Kind.COUNT))
    for n, first, second in VALUES:
        for change in CHANGES:
            sd = 1.0 / np.sqrt((1.0 - first**2) * (1.0 - second**2))
            errors = autoregressive(np.array(first), np.array(second), n, rng, replicates)
            values = 50.0 + errors + change * sd * (np.arange(n) >= start_of(n))
            words = f"values: {n} months, partial correlations {first:g} {second:g}, change {change:g} sd"
            show(words, study_of(values, Kind.VALUE))
    share = float(np.mean(all_of_them))
    error = np.sqrt(share * (1.0 - share) / len(all_of_them))
    print(f"all: {share:.2%} of {len(all_of_them):,} series (Monte Carlo error {error:.2%}); {dict(why)}")


if __name__ == "__main__":
    main()
