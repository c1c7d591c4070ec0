"""The monthly series that the analysis of overdose deaths looks at: deaths and person-years, without a gap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluation.data.calendar import Calendar, Frequency
from evaluation.data.death_checks import (
    check_communities,
    check_counts,
    check_gaps,
    check_places,
    check_single_months,
    check_subgroups,
    communities_of,
)
from evaluation.data.deaths import (
    DeathCounts,
    ages_outside_groups,
    count_deaths,
    dated_by_report,
    deaths_by_month,
    has_values,
    rows_repeated,
)
from evaluation.data.declared_dates import dates_outside
from evaluation.data.months import MonthWindow, month_number, month_start
from evaluation.data.parameters.overdose_deaths import unfit_months
from evaluation.data.population import PersonYears, person_years
from evaluation.data.strict_yaml import counted
from evaluation.errors import DataError, ParameterError, Problem

if TYPE_CHECKING:
    from evaluation.data.parameters import OverdoseDeathsParameters
    from evaluation.data.validated import Tables, ValidatedTable

_DEFINED_IN = "evaluation/data/parameters/overdose_deaths.py"


@dataclass(frozen=True, eq=False)
class MonthlySeries:
    """One series.

    Parameters
    ----------
    key : str
        ``all``, an arm or a community.
    dimension : str
        ``arm`` or ``community`` where the key is one; blank otherwise.
    deaths, person_years : ndarray of shape (n_months,)
    """

    key: str
    dimension: str
    deaths: NDArray[np.int64]
    person_years: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class DeathSeries:
    """All series of an evaluation, over one window.

    Parameters
    ----------
    window : MonthWindow
    dimension : str
        What tells the series apart: ``arm``, ``community``, or blank where there is one series.
    series : tuple of MonthlySeries
        In the order of the params file, else sorted.
    total : MonthlySeries
        Everybody, key ``all``.
    extrapolated : tuple of int
        Months (numbers) outside the dates of the population estimates.
    n_outside_window : int
        Deaths that the source has outside the window.
    n_dated_by_report, n_rows_repeated, n_ages_outside_groups : int or None
        Deaths within the window whose date is that of the report, whose row repeats another in every column, and
        whose age is in no age group; None where the source has not what tells it.
    counts : DeathCounts
        Deaths within the window.
    population : ValidatedTable
    communities : tuple of str or None
        Communities analysed; None where the population is not given by community.
    """

    window: MonthWindow
    dimension: str
    series: tuple[MonthlySeries, ...]
    total: MonthlySeries
    extrapolated: tuple[int, ...]
    n_outside_window: int
    n_dated_by_report: int | None
    n_rows_repeated: int | None
    n_ages_outside_groups: int | None
    counts: DeathCounts
    population: ValidatedTable
    communities: tuple[str, ...] | None

    def cells(self, by: Collection[str]) -> pd.DataFrame:
        """Return deaths and person-years by month and group.

        Parameters
        ----------
        by : collection of str
            Columns of the deaths.

        Returns
        -------
        DataFrame
            ``period`` (``YYYY-MM``), the columns, ``deaths`` and, where the population has all the columns,
            ``person_years``: missing for groups that the population does not know, such as ``unknown``. Every
            combination of a month and a group that occurs, sorted.
        """
        by = list(by)
        keys = ["month", *by]
        deaths = self.counts.frame.groupby(keys, observed=True, sort=True)["deaths"].sum().reset_index()
        has_exposure = all(has_values(self.population.frame, name) for name in by)
        if has_exposure:
            lived = person_years(self.population, self.window, by=by, communities=self.communities).frame
            groups = pd.concat([lived[by], deaths[by]])
        else:
            groups = deaths[by]
        grid = pd.DataFrame({"month": self.window.numbers, "period": self.window.periods})
        if by:
            grid = grid.merge(groups.drop_duplicates().sort_values(by, ignore_index=True), how="cross")
        grid = grid.merge(deaths, on=keys, how="left", validate="one_to_one")
        grid["deaths"] = grid["deaths"].fillna(0).astype("int64")
        if has_exposure:
            grid = grid.merge(lived, on=keys, how="left", validate="one_to_one")
        return grid.drop(columns="month")


def death_series(tables: Tables, parameters: OverdoseDeathsParameters) -> DeathSeries:
    """Return the series that the parameters ask for.

    Parameters
    ----------
    tables : Tables
        With the sources of deaths and population.
    parameters : OverdoseDeathsParameters

    Raises
    ------
    ParameterError
        If the series cannot be told apart by what is declared, no deaths lie in the months to analyse, or a
        declared date is outside them.
    DataError
        If a community is not in all of deaths, population and params file, months are missing, or the population
        breaks its rules. All problems are listed.
    """
    source, population = tables[parameters.deaths], tables[parameters.population]
    counts = count_deaths(source)
    window = _window(source, counts, parameters)
    within = counts.frame["month"].between(window.first, window.stop - 1)
    n_outside = int(counts.frame.loc[~within, "deaths"].sum())
    inside = DeathCounts(counts.frame[within], counts.dimensions)
    dimension = "" if parameters.series == "all" else parameters.series
    communities = _communities(tables, population, counts)
    unfit = list(_unfit_parameters(tables, parameters, window))
    problems = [
        *check_counts(source),
        *check_places(source, population, counts, dimension if dimension != "arm" or tables.arms else ""),
        *check_communities(source, population, inside, declared=tables.communities, window=window),
        *check_subgroups(source, counts, parameters.subgroups),
        *check_gaps(source, inside, window),
        *check_single_months(source, inside, window, dimension),
    ]
    lived: dict[str, PersonYears] = {}
    for name in dict.fromkeys(("", dimension)):
        if name and not has_values(population.frame, name):
            continue
        try:
            lived[name] = person_years(population, window, by=[name] if name else [], communities=communities)
        except DataError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    if dimension in lived:
        unfit += _unfit_controls(parameters, set(lived[dimension].frame[dimension]) if dimension else {"all"})
    if unfit:
        raise ParameterError("The deaths cannot be analysed as the params file says.", [*unfit, *problems])
    if problems:
        raise DataError(f"{source.name} and {population.name}: {counted(len(problems))}.", problems)

    everybody = lived[""].frame["person_years"].to_numpy()
    total = MonthlySeries("all", "", deaths_by_month(inside.frame, window), everybody)
    series = [total]
    if dimension:
        apart = lived[dimension].frame
        declared = list(tables.arms if dimension == "arm" else tables.communities)
        keys = [key for key in declared if key in set(apart[dimension])] or sorted(set(apart[dimension]))
        series = [
            MonthlySeries(
                key=key,
                dimension=dimension,
                deaths=deaths_by_month(inside.frame[inside.frame[dimension] == key], window),
                person_years=apart.loc[apart[dimension] == key, "person_years"].to_numpy(),
            )
            for key in keys
        ]
    return DeathSeries(
        window=window,
        dimension=dimension,
        series=tuple(series),
        total=total,
        extrapolated=lived[""].extrapolated,
        n_outside_window=n_outside,
        n_dated_by_report=dated_by_report(source, window),
        n_rows_repeated=rows_repeated(source, window),
        n_ages_outside_groups=ages_outside_groups(source, window),
        counts=inside,
        population=population,
        communities=communities,
    )


def _communities(tables: Tables, population: ValidatedTable, counts: DeathCounts) -> tuple[str, ...] | None:
    """Return the communities to analyse; None where deaths or population are not given by community."""
    if "community" not in counts.dimensions or not has_values(population.frame, "community"):
        return None
    if not tables.communities:
        return tuple(sorted(set(population.frame["community"].dropna())))
    return tuple(sorted(set(tables.communities) | communities_of(counts.frame)))


def _window(source: ValidatedTable, counts: DeathCounts, parameters: OverdoseDeathsParameters) -> MonthWindow:
    """Return the months to analyse, in which there is some row."""
    months = counts.frame["month"]
    if months.empty:
        raise DataError(f"{source.name}: no deaths.", [Problem(source.where, "has no row", "0 rows", "deaths")])
    first, last = int(months.min()), int(months.max())
    start = month_number(parameters.start) if parameters.start else first
    stop = month_number(parameters.end) if parameters.end else last + 1
    if start >= stop or not months.between(start, stop - 1).any():
        problem = Problem(
            "overdose_deaths.start" if parameters.start else "overdose_deaths.end",
            "leaves no month with deaths",
            f"months from {parameters.start or 'the first'} until before {parameters.end or 'the end'}",
            f"months from {month_start(first)[:7]} to {month_start(last)[:7]}, which {source.path.name} has",
            _DEFINED_IN,
        )
        raise ParameterError("There are no months to analyse.", [problem])
    return MonthWindow(start, stop)


def _unfit_parameters(tables: Tables, parameters: OverdoseDeathsParameters, window: MonthWindow) -> Iterator[Problem]:
    """Find what the parameters ask for and the params file or the months of the data do not allow."""
    if parameters.series == "arm" and not tables.arms:
        wrong = "the series cannot be told apart: no arms are declared"
        yield Problem("overdose_deaths.series", wrong, "arm", "all or community", _DEFINED_IN)
    first = dt.date.fromisoformat(month_start(window.first))
    yield from dates_outside(Calendar(Frequency.MONTH, first, window.n_months), parameters, stem="overdose_deaths")
    for intervention in parameters.interventions:
        for said in unfit_months(intervention, window.first, window.stop):
            yield Problem(f"overdose_deaths.interventions, {intervention.name}", *said, _DEFINED_IN)


def _unfit_controls(parameters: OverdoseDeathsParameters, keys: set[str]) -> Iterator[Problem]:
    """Find control series that there are not, and that nothing is left to be compared with."""
    expected = f"some of {', '.join(sorted(keys))}, but not all"
    for key in parameters.controls:
        if key not in keys:
            yield Problem("overdose_deaths.controls", "is no series", repr(key), expected, _DEFINED_IN)
    if parameters.controls and keys <= set(parameters.controls):
        found = ", ".join(parameters.controls)
        yield Problem("overdose_deaths.controls", "leaves no series to compare", found, expected, _DEFINED_IN)
