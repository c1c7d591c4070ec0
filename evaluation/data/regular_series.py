"""Series of a count or a value over periods of one length, without a gap, that can be analysed honestly."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluation.data.calendar import Calendar, Frequency
from evaluation.data.declared_dates import dates_outside
from evaluation.data.months import DAYS_PER_YEAR
from evaluation.data.rolling_sums import says_sum, smoothness_problem, too_smooth
from evaluation.data.series_periods import first_days, grid_problems
from evaluation.data.series_request import periods_asked, periods_in_model, series_asked, unfit_interventions
from evaluation.data.series_values import Column, ends_of, exposure_of, exposure_problems, value_problems
from evaluation.data.strict_yaml import counted
from evaluation.errors import DataError, ParameterError, Problem

if TYPE_CHECKING:
    from evaluation.data.parameters.interrupted_series import InterruptedSeriesParameters
    from evaluation.data.validated import ValidatedTable

FEWEST_PERIODS = 8
LARGEST_SHARE_MISSING = 0.25
MOST_SUMMED = 10
"""As many series are looked at for sums of others."""
_DEFINED_IN = "evaluation/data/regular_series.py"
_RULES = "docs/methods/interrupted_series.md"
_PARAMETERS = "evaluation/data/parameters/interrupted_series.py"


@dataclass(frozen=True, eq=False)
class RegularSeries:
    """One series.

    Parameters
    ----------
    key : str
        Its key in the file; ``all`` where the file holds one series without a key.
    low, high : ndarray of shape (n,)
        Equal where the value is known; the ends of the range in which a suppressed count lies; NaN where missing.
    exposure : ndarray of shape (n,)
        As the file has it, above 0; 1 where none is given or wanted.
    missing : ndarray of bool, shape (n,)
        Periods whose value is missing: they stay, and are not in the model.
    calendar : Calendar
        The n periods.
    """

    key: str
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    exposure: NDArray[np.float64]
    missing: NDArray[np.bool_]
    calendar: Calendar

    @property
    def exposures(self) -> Mapping[str, NDArray[np.float64]]:
        """What ``exposure`` of the parameters may choose: the exposure times years, the exposure, or ones."""
        return {
            "person_time": self.exposure * self.calendar.days / DAYS_PER_YEAR,
            "population": self.exposure,
            "none": np.ones(self.calendar.n_periods),
        }

    @property
    def in_range(self) -> NDArray[np.bool_]:
        """Periods whose value is known only as a range, shape (n,)."""
        return ~self.missing & (self.low != self.high)


def regular_series(table: ValidatedTable, parameters: InterruptedSeriesParameters) -> tuple[RegularSeries, ...]:
    """Return the series that the parameters ask for, then the controls, then the negative controls.

    All have the same periods: from ``start``, or the first that any has, until before ``end``, or to the last.

    Parameters
    ----------
    table : ValidatedTable
        Of dictionary table ``series``. The order of its rows does not matter.
    parameters : InterruptedSeriesParameters

    Raises
    ------
    ParameterError
        If series are asked for that the table does not have, a declared date is outside the periods, an intervention
        leaves fewer than two in the model on a side, or an exposure is declared and there is none; problems of the
        data stand beside it.
    DataError
        If rows are not dated by periods of one length, one for each, or are fewer than 8, or more than a quarter of
        the values are missing; if a value, a range or an exposure cannot be one; if counts are sums over several
        periods.
    """
    frequency = Frequency(parameters.frequency)
    if table.frame.empty:
        raise _refusal(table, [], [Problem(table.where, "has no row", "0 rows", "a row for each period")])
    wanted, unfit = series_asked(table, parameters)
    frame = table.frame
    if parameters.kind == "count" and parameters.wants_exposure and "exposure" not in frame:
        unfit.append(_no_exposure(table, parameters))
    if "series" in frame:
        frame = frame[frame["series"].isin(wanted)]
    days, problems = first_days(replace(table, frame=frame), frequency) if wanted else (None, [])
    if days is None or problems:
        raise _refusal(table, unfit, problems)
    frame = frame.assign(day=days.dt.date)
    try:
        calendar = periods_asked(frame["day"], frequency, parameters)
    except ParameterError as error:
        raise _refusal(table, [*unfit, *error.problems], problems) from error
    unfit += dates_outside(calendar, parameters, stem="interrupted_series")
    none_missing = np.zeros(calendar.n_periods, dtype=bool)
    too_near = list(unfit_interventions(periods_in_model(none_missing, calendar, parameters), calendar, parameters))
    unfit += too_near
    inside = frame[(frame["day"] >= calendar.day(0)) & (frame["day"] < calendar.day(calendar.n_periods))]
    found = []
    for key in wanted:
        rows = inside[inside["series"] == key] if "series" in inside else inside
        where = f"{table.where}, series {key}" if "series" in inside else table.where
        gaps = list(grid_problems(rows["day"], calendar, where=where))
        problems += gaps
        if not gaps:
            series, wrong = _series(key, rows.sort_values("day"), calendar, parameters, where=where)
            problems += [*wrong, *([] if wrong else _unlike_periods(series, table, parameters, where=where))]
            if not wrong and not too_near:
                used = periods_in_model(series.missing, calendar, parameters)
                unfit += unfit_interventions(used, calendar, parameters, where=where)
            found.append(series)
    if problems or unfit:
        raise _refusal(table, unfit, problems)
    return tuple(found)


def series_remarks(
    table: ValidatedTable, series: Sequence[RegularSeries], parts: Mapping[str, Sequence[str]] | None = None
) -> tuple[str, ...]:
    """Return what to know of series that can be analysed: what is missing or suppressed, and what hardly varies.

    Also which series is the sum of others, unless ``parts`` says that they are parts of it.
    """
    remarks = list(_undeclared_sums(series, parts or {}))
    for each in series:
        period = each.calendar.frequency
        n_periods = counted(each.calendar.n_periods, str(period))
        if each.missing.any():
            remarks.append(f"{each.key}: {int(each.missing.sum())} of {n_periods} missing: not in the model")
        if each.in_range.any():
            remarks.append(f"{each.key}: {int(each.in_range.sum())} of {n_periods} known only as a range")
            continue
        known = each.low[~each.missing]
        if not known.any():
            remarks.append(f"{each.key}: every value is 0: no change can be estimated")
        elif np.ptp(known) == 0.0:
            remarks.append(f"{each.key}: every value is {known[0]:g}: copied, capped or filled in?")
        elif np.count_nonzero(known) == 1:
            remarks.append(f"{each.key}: every value but one is 0: hardly anything can be estimated")
        elif (known >= 0).all() and (known == np.round(known)).all() and too_smooth(each.low):
            remarks.append(
                f"{each.key}: varies less than counts of single {period}s can: if these are sums over several "
                f"{period}s, they must not be analysed"
            )
    if said := says_sum(_names(table)):
        remarks.append(f"the name {said[0]!r} speaks of sums over several periods: is each value of one period only?")
    return tuple(remarks)


def _undeclared_sums(series: Sequence[RegularSeries], parts: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield a remark on each series that is, in every period, the sum of others that are not said to be its parts."""
    known = [each for each in series if each.low.any() and not (each.missing | each.in_range).any()][:MOST_SUMMED]
    for whole in known:
        others = [each for each in known if each is not whole]
        sizes = range(2, len(others) + 1)
        for some in itertools.chain.from_iterable(itertools.combinations(others, size) for size in sizes):
            keys = [each.key for each in some]
            is_declared = set(keys) <= {*parts.get(whole.key, ())}
            if not is_declared and np.array_equal(whole.low, sum(each.low for each in some)):
                said = f"parts: {{{whole.key}: [{', '.join(keys)}]}}"
                together = f"{whole.key}: is {' and '.join(keys)} together"
                yield f"{together}: a release subtracts them only where the params file says {said}"


