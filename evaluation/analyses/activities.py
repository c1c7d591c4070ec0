"""What did the coalition do, and what did it cost? Totals of administrative records, nothing inferred."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from evaluation.analyses.ledger import EVERYBODY, Scope, ledger_row
from evaluation.analyses.result import AnalysisResult
from evaluation.data.output_table import OutputTable, Sensitivity, TableKind, rows_of
from evaluation.data.parameters import ActivitiesParameters
from evaluation.stats.estimate import Estimate

if TYPE_CHECKING:
    from evaluation.data.read import Tables

STEM = "activities"


def analyse(tables: Tables, parameters: ActivitiesParameters, rng: np.random.Generator) -> AnalysisResult:
    """Add up naloxone given out and money spent, by year, for everybody and for each arm.

    Parameters
    ----------
    tables : Tables
        The sources that the parameters name.
    parameters : ActivitiesParameters
    rng : numpy.random.Generator
        Not used: nothing here is random.

    Returns
    -------
    AnalysisResult
        ``activities/kits/<scope>/<year>`` and ``activities/spending/<scope>/<fiscal year>`` (US dollars); the scope
        is ``all`` or an arm. Totals are complete counts of records: they have no sampling interval, and their method
        says so. Tables: ``naloxone_by_year`` (year, arm, channel, kits) and ``spending_by_category`` (fiscal_year,
        arm, category, amount_usd), as far as the sources were given.
    """
    estimates: list[Estimate] = []
    outputs: list[OutputTable] = []
    if parameters.naloxone:
        kits = _with_arm(tables[parameters.naloxone].frame).assign(year=lambda frame: frame["month"].dt.year)
        estimates += _totals(kits, time="year", amount="kits", quantity="kits", unit="kits")
        outputs.append(_table(kits, name="naloxone_by_year", by=["year", "arm", "channel"], amount="kits"))
    if parameters.spending:
        spent = _with_arm(tables[parameters.spending].frame)
        estimates += _totals(spent, time="fiscal_year", amount="amount_usd", quantity="spending", unit="US dollars")
        by = ["fiscal_year", "arm", "category"]
        outputs.append(_table(spent, name="spending_by_category", by=by, amount="amount_usd"))
    return AnalysisResult(estimates=tuple(estimates), tables=tuple(outputs))


def check(tables: Tables, parameters: ActivitiesParameters) -> tuple[str, ...]:
    """Return what to know of the data, and refuse none: records that pass their dictionary can be added up."""
    return ()


def _with_arm(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(arm=frame["arm"].fillna("") if "arm" in frame else "")


def _totals(frame: pd.DataFrame, *, time: str, amount: str, quantity: str, unit: str) -> Iterator[Estimate]:
    arms = sorted(set(frame["arm"]) - {""})
    for scope in [EVERYBODY, *(Scope.of("arm", arm) for arm in arms)]:
        chosen = frame if scope == EVERYBODY else frame[frame["arm"] == scope.key]
        for year, rows in chosen.groupby(time, sort=True):
            yield ledger_row(
                STEM,
                quantity,
                scope,
                str(year),
                period=str(year),
                unit=unit,
                estimate=float(rows[amount].sum()),
                n_obs=len(rows),
                method="sum of all records; no sampling, so no interval",
            )


def _table(frame: pd.DataFrame, *, name: str, by: list[str], amount: str) -> OutputTable:
    totals = frame.groupby(by, sort=True, observed=True)[amount].sum().reset_index()
    return OutputTable(
        name=name,
        analysis=STEM,
        kind=TableKind.DESCRIPTION,
        sensitivity=Sensitivity.PUBLIC,
        columns=tuple(totals.columns),
        rows=rows_of(totals),
    )
