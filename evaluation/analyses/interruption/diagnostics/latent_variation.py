"""How much neighbours resemble one another, and how large the extra variation of counts is: information."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from evaluation.analyses.interruption.diagnostics.diagnosis import Diagnosis, Verdict
from evaluation.analyses.interruption.modelled import Modelled
from evaluation.analyses.interruption.study import Study
from evaluation.stats.series.count_series import CountSeries


def latent_variation(study: Study, item: Modelled) -> Iterator[Diagnosis]:
    """Yield the posterior median of the autocorrelation, and for counts of the size of the extra variation."""
    fit, level = item.model.fit, study.parameters.conf_level
    is_count = isinstance(fit, CountSeries)
    rho = fit.grid.points.rho[0] if is_count else fit.grid.first
    yield _median("autocorrelation", "correlation", rho, fit.weight[0], level, "posterior median, neighbours")
    if is_count:
        note = "posterior median, standard deviation on the log scale"
        yield _median("extra_variation", "log rate", fit.grid.size[0], fit.weight[0], level, note)


def _median(name: str, unit: str, values: np.ndarray, mass: np.ndarray, conf_level: float, note: str) -> Diagnosis:
    order = np.argsort(values, kind="stable")
    cumulative = np.cumsum(mass[order]) / mass.sum()
    tail = (1.0 - conf_level) / 2.0
    low, median, high = (
        float(values[order][min(np.searchsorted(cumulative, share), order.size - 1)])
        for share in (tail, 0.5, 1.0 - tail)
    )
    return Diagnosis(
        name=name,
        verdict=Verdict.INFORMATIONAL,
        estimate=median,
        unit=unit,
        note=f"{note}; points of a grid",
        conf_low=low,
        conf_high=high,
    )
