"""Counts that nobody prints, but that a fitted model gives away: they are treated as published with it.

The score equations of a Poisson model with a log link make the fitted counts add up to the observed ones: in each
stretch of months that has a level of its own, as the column ``segment`` of the run's table says. These sums also
follow from deaths averted with their percentage, and nearly from standard errors; engines that let months vary by
themselves give them approximately. A month with a high leverage is fitted by its own count. Other ways to analyse the
same series are more equations, and some are about months that the model leaves out: with them every month of the
series counts as published, in the model or not. Where months of
the year have levels of their own, or nearly so (four harmonics or more), calendar months add up too and single out
months beside tables. And the weighted sums of a short series, with a few digits of its spread or its correlogram,
leave only one series of whole numbers. In the last two cases a month that must stay hidden leaves nothing of the
model to be shown.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from evaluation.data.output_table import Measure, Sensitivity
from evaluation.disclosure.policy import Policy
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.disclosure.scope import PLACE, Count, Scope, window_of

_ANALYSIS, _MONTHS = "overdose_deaths", "deaths_modelled"
_EVERYBODY = "all"
_COLUMNS = ("period", "series", "in_model", "segment", "deaths", "leverage")
_CHOSEN = re.compile(r"; (?:no seasonality|(\d+) harmonics)\b")
HARMONICS_LIKE_MONTHS = 4

_Group = tuple[str, str, pd.DataFrame]
"""Block, words, months."""


class SegmentedModels:
    """What the segmented models of deaths in a run give away.

    Parameters
    ----------
    run : FinishedRun
        Its restricted table ``deaths_modelled`` has every month of each series, and says what its model rests on.
    policy : Policy
    """

    def __init__(self, run: FinishedRun, policy: Policy) -> None:
        self._members = run.members
        self._leverage_maximum = policy.model.leverage_maximum
        self._section = run.evaluation.overdose_deaths
        self._methods = {
            row["result_id"].split("/")[2]: row["method"]
            for row in run.ledger
            if row["analysis"] == _ANALYSIS and row["quantity"] == "annual_change"
        }
        self._hidden = policy.hidden(Sensitivity.VITAL)
        self._months_minimum, self._segment_minimum = policy.model.months_minimum, policy.model.segment_minimum
        table = next((each for each in run.tables if each.name == _MONTHS and each.analysis == _ANALYSIS), None)
        is_told = table is not None and set(_COLUMNS) <= set(table.columns)
        self._months = _read(table.columns, table.rows) if is_told else _read((), ())

    def counts(
        self, series: str, windows: Collection[tuple[int, int]] = (), *, every_month: bool = False
    ) -> tuple[Count, ...]:
        """Return the counts that the model of one series gives away; none where the run does not say them.

        Parameters
        ----------
        series : str
            An arm, a community, or ``all``, which is the sum of all series where there are several.
        windows : collection of (int, int)
            Windows whose deaths in the model are told.
        every_month : bool
            Whether every month of the series counts as given away.

        Raises
        ------
        ValueError
            If a period is not understood.
        """
        months = self._of(series)
        fitted = months[months["in_model"]]
        if fitted.empty:
            return ()
        periods = fitted.groupby("series")["period"].agg(tuple)
        if periods.nunique() > 1 or len(periods) < months["series"].nunique():
            each = (self.counts(key, windows, every_month=every_month) for key in months["series"].unique())
            return tuple(count for counts in each for count in counts)
        place = {} if series == _EVERYBODY else {PLACE: self._places(series)}
        groups = [*self._groups(months, every_month=every_month), *_runs(fitted, windows)]
        return tuple(_count(block, words, rows, series, place) for block, words, rows in groups)

    def counts_together(self, series: Sequence[str], windows: Collection[tuple[int, int]]) -> tuple[Count, ...]:
        """Return the deaths in windows of a series and its controls together, in months that the models rest on."""
        months = self._months[self._months["series"].isin(series) & self._months["in_model"]]
        place = {PLACE: frozenset().union(*map(self._places, series))}
        return tuple(
            _count(block, words, rows, " with ".join(series), place) for block, words, rows in _runs(months, windows)
        )

    def deaths_in(self, series: str, window: tuple[int, int]) -> int | None:
        """Return the deaths of the months in a window that the model of a series was fitted to; None if unknown."""
        months = self._of(series)
        fitted = months[months["in_model"]]
        return None if fitted.empty else int(_inside(fitted, window)["deaths"].sum())

    def hides_a_month(self, series: str) -> bool:
        """Tell whether a month of a series has a count that must stay hidden, be it in the model or left out."""
        return bool(self._of(series)["deaths"].isin(self._hidden).any())

    def is_solvable(self, series: str) -> bool:
        """Tell whether a hidden month might follow from what is read from the model of a series.

        Months without deaths count for nothing: a table may say that they have none. A hidden month that the model
        leaves out is what months that follow leave of a total, which may cut any of its stretches.
        """
        for key, months in self._of(series).groupby("series"):
            hidden = months[months["deaths"].isin(self._hidden)]
            if hidden.empty:
                continue
            fitted = months[months["in_model"]]
            lengths = (fitted["deaths"] > 0).groupby(fitted["segment"]).sum()
            around = lengths[hidden["segment"].unique()] if hidden["in_model"].all() else lengths
            if (
                self._tells_calendar_months_apart(key)
                or lengths.sum() < self._months_minimum
                or around.min() < self._segment_minimum
            ):
                return True
        return False

    def _tells_calendar_months_apart(self, series: str) -> bool:
        """Tell whether a model may have levels for months of the year; one chosen from the data must say that not."""
        if self._section is None:
            return False
        if self._section.seasonality != "auto":
            is_wave = self._section.seasonality == "harmonics"
            fine = is_wave and self._section.harmonics >= HARMONICS_LIKE_MONTHS
            return self._section.seasonality == "months" or fine
        chosen = _CHOSEN.search(self._methods.get(series, ""))
        return chosen is None or int(chosen[1] or 0) >= HARMONICS_LIKE_MONTHS

    def _of(self, series: str) -> pd.DataFrame:
        found = self._months[self._months["series"] == series]
        return self._months if series == _EVERYBODY and found.empty else found

    def _places(self, series: str) -> frozenset[str]:
        return self._members.get(series, frozenset({series}))

    def _groups(self, months: pd.DataFrame, *, every_month: bool) -> Iterator[_Group]:
        """Yield months whose deaths can be had in sum."""
        for number, segment in months[months["in_model"]].groupby("segment", sort=True):
            yield "segments", f"segment {number}", segment
        if months["series"].nunique() > 1:
            return
        followed = months if every_month else months[months["leverage"] > self._leverage_maximum]
        for period, rows in followed.groupby("period", sort=True):
            yield "months", f"month {period}", rows


def _runs(months: pd.DataFrame, windows: Collection[tuple[int, int]]) -> Iterator[_Group]:
    """Yield the months of windows, parted where months are left out."""
    for window in sorted(set(windows)):
        inside = _inside(months, window)
        spans = inside[["start", "end"]].drop_duplicates().sort_values("start")
        number = np.cumsum(spans["start"].to_numpy() != spans["end"].shift(fill_value=0).to_numpy())
        run_of = dict(zip(spans["start"], number, strict=True))
        for _, rows in inside.groupby(inside["start"].map(run_of)):
            words = f"{rows['period'].min()} to {rows['period'].max()}"
            yield f"window {window[0]} to {window[1]}", words, rows


def _inside(months: pd.DataFrame, window: tuple[int, int]) -> pd.DataFrame:
    return months[(months["start"] >= window[0]) & (months["end"] <= window[1])]


def _count(block: str, words: str, months: pd.DataFrame, series: str, place: Mapping[str, frozenset[str]]) -> Count:
    window = (int(months["start"].min()), int(months["end"].max()))
    return Count(
        scope=Scope.of(Measure.OVERDOSE_DEATH, window=window, levels=place),
        value=int(months["deaths"].sum()),
        label=f"{Measure.OVERDOSE_DEATH.plural}, series {series}, {words}",
        where=f"the segmented model of {series}",
        block=f"segmented models{' together' if series == _EVERYBODY else ''}, {block}",
        derived=True,
    )


def _read(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> pd.DataFrame:
    raw = pd.DataFrame(list(rows), columns=list(columns or _COLUMNS), dtype="str")
    spans = [window_of(period) for period in raw["period"]]
    return raw[["period", "series"]].assign(
        in_model=raw["in_model"].str.lower() == "true",
        segment=pd.to_numeric(raw["segment"]).astype("Int64"),
        deaths=pd.to_numeric(raw["deaths"]),
        leverage=pd.to_numeric(raw["leverage"]),
        start=[start for start, _ in spans],
        end=[end for _, end in spans],
    )
