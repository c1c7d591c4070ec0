"""Overdose deaths: how many, is that changing, and did it change when an intervention began."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from evaluation.analyses.deaths.description import count_rows, describe_years
from evaluation.analyses.deaths.diagnostics import diagnose
from evaluation.analyses.deaths.effects import estimate_effects, estimate_trend
from evaluation.analyses.deaths.outputs import count_tables, curve_tables
from evaluation.analyses.deaths.rows import fit_model
from evaluation.data.death_series import DeathSeries, death_series
from evaluation.data.months import month_number
from evaluation.data.output_table import OutputTable
from evaluation.data.parameters import OverdoseDeathsParameters
from evaluation.errors import ParameterError, Problem
from evaluation.stats.estimate import Estimate
from evaluation.stats.segmented import MONTHS_PER_YEAR

if TYPE_CHECKING:
    from evaluation.data.validated import Tables


@dataclass(frozen=True)
class OverdoseDeathsResult:
    """Description, trend and, where an intervention is declared, its effect.

    Parameters
    ----------
    estimates : tuple of Estimate
        ``docs/methods/overdose_deaths.md`` lists the quantities.
    tables : tuple of OutputTable
        ``deaths_by_month``, ``deaths_by_year_and_community``, ``deaths_by_<subgroup>`` (counts),
        ``deaths_fitted`` and ``residual_autocorrelation`` (curves).
    """

    estimates: tuple[Estimate, ...]
    tables: tuple[OutputTable, ...]

    def ledger(self) -> pd.DataFrame:
        """Return the estimates as a DataFrame with the columns of the results ledger."""
        return pd.DataFrame([asdict(estimate) for estimate in self.estimates])

    def table(self, name: str) -> pd.DataFrame:
        """Return one of the tables as a DataFrame; KeyError if the analysis did not make it."""
        return {table.name: table for table in self.tables}[name].to_frame()


def analyse(
    tables: Tables, parameters: OverdoseDeathsParameters, rng: np.random.Generator | None = None
) -> OverdoseDeathsResult:
    """Describe overdose deaths by month, and estimate the effect of each declared intervention.

    Parameters
    ----------
    tables : Tables
        With the sources of deaths (``overdose_deaths`` or ``death_records``) and ``population``.
    parameters : OverdoseDeathsParameters
    rng : numpy.random.Generator, optional
        For the intervals of deaths averted; a generator with seed 0 if None.

    Returns
    -------
    OverdoseDeathsResult
        Without a declared intervention: counts, rates, trend and diagnostics only. A series that does not
        determine its model gives rows whose estimate is missing and whose note says why.

    Raises
    ------
    DataError
        If the sources do not go together: see :func:`evaluation.data.death_series.death_series`.
    ParameterError
        If an intervention is outside the data, or the model has no fewer parameters than there are months.
    """
    rng = np.random.default_rng(0) if rng is None else rng
    data = death_series(tables, parameters)
    _check_length(data, parameters)
    starts = tuple(month_number(intervention.date) - data.window.first for intervention in parameters.interventions)
    modelled = [fit_model(series, data, parameters, starts) for series in data.series]
    estimates = [
        *count_rows(data, tables[parameters.deaths].dropped),
        *describe_years(data, parameters),
        *(row for item in modelled for row in estimate_trend(item, data, parameters)),
        *estimate_effects(modelled, data, parameters, rng),
        *(row for item in modelled for row in diagnose(item, data, parameters)),
    ]
    outputs = [*count_tables(data, parameters), *curve_tables(modelled, data)]
    return OverdoseDeathsResult(estimates=tuple(estimates), tables=tuple(outputs))


def _check_length(data: DeathSeries, parameters: OverdoseDeathsParameters) -> None:
    seasonal = {"none": 0, "harmonics": 2 * parameters.harmonics, "months": MONTHS_PER_YEAR - 1}
    n_parameters = 2 + 2 * len(parameters.interventions) + seasonal[parameters.seasonality]
    if data.window.n_months > n_parameters:
        return
    problem = Problem(
        "overdose_deaths",
        "the model has no fewer parameters than there are months",
        f"{n_parameters} parameters, {data.window.n_months} months ({data.window})",
        "more months, fewer harmonics, or seasonality: none",
        "docs/methods/overdose_deaths.md",
    )
    raise ParameterError("The series is too short for its model.", [problem])
