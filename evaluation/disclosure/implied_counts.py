"""Counts that nobody prints, but that a fitted model gives away: they are treated as published with it.

The score equations of a Poisson model with a log link make the fitted counts add up to the observed ones: between
interventions, each of which has a level of its own, and by calendar month where months have levels of their own.
These sums also follow from deaths averted with their percentage, and nearly from standard errors. A month with a
high leverage is fitted by its own count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from evaluation.data.output_table import Measure
from evaluation.disclosure.policy import Policy
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.disclosure.scope import PLACE, Count, Scope, window_of

_ANALYSIS, _MONTHS = "overdose_deaths", "deaths_modelled"
_EVERYBODY = "all"


@dataclass(frozen=True)
class _Group:
    """Months whose deaths can be had in sum."""

    words: str
    months: pd.DataFrame
    levels: Mapping[str, frozenset[str]]


class SegmentedModels:
    """What the segmented models of deaths in a run give away.

    Parameters
    ----------
    run : FinishedRun
        Its restricted table ``deaths_modelled`` says what each model was fitted to.
    policy : Policy
    """

    def __init__(self, run: FinishedRun, policy: Policy) -> None:
        self._members = run.members
        self._leverage_maximum = policy.model.leverage_maximum
        section = run.evaluation.overdose_deaths
        self._breaks = sorted(each.date.toordinal() for each in section.interventions) if section else []
        self._has_months = section is not None and section.seasonality == "months"
        table = next((each for each in run.tables if each.name == _MONTHS and each.analysis == _ANALYSIS), None)
        self._months = _read(table.columns, table.rows) if table else _read((), ())

    def counts(self, series: str) -> tuple[Count, ...]:
        """Return the counts that the model of one series gives away; none where the run does not say them.

        Parameters
        ----------
        series : str
            An arm, a community, or ``all``, which is the sum of all series where there are several.

        Raises
        ------
        ValueError
            If a period is not understood.
        """
        months = self._months[self._months["series"] == series]
        if series == _EVERYBODY and months.empty:
            months = self._months
        place = {} if series == _EVERYBODY else {PLACE: self._members.get(series, frozenset({series}))}
        return tuple(self._count(group, series, place) for group in self._groups(months))

    def _groups(self, months: pd.DataFrame) -> Iterator[_Group]:
        for number, segment in months.groupby(months["start"].map(self._segment), sort=True):
            yield _Group(f"segment {number + 1}", segment, {})
        if self._has_months:
            for month, rows in months.groupby(months["period"].str[5:], sort=True):
                yield _Group(f"calendar month {month}", rows, {"calendar_month": frozenset({str(month)})})
        followed = months[months["leverage"] > self._leverage_maximum]
        for period, rows in followed.groupby("period", sort=True):
            yield _Group(f"month {period}", rows, {})

    def _segment(self, start: int) -> int:
        return sum(start >= day for day in self._breaks)

    def _count(self, group: _Group, series: str, place: Mapping[str, frozenset[str]]) -> Count:
        where = f"the segmented model of {series}"
        return Count(
            scope=Scope.of(
                Measure.OVERDOSE_DEATH,
                window=(int(group.months["start"].min()), int(group.months["end"].max())),
                levels={**place, **group.levels},
            ),
            value=int(group.months["deaths"].sum()),
            label=", ".join([Measure.OVERDOSE_DEATH.plural, f"series {series}", group.words]),
            where=where,
            block=f"segmented models{' together' if series == _EVERYBODY else ''}, {group.words.partition(' ')[0]}s",
            derived=True,
        )


def _read(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> pd.DataFrame:
    raw = pd.DataFrame(list(rows), columns=list(columns) or ["period", "series", "deaths", "leverage"], dtype="str")
    spans = [window_of(period) for period in raw["period"]]
    return raw[["period", "series"]].assign(
        deaths=pd.to_numeric(raw["deaths"]),
        leverage=pd.to_numeric(raw["leverage"]),
        start=[start for start, _ in spans],
        end=[end for _, end in spans],
    )