def _no_exposure(table: ValidatedTable, parameters: InterruptedSeriesParameters) -> Problem:
    chosen = {parameters.exposure: "exposure"}
    chosen |= {each.exposure: f"specifications, {each.name}, exposure" for each in parameters.specifications}
    name = next(name for name in chosen if name not in (None, "none"))
    is_default = chosen[name] == "exposure" and "exposure" not in parameters.model_fields_set
    found = "no choice of exposure, which means" if is_default else "exposure:"
    return Problem(
        f"interrupted_series.{chosen[name]}",
        f"counts are to be divided by a column exposure, and {table.where} has none",
        f"{found} {name}",
        "exposure: none, which models the counts as they are, or the name of your column with exposure under "
        f"sources.{table.name}.columns",
        _PARAMETERS,
    )


def _refusal(
    table: ValidatedTable, unfit: Sequence[Problem], problems: Sequence[Problem]
) -> DataError | ParameterError:
    problems = [replace(each, defined_in=each.defined_in or _RULES) for each in problems]
    if unfit:
        return ParameterError("The series cannot be analysed as the params file says.", [*unfit, *problems])
    return DataError(f"{table.name}: {counted(len(problems))}.", problems)


def _series(
    key: str, rows: pd.DataFrame, calendar: Calendar, parameters: InterruptedSeriesParameters, *, where: str
) -> tuple[RegularSeries, list[Problem]]:
    """Return a series, and what its values and exposures may not be."""
    column = Column(f"{where}, value", calendar, parameters.kind, parameters.scale)
    problems = list(value_problems(rows, column))
    has_exposure = "exposure" in rows and parameters.wants_exposure
    if has_exposure and parameters.kind == "value":
        wrong, expected = "an exposure is of counts, and kind is value", "exposure: none"
        problems.append(Problem(f"{where}, exposure", wrong, "a column exposure", expected, _PARAMETERS))
    elif has_exposure:
        problems += exposure_problems(rows, column._replace(where=f"{where}, exposure"))
    low, high = ends_of(rows)
    exposure = exposure_of(rows) if has_exposure else np.ones(calendar.n_periods)
    return RegularSeries(key, low, high, exposure, np.isnan(low), calendar), problems


