"""Counts that nobody prints, but that a fitted model gives away: they are treated as published with it.

Overdose deaths and series of one's own have the same models, and the same rules. The score equations of a Poisson
model with a log link make the fitted counts add up to the observed ones: in each stretch of months that has a level
of its own, as the column ``segment`` of the run's table says. These sums also follow from deaths averted with their
percentage, and nearly from standard errors; engines that let months vary by themselves give them approximately. A
month with a high leverage is fitted by its own count. Other ways to analyse the same series are more equations, and
some are about months that the model leaves out: with them every month of the series counts as published, in the
model or not. Where months of the year have levels of their own, or nearly so (four harmonics or more), calendar
months add up too and single out months beside tables. And the weighted sums of a short series, with a few digits of
its spread or its correlogram, leave only one series of whole numbers. In the last two cases a month that must stay
hidden leaves nothing of the model to be shown. Months stand for periods of any length.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from evaluation.data.output_table import Measure, Sensitivity
from evaluation.data.series_parts import SeriesParts
from evaluation.disclosure.across import ALONE, Across
from evaluation.disclosure.earlier_models import OF_MODEL, EarlierModel
from evaluation.disclosure.hidden_rests import ToldSeries, months_with_hidden_rests
from evaluation.disclosure.modelled_series import COLUMNS, few_exposed, read_modelled
from evaluation.disclosure.policy import Policy
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.disclosure.scope import PLACE, SERIES, Count, Scope

_TABLES = {
    "overdose_deaths": ("deaths_modelled", "deaths", Measure.OVERDOSE_DEATH, PLACE),
    "interrupted_series": ("series_modelled", "events", Measure.SERIES_EVENT, SERIES),
}
"""Of each analysis: the table of what its models rest on, its column of events, what they are, and what tells series
apart."""
SEGMENTED = tuple(_TABLES)
"""Analyses whose series have segmented models."""
OF_MODELS = "segmented models"
"""How the blocks of the counts that models give away begin."""
_NUMBERS = "series_by_period"
_EVERYBODY = "all"
_CHOSEN = re.compile(r"; (?:no seasonality|(\d+) harmonics)\b")
_HARMONICS_LIKE_LEVELS = {"quarter": 1}
HARMONICS_LIKE_MONTHS = 4

VALUES = "its values are no counts, and of how many people they are is not known"
RANGES = "some of its periods are known only as a range, and what a model says of these is not worked out"
FEW_EXPOSED = "in some period its counts are compared with too few, or it is not said with how many"

_Group = tuple[str, str, pd.DataFrame]
"""Block, words, periods."""


class SegmentedModels:
    """What the segmented models of a run give away.

    Parameters
    ----------
    run : FinishedRun
    policy : Policy
    across : Across
        What all releases about the same people have in common.
    before : sequence of EarlierModel
        What earlier publications about the same people show.
    hidden : mapping, optional
        Measure to the numbers that earlier publications hid, if that is more than the policy does.
    """

    def __init__(
        self,
        run: FinishedRun,
        policy: Policy,
        across: Across = ALONE,
        before: Sequence[EarlierModel] = (),
        hidden: Mapping[str, range] | None = None,
    ) -> None:
        self._models = {
            analysis: SeriesModels(run, policy, analysis, across, before, hidden or {}) for analysis in _TABLES
        }

    def every_count(self) -> Iterator[Count]:
        """Yield all that the models of the run could give away."""
        for each in self._models.values():
            yield from each.every_count()

    def of(self, analysis: str) -> SeriesModels:
        """Return the models of an analysis.

        Raises
        ------
        KeyError
            If it has none.
        """
        return self._models[analysis]


class SeriesModels:
    """What the segmented models of one analysis of a run give away.

    Parameters
    ----------
    run : FinishedRun
        Its restricted table ``deaths_modelled`` or ``series_modelled`` has every period of each series, and says what
        its model rests on.
    policy : Policy
    analysis : str
        ``overdose_deaths`` or ``interrupted_series``.
    across, before, hidden
        As in :class:`SegmentedModels`.
    """

    def __init__(
        self,
        run: FinishedRun,
        policy: Policy,
        analysis: str,
        across: Across,
        before: Sequence[EarlierModel],
        hidden: Mapping[str, range],
    ) -> None:
        name, events, self._measure, self._dimension = _TABLES[analysis]
        self._rule, self._is_synthetic = policy.model, run.evaluation.synthetic
        self._section = run.evaluation.analyses.get(analysis)
        everybody = {_EVERYBODY: frozenset(run.evaluation.communities)}
        self._members = everybody | dict(run.members) if self._dimension == PLACE else {}
        self._parts = across.parts | SeriesParts.of_plan(run.evaluation.plan())
        rows = [row for row in run.ledger if row["analysis"] == analysis]
        self._methods = {
            row["result_id"].split("/")[2]: row["method"] for row in rows if row["quantity"] == "annual_change"
        }
        self._is_one_series = self._dimension == SERIES and not any(row["subgroup"] for row in rows)
        own = policy.hidden(run.sensitivities.get(analysis, Sensitivity.VITAL))
        self._hidden = max(own, hidden.get(self._measure, own), key=len)
        tables = {table.name: table for table in run.tables if table.analysis == analysis}
        self._months = read_modelled(tables.get(name), (*COLUMNS, events)).rename(columns={events: "events"})
        self._months["hidden"] = self._months["events"].between(self._hidden.start, self._hidden.stop - 1)
        past = [self._told_before(each) for each in before if each.measure == self._measure]
        rests = months_with_hidden_rests([*self._told_now(), *past], self._hidden)
        months = zip(
            self._months["series"], zip(self._months["start"], self._months["end"], strict=True), strict=True
        )
        self._months["hidden"] |= np.array([month in rests for month in months], dtype=bool)
        self._few_exposed = few_exposed(tables.get(_NUMBERS), self._parts, self._rule.n_obs_minimum)
        keys = set(self._few_exposed)
        self._few_exposed |= {
            key: True
            for key in keys
            for each in past
            if each.key not in keys and (self._places(key) < each.members or each.members < self._places(key))
        }

    def refusal(self, series: str) -> str:
        """Return why nothing that is read from the model of a series may be released; blank where something may."""
        if self._dimension == PLACE or self._section is None:
            return ""
        if self._section.kind == "value":
            return VALUES
        if self._of(series)["events"].isna().any():
            return RANGES
        return FEW_EXPOSED if self._section.wants_exposure and self._few_exposed.get(series, True) else ""

    def _told_now(self) -> Iterator[ToldSeries]:
        for key, rows in self._months[self._months["events"].notna()].groupby("series"):
            spans = zip(rows["start"], rows["end"], strict=True)
            months = dict(zip(spans, rows["events"].astype(int), strict=True))
            yield ToldSeries(str(key), self._places(str(key)), months, is_now=True)

    def _told_before(self, model: EarlierModel) -> ToldSeries:
        members = model.places if self._dimension == PLACE else self._parts.covered(model.series)
        return ToldSeries(model.series, members, model.months, is_now=False, window=model.window)

    def every_count(self) -> Iterator[Count]:
        """Yield all that the models of single series could give away."""
        for key in self._months["series"].unique():
            yield from self.counts(key, every_month=True)

    def are_apart(self, series: Sequence[str]) -> bool:
        """Tell whether no event belongs to two of some series."""
        return all(not self._places(one) & self._places(other) for one, other in itertools.combinations(series, 2))

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
        is_everybody = series == _EVERYBODY and (self._dimension == PLACE or self._is_one_series)
        place = {} if is_everybody else {self._dimension: self._places(series)}
        groups = [*self._groups(months, every_month=every_month), *_runs(fitted, windows)]
        return tuple(self._count(block, words, rows, series, place) for block, words, rows in groups)

    def counts_together(self, series: Sequence[str], windows: Collection[tuple[int, int]]) -> tuple[Count, ...]:
        """Return the events in windows of a series and its controls together, in periods that the models rest on."""
        months = self._months[self._months["series"].isin(series) & self._months["in_model"]]
        place = {self._dimension: frozenset().union(*map(self._places, series))}
        names = " with ".join(series)
        return tuple(self._count(block, words, rows, names, place) for block, words, rows in _runs(months, windows))

    def events_in(self, series: str, window: tuple[int, int]) -> int | None:
        """Return the events of the periods in a window that the model of a series was fitted to; None if unknown."""
        months = self._of(series)
        fitted = months[months["in_model"]]
        return None if fitted.empty else int(_inside(fitted, window)["events"].sum())

    def hides_a_month(self, series: str) -> bool:
        """Tell whether a period of a series has a count that must stay hidden, be it in the model or left out.

        So has one in which such a count is left of it without its parts, or of a whole without it.
        """
        months = self._of(series)
        return bool((months["hidden"] | months["events"].isna()).any())

    @property
    def tells_every_month(self) -> bool:
        """Whether every month of a model that is shown counts as given away, whatever else is shown of it.

        Its line, with a few digits, can be computed for each set of months that comes into question. Where one month
        would tell a small number, so may the line: of real people nothing is read from it then.
        """
        return not self._is_synthetic

    def is_solvable(self, series: str) -> bool:
        """Tell whether a hidden month might follow from what is read from the model of a series.

        Months without deaths count for nothing: a table may say that they have none. A hidden month that the model
        leaves out is what months that follow leave of a total, which may cut any of its stretches. That a long
        series with few digits is not solvable rests on no proof, so with real people each that hides a month is.
        """
        if not self._is_synthetic and self.hides_a_month(series):
            return True
        for key, months in self._of(series).groupby("series"):
            hidden = months[months["hidden"]]
            if hidden.empty:
                continue
            fitted = months[months["in_model"]]
            lengths = (fitted["events"] > 0).groupby(fitted["segment"]).sum()
            around = lengths[hidden["segment"].unique()] if hidden["in_model"].all() else lengths
            if (
                self.tells_calendar_months_apart(key)
                or lengths.sum() < self._rule.months_minimum
                or around.min() < self._rule.segment_minimum
            ):
                return True
        return False

    def tells_calendar_months_apart(self, series: str) -> bool:
        """Tell whether a model may have levels for months of the year; one chosen from the data must say that not."""
        if self._section is None:
            return False
        like_levels = _HARMONICS_LIKE_LEVELS.get(getattr(self._section, "frequency", ""), HARMONICS_LIKE_MONTHS)
        if self._section.seasonality != "auto":
            is_wave = self._section.seasonality == "harmonics"
            return self._section.seasonality == "months" or (is_wave and self._section.harmonics >= like_levels)
        chosen = _CHOSEN.search(self._methods.get(series, ""))
        return chosen is None or int(chosen[1] or 0) >= like_levels

    def _of(self, series: str) -> pd.DataFrame:
        found = self._months[self._months["series"] == series]
        return self._months if series == _EVERYBODY and found.empty else found

    def _places(self, series: str) -> frozenset[str]:
        return self._members.get(series, self._parts.covered(series))

    def _groups(self, months: pd.DataFrame, *, every_month: bool) -> Iterator[_Group]:
        """Yield months whose deaths can be had in sum."""
        for number, segment in months[months["in_model"]].groupby("segment", sort=True):
            yield "segments", f"segment {number}", segment
        if months["series"].nunique() > 1:
            return
        followed = months if every_month else months[months["leverage"] > self._rule.leverage_maximum]
        for period, rows in followed.groupby("period", sort=True):
            yield "months", f"month {period}", rows

    def _count(
        self, block: str, words: str, months: pd.DataFrame, series: str, place: Mapping[str, frozenset[str]]
    ) -> Count:
        window = (int(months["start"].min()), int(months["end"].max()))
        return Count(
            scope=Scope.of(self._measure, window=window, levels=place),
            value=int(months["events"].sum()),
            label=f"{self._measure.plural}, series {series}, {words}",
            where=f"{OF_MODEL}{series}",
            block=f"{OF_MODELS}{' together' if series == _EVERYBODY else ''}, {block}",
            derived=True,
        )


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
