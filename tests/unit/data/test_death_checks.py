"""What is absent from deaths or population is refused before it can count zero."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from evaluation.data.death_series import death_series
from evaluation.data.parameters import Arm, Community, Intervention, OverdoseDeathsParameters
from evaluation.data.validated import Dropped, Tables
from evaluation.errors import DataError, ParameterError

from ..builders import validated

ARM_OF = {"alder": "cep", "elm": "rfs"}
MONTHS = pd.date_range("2018-01-01", "2019-12-01", freq="MS")


def counts(months=MONTHS, places=tuple(ARM_OF), deaths=2):
    rows = [(month, place, ARM_OF.get(place, "cep"), deaths) for place in places for month in months]
    return pd.DataFrame(rows, columns=["month", "community", "arm", "deaths"])


def people(places=tuple(ARM_OF), population=10_000.0):
    rows = [
        (pd.Timestamp(year, 7, 1), place, ARM_OF.get(place, "cep"), population)
        for place in places
        for year in (2017, 2018, 2019, 2020)
    ]
    return pd.DataFrame(rows, columns=["date", "community", "arm", "population"])


def series(deaths=None, population=None, *, declared=tuple(ARM_OF), source=None, **parameters):
    """Return the series of two communities, of what the arguments change in them."""
    communities = {key: Community(name=key, arm=ARM_OF[key]) for key in declared}
    tables = Tables(
        {
            "deaths": validated(
                "deaths", counts() if deaths is None else deaths, table="overdose_deaths", **source or {}
            ),
            "population": validated("population", people() if population is None else population),
        },
        arms={key: Arm(name=key) for key in ARM_OF.values()},
        communities=communities,
    )
    return death_series(tables, OverdoseDeathsParameters(**{"series": "arm", **parameters}))


def problems_of(*arguments, kind=DataError, **options):
    with pytest.raises(kind) as caught:
        series(*arguments, **options)
    return [str(problem) for problem in caught.value.problems]


def test_all_is_well():
    found = series()
    assert found.total.deaths.tolist() == [4] * 24
    assert found.communities == ("alder", "elm")


@pytest.mark.parametrize("declared", [tuple(ARM_OF), ()], ids=["declared", "in the population"])
def test_a_community_without_any_row_of_deaths_does_not_count_zero(declared):
    (problem,) = problems_of(counts(places=["alder"]), declared=declared, series="community")
    assert problem == (
        "deaths.csv: community elm has no row; found no deaths from 2018-01 to 2019-12, where the params file or the "
        "population has it; expected its deaths; if nobody died there, a row with 0 deaths, or without_rows: [elm] "
        "for the source. Defined in evaluation/data/parameters/overdose_deaths.py."
    )


def test_a_community_whose_rows_all_lie_outside_the_months_analysed():
    deaths = pd.concat([counts(places=["alder"]), counts(MONTHS[:3], ["elm"])])
    (problem,) = problems_of(deaths, start=dt.date(2018, 6, 1))
    assert "community elm has no row; found no deaths from 2018-06 to 2019-12" in problem


def test_a_community_in_which_nobody_died_is_said_to_have_no_row_or_has_a_zero():
    zero = pd.concat([counts(places=["alder"]), counts(MONTHS[5:6], ["elm"], deaths=0)])
    said = {"without_rows": frozenset({"elm"})}
    for found in (series(zero), series(counts(places=["alder"]), source=said)):
        assert [(item.key, int(item.deaths.sum())) for item in found.series] == [("cep", 48), ("rfs", 0)]
        assert found.series[1].person_years.sum() == pytest.approx(10_000 * 730 / 365.25)
    (problem,) = problems_of(source=said)
    assert "community elm has rows; expected no elm in without_rows" in problem


def test_deaths_and_population_of_other_communities_are_all_named_at_once():
    found = problems_of(counts(places=["alder", "oak"]), people(["alder", "gum"]), declared=())
    assert [problem.split(";")[0] for problem in found] == [
        "population.csv: community oak has no population",
        "deaths.csv: community gum has no row",
    ]
    assert len(problems_of(population=people(["alder"]))) == 1


@pytest.mark.parametrize(
    ("months", "window", "said"),
    [
        (MONTHS[2:], {"start": dt.date(2018, 1, 1)}, "no deaths from 2018-01 to 2018-02; found no row at the start"),
        (MONTHS[:-1], {"end": dt.date(2020, 1, 1)}, "no deaths from 2019-12 to 2019-12; found no row at the end"),
    ],
)
def test_whole_months_at_either_end_do_not_count_zero(months, window, said):
    (problem,) = problems_of(counts(months), **window)
    assert said in problem
    missing = [f"{month:%Y-%m}" for month in MONTHS if month not in months]
    assert series(counts(months), source={"without_rows": frozenset(missing)}, **window).window.n_months == 24


def test_an_end_without_rows_in_one_place_only_is_what_the_neighbours_make_of_it():
    series(pd.concat([counts(places=["alder"]), counts(MONTHS[:-2], ["elm"])]))
    many = pd.concat([counts(places=["alder"], deaths=20), counts(MONTHS[:-2], ["elm"], deaths=20)])
    many["deaths"] += many["month"].dt.month.mod(2).map({0: -4, 1: 4})
    (problem,) = problems_of(many)
    assert (
        "no deaths of community elm from 2019-11 to 2019-12; found no row, where about 40 deaths are usual" in problem
    )


def test_a_month_in_which_nobody_died_may_lie_between_others():
    months = MONTHS.delete(7)
    assert series(counts(months)).total.deaths[7] == 0
    (problem,) = problems_of(counts(months, deaths=6))
    assert "no deaths from 2018-08 to 2018-08; found no row, where about 12 deaths are usual" in problem
    assert series(counts(months, deaths=20), source={"without_rows": frozenset({"2018-08"})}).total.deaths[7] == 0


def test_counts_that_are_missing_cannot_be_left_out():
    (problem,) = problems_of(source={"dropped": (Dropped("deaths is missing", 7),)})
    assert problem.startswith(
        "deaths.csv: rows without a count are left out, and would count zero; found 7 rows dropped by "
        "drop_if_missing: [deaths]; expected the counts"
    )
    series(source={"dropped": (Dropped("month is missing", 7),)})


def test_a_population_of_nobody():
    found = problems_of(population=people(population=0.0), series="all")
    assert found == [
        "population.csv: the population of everybody is not above 0; found 0; expected people. "
        "Defined in data_dictionary/population.yml."
    ]
    assert "the population of arm cep is not above 0" in problems_of(population=people(population=0.0))[1]


def test_a_year_that_one_community_lacks_is_one_problem_however_many_groups_it_has():
    population = pd.concat([people().assign(sex=sex, age_group=age) for sex in ("f", "m") for age in ("a", "b")])
    lacking = population[~((population["community"] == "elm") & (population["date"] == "2019-07-01"))]
    (problem,) = problems_of(population=lacking)
    assert "community elm, arm rfs has no population; found 2019-07-01 missing" in problem


def test_parameters_and_data_that_do_not_fit_are_listed_together():
    change = Intervention(name="coalition", date=dt.date(2025, 1, 1))
    found = problems_of(
        counts(places=["alder"]),
        people(["elm"]),
        kind=ParameterError,
        interventions=(change,),
        subgroups=("sex",),
    )
    assert [problem.split(";")[0] for problem in found] == [
        "overdose_deaths.interventions, coalition: is outside the months analysed",
        "population.csv: community alder has no population",
        "deaths.csv: community elm has no row",
        "deaths.csv: has no sex",
    ]


def test_months_in_which_there_is_nothing():
    (problem,) = problems_of(kind=ParameterError, start=dt.date(2030, 1, 1))
    assert problem == (
        "overdose_deaths.start: leaves no month with deaths; found months from 2030-01-01 until before the end; "
        "expected months from 2018-01 to 2019-12, which deaths.csv has. "
        "Defined in evaluation/data/parameters/overdose_deaths.py."
    )


def noisy(*, width=1, places=tuple(ARM_OF), mean=8):
    rng = np.random.default_rng(1)
    rows = [counts(LONG, [place], deaths=0) for place in places]
    for frame in rows:
        months = rng.poisson(mean, len(LONG) + width - 1)
        frame["deaths"] = np.convolve(months, np.ones(width, dtype=int), mode="valid")
    return pd.concat(rows)


LONG = pd.date_range("2017-01-01", "2020-12-01", freq="MS")


def test_sums_over_twelve_months_are_refused_once_with_the_reason():
    assert series(noisy(), series="community").window.n_months == 48
    (problem,) = problems_of(
        noisy(width=12), series="community", source={"origin": {"deaths": "12 Month-ending deaths"}}
    )
    assert problem.startswith(
        "deaths.csv, deaths: looks like sums over several months (such as 12-month-ending counts), not counts of "
        "single months; found a mean of 19"
    )
    assert (
        "and the name '12 Month-ending deaths'; expected the counts of single months; a sum mixes months" in problem
    )
    assert problem.endswith("Defined in evaluation/data/rolling_sums.py.")


def test_sums_in_one_place_only_are_refused_for_that_place():
    mixed = pd.concat([noisy(places=["alder"], width=12), noisy(places=["elm"], mean=200)])
    (problem,) = problems_of(mixed, series="community")
    assert problem.startswith("deaths.csv, community alder, deaths: looks like sums over several months")
    assert series(mixed, series="all").total.deaths.size == 48
