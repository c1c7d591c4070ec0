"""Counts that nobody prints, but that a fitted model gives away: they are treated as published with it.

The score equations of a Poisson model with a log link make the fitted counts add up to the observed ones: between
interventions, each of which has a level of its own. These sums also follow from deaths averted with their
percentage, and nearly from standard errors. A month with a high leverage is fitted by its own count. Where months of
the year have levels of their own, or nearly so (four harmonics or more), calendar months add up too and single out
months beside tables. And the weighted sums of a short series, with a few digits of its spread or its correlogram,
leave only one series of whole numbers. In the last two cases a month that must stay hidden leaves nothing of the
model to be shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from evaluation.data.output_table import Measure, Sensitivity
from evaluation.disclosure.policy import Policy
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.disclosure.scope import PLACE, Count, Scope, window_of

_ANALYSIS, _MONTHS = "overdose_deaths", "deaths_modelled"
_EVERYBODY = "all"
HARMONICS_LIKE_MONTHS = 4


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
        self._tells_calendar_months_apart = section is not None and (
            section.seasonality == "months"
            or (section.seasonality == "harmonics" and section.harmonics >= HARMONICS_LIKE_MONTHS)
        )
        self._hidden = policy.hidden(Sensitivity.VITAL)
        self._months_minimum, self._segment_minimum = policy.model.months_minimum, policy.model.segment_minimum
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
        months = self._of(series)
        place = {} if series == _EVERYBODY else {PLACE: self._members.get(series, frozenset({series}))}
        return tuple(_count(words, rows, series, place) for words, rows in self._groups(months))

    def hides_a_month(self, series: str) -> bool:
        """Tell whether a month of a series has a count that must stay hidden."""
        return bool(self._of(series)["deaths"].isin(self._hidden).any())

    def is_solvable(self, series: str) -> bool:
        """Tell whether a hidden month might follow from what is read from the model of a series.

        Months without deaths count for nothing: a table may say that they have none.
        """
        for _, months in self._of(series).groupby("series"):
            segment = months["start"].map(self._segment)
            hidden, happened = months["deaths"].isin(self._hidden), months["deaths"] > 0
            shortest = min((int(happened[segment == each].sum()) for each in segment[hidden].unique()), default=0)
            if hidden.any() and (
                self._tells_calendar_months_apart
                or happened.sum() < self._months_minimum
                or shortest < self._segment_minimum
            ):
                return True
        return False

    def _of(self, series: str) -> pd.DataFrame:
        found = self._months[self._months["series"] == series]
        return self._months if series == _EVERYBODY and found.empty else found

    def _groups(self, months: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
        """Yield months whose deaths can be had in sum, and what they are called."""
        for number, segment in months.groupby(months["start"].map(self._segment), sort=True):
            yield f"segment {number + 1}", segment
        if months["series"].nunique() > 1:
            return
        followed = months[months["leverage"] > self._leverage_maximum]
        for period, rows in followed.groupby("period", sort=True):
            yield f"month {period}", rows

    def _segment(self, start: int) -> int:
        return sum(start >= day for day in self._breaks)


def _count(words: str, months: pd.DataFrame, series: str, place: Mapping[str, frozenset[str]]) -> Count:
    window = (int(months["start"].min()), int(months["end"].max()))
    return Count(
        scope=Scope.of(Measure.OVERDOSE_DEATH, window=window, levels=place),
        value=int(months["deaths"].sum()),
        label=f"{Measure.OVERDOSE_DEATH.plural}, series {series}, {words}",
        where=f"the segmented model of {series}",
        block=f"segmented models{' together' if series == _EVERYBODY else ''}, {words.partition(' ')[0]}s",
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