def _unlike_periods(
    series: RegularSeries, table: ValidatedTable, parameters: InterruptedSeriesParameters, *, where: str
) -> Iterator[Problem]:
    """Refuse series that are too short or too incomplete, and counts that are not of single periods."""
    calendar, n_missing = series.calendar, int(series.missing.sum())
    period = str(calendar.frequency)
    n_used = int(periods_in_model(series.missing, calendar, parameters).sum())
    if n_used < FEWEST_PERIODS:
        found = f"{counted(n_used, period)} in the model, of {calendar}"
        expected = f"{FEWEST_PERIODS} or more, with a value"
        yield Problem(where, "is too short", found, expected, _DEFINED_IN)
    elif n_missing > LARGEST_SHARE_MISSING * calendar.n_periods:
        found = f"{n_missing} of {counted(calendar.n_periods, period)}"
        yield Problem(where, "has too many missing values", found, "at most a quarter", _DEFINED_IN)
    if parameters.kind == "count":
        smooth = too_smooth(np.where(series.in_range, np.nan, series.low))
        if smooth:
            yield smoothness_problem(
                smooth,
                where=where,
                period=period,
                names=_names(table),
                otherwise=". If they are no counts of events, such as people in treatment on a day: kind: value",
                defined_in="evaluation/data/rolling_sums.py",
            )


def _names(table: ValidatedTable) -> tuple[str, ...]:
    """Return what may say that the values are sums: the names of the file and of their column in it."""
    return (table.path.name, table.origin.get("value", "value"))
