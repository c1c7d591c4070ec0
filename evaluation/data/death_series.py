"""The monthly series that the analysis of overdose deaths looks at: deaths and person-years, without a gap."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluation.data.death_checks import check_gaps, check_places, check_subgroups
from evaluation.data.deaths import UNKNOWN, DeathCounts, count_deaths, deaths_by_month, has_values, is_blank
from evaluation.data.months import MonthWindow, month_number
from evaluation.data.population import person_years
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
        If the series cannot be told apart by what is declared, or an intervention is outside the data.
    DataError
        If deaths lack a community or a population, months are missing, or the population breaks its rules.
    """
    source, population = tables[parameters.deaths], tables[parameters.population]
    counts = count_deaths(source)
    dimension = "" if parameters.series == "all" else parameters.series
    if dimension == "arm" and not tables.arms:
        problem = Problem("overdose_deaths.series", "no arms are declared", "arm", "all or community", _DEFINED_IN)
        raise ParameterError("The series cannot be told apart.", [problem])
    check_places(source, population, counts, dimension)
    check_subgroups(source, counts, parameters.subgroups)
    communities = _communities(tables, population, counts)
    window = _window(source, counts, parameters)
    within = counts.frame["month"].between(window.first, window.stop - 1)
    n_outside = int(counts.frame.loc[~within, "deaths"].sum())
    inside = DeathCounts(counts.frame[within], counts.dimensions, counts.n_dated_by_report)
    check_gaps(source, inside, window)

    lived = person_years(population, window, communities=communities)
    total = MonthlySeries("all", "", deaths_by_month(inside.frame, window), lived.frame["person_years"].to_numpy())
    series = [total]
    if dimension:
        apart = person_years(population, window, by=[dimension], communities=communities).frame
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
        extrapolated=lived.extrapolated,
        n_outside_window=n_outside,
        counts=inside,
        population=population,
        communities=communities,
    )


def _communities(tables: Tables, population: ValidatedTable, counts: DeathCounts) -> tuple[str, ...] | None:
    """Return the communities to analyse, after checking that each one with deaths has a population."""
    if not has_values(population.frame, "community"):
        return None
    if "community" not in counts.dimensions:
        return None
    have = set(population.frame["community"].dropna())
    wanted = set(counts.frame.loc[~is_blank(counts.frame["community"]), "community"]) | set(tables.communities)
    problems = [
        Problem(str(population.path), f"community {key} has no population", "", "a row for every date")
        for key in sorted(wanted - have - {UNKNOWN})
    ]
    if problems:
        raise DataError(f"{population.name}: {len(problems)} problem(s).", problems)
    return tuple(sorted(wanted if tables.communities else have))


def _window(source: ValidatedTable, counts: DeathCounts, parameters: OverdoseDeathsParameters) -> MonthWindow:
    months = counts.frame["month"]
    if months.empty:
        raise DataError(f"{source.name}: no deaths.", [Problem(str(source.path), "has no row", "0 rows", "deaths")])
    first = month_number(parameters.start) if parameters.start else int(months.min())
    stop = month_number(parameters.end) if parameters.end else int(months.max()) + 1
    window = MonthWindow(first, stop)
    problems = [
        Problem(
            f"overdose_deaths.interventions, {intervention.name}",
            "is outside the months analysed",
            str(intervention.date),
            f"after {window.periods[0]} and not after {window.periods[-1]}",
            _DEFINED_IN,
        )
        for intervention in parameters.interventions
        if not first < month_number(intervention.date) < stop
    ]
    if problems:
        raise ParameterError("An intervention cannot be evaluated.", problems)
    return window
