"""Series from a file: what can be analysed honestly, and the words for everything that cannot."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.data.parameters.interrupted_series import InterruptedSeriesParameters
from evaluation.data.regular_series import regular_series, series_remarks
from evaluation.errors import DataError, ParameterError

from ..builders import validated

MONTHS = pd.date_range("2018-01-01", "2019-12-01", freq="MS")
COUNTS = np.random.default_rng(1).poisson(12, 24).astype(float)


def rows(values=COUNTS, *, dates=MONTHS, **more):
    return pd.DataFrame({"date": dates, "value": values, **more})


def section(**given):
    return InterruptedSeriesParameters.model_validate({"exposure": "none", **given}, strict=False)


def series(frame=None, *, source=None, **parameters):
    table = validated("data", rows() if frame is None else frame, table="series", **source or {})
    settings = {"exposure": "population"} if "exposure" in table.frame else {}
    return regular_series(table, section(**settings | parameters))


def problems_of(frame=None, *, error=DataError, **options):
    with pytest.raises(error) as caught:
        series(frame, **options)
    assert caught.value.exit_code == {DataError: 11, ParameterError: 10}[error]
    return [str(problem) for problem in caught.value.problems]


def long(**values):
    """One file with several series."""
    return pd.concat([rows(each).assign(series=key) for key, each in values.items()], ignore_index=True)


def starting(*days, **more):
    return [{"name": f"change_{number}", "date": day, **more} for number, day in enumerate(days)]


def test_all_is_well():
    (found,) = series(interventions=starting("2019-01-01"))
    assert found.key == "all"
    np.testing.assert_array_equal(found.low, COUNTS)
    np.testing.assert_array_equal(found.high, COUNTS)
    np.testing.assert_array_equal(found.exposure, 1)
    assert not found.missing.any()
    assert str(found.calendar) == "2018-01 to 2019-12"
    np.testing.assert_allclose(found.exposures["person_time"][:2], [31 / 365.25, 28 / 365.25])


@settings(max_examples=25)
@given(st.permutations(range(48)))
def test_the_order_of_rows_never_matters(order):
    frame = long(a=COUNTS, b=COUNTS[::-1]).assign(exposure=np.arange(1.0, 49.0))
    plain, shuffled = series(frame), series(frame.iloc[list(order)])
    for first, second in zip(plain, shuffled, strict=True):
        assert first.key == second.key
        for name in ("low", "high", "exposure", "missing"):
            np.testing.assert_array_equal(getattr(first, name), getattr(second, name))


def test_series_controls_and_negative_controls_come_in_this_order():
    frame = long(a=COUNTS, b=COUNTS + 1, c=COUNTS + 2, d=COUNTS + 3)
    assert [each.key for each in series(frame)] == ["a", "b", "c", "d"]
    assert [each.key for each in series(frame, controls=["a"], negative_controls=["c"])] == ["b", "d", "a", "c"]
    assert [each.key for each in series(frame, series=["d", "b"])] == ["d", "b"]


def test_a_range_is_kept_and_a_blank_is_missing():
    low, high, value = np.full(24, np.nan), np.full(24, np.nan), COUNTS.copy()
    low[3], high[3], value[3], value[5] = 1, 9, np.nan, np.nan
    (found,) = series(rows(value, value_low=low, value_high=high))
    assert (found.low[3], found.high[3]) == (1, 9)
    assert np.flatnonzero(found.missing).tolist() == [5]
    assert np.flatnonzero(found.in_range).tolist() == [3]
    assert np.isnan(found.low[5]) and np.isnan(found.high[5])


@pytest.mark.parametrize(
    ("frequency", "parts", "labels"),
    [
        ("month", {"year": [2019] * 12, "month_of_year": range(1, 13)}, ("2019-01", "2019-12")),
        (
            "quarter",
            {"year": np.repeat([2017, 2018, 2019], 4), "quarter_of_year": [1, 2, 3, 4] * 3},
            ("2017-Q1", "2019-Q4"),
        ),
        ("year", {"year": range(2008, 2020)}, ("2008", "2019")),
        ("week", {"date": pd.date_range("2019-01-06", periods=12, freq="W")}, ("2019-01-06", "2019-03-24")),
        ("quarter", {"date": pd.date_range("2017-01-01", periods=12, freq="QS")}, ("2017-Q1", "2019-Q4")),
        ("year", {"date": pd.date_range("2008-01-01", periods=12, freq="YS")}, ("2008", "2019")),
    ],
)
def test_periods_of_every_length(frequency, parts, labels):
    frame = pd.DataFrame({**parts, "value": COUNTS[:12]})
    (found,) = series(frame, frequency=frequency, seasonality="none")
    assert (found.calendar.labels[0], found.calendar.labels[-1]) == labels


# What is asked for is not there.


def test_series_that_are_not_there_are_all_named():
    found = problems_of(long(a=COUNTS), series=["a", "b"], controls=["c"], error=ParameterError)
    assert [problem.split(";")[0] for problem in found] == [
        "interrupted_series.series: data.csv has no series 'b'",
        "interrupted_series.controls: data.csv has no series 'c'",
    ]
    (problem,) = problems_of(long(a=COUNTS, b=COUNTS), parts={"a": ["b", "d"]}, error=ParameterError)
    assert problem.startswith("interrupted_series.parts: data.csv has no series 'd'; expected a, b.")
    (problem,) = problems_of(series=["a"], error=ParameterError)
    assert "found no column series: the file is one series, called all" in problem
    assert series(series=["all"])[0].key == "all"


def test_controls_alone_are_nothing_to_analyse():
    (problem,) = problems_of(long(a=COUNTS), controls=["a"], error=ParameterError)
    assert problem.startswith("interrupted_series.series: leaves no series to analyse")


@pytest.mark.parametrize(
    ("day", "wrong", "found"),
    [
        ("2020-01-01", "is outside the months analysed", "2020-01-01, of 2018-01 to 2019-12"),
        ("2017-12-01", "is outside the months analysed", "2017-12-01, of 2018-01 to 2019-12"),
        (
            "2018-02-01",
            "leaves fewer than two months before or after it",
            "1 before and 23 after in the model;",
        ),
        ("2019-12-01", "leaves fewer than two months before or after it", "23 before and 1 after"),
    ],
)
def test_interventions_at_or_beyond_the_ends(day, wrong, found):
    (problem,) = problems_of(interventions=starting(day), error=ParameterError)
    assert problem.startswith(f"interrupted_series.interventions, change_0: {wrong}; found ")
    assert found in problem
    assert "expected two months with a value on either side" in problem


def test_a_period_that_is_not_in_the_model_does_not_count_for_a_side():
    values = COUNTS.copy()
    values[0] = np.nan
    interventions = starting("2018-03-01")
    assert series(interventions=interventions)
    (problem,) = problems_of(rows(values), interventions=interventions, error=ParameterError)
    assert "1 before and 22 after" in problem
    assert "1 before" in problems_of(left_out=["2018-02-01"], interventions=interventions, error=ParameterError)[0]
    late = starting("2019-09-01")
    assert "1 after" in problems_of(provisional_from="2019-10-01", interventions=late, error=ParameterError)[0]
    lagged = starting("2019-09-01", lag=3)
    assert "1 after" in problems_of(interventions=lagged, error=ParameterError)[0]


def test_an_intervention_outside_every_series_is_said_once():
    for day in ("2025-01-01", "2019-12-01"):
        found = problems_of(long(a=COUNTS, b=COUNTS), interventions=starting(day), error=ParameterError)
        assert len(found) == 1


def test_weeks_of_an_intervention_begin_as_those_of_the_data():
    frame = rows(COUNTS, dates=pd.date_range("2019-01-06", periods=24, freq="W"))
    assert series(frame, frequency="week", interventions=starting("2019-03-03"))
    (problem,) = problems_of(frame, frequency="week", interventions=starting("2019-03-05"), error=ParameterError)
    assert "does not begin with a week of the data; found 2019-03-05; expected 2019-03-03" in problem


@pytest.mark.parametrize(
    ("declared", "where", "wrong", "found", "expected"),
    [
        (
            {"co_interventions": [{"name": "law", "start": "2020-01-01"}]},
            "co_interventions, law",
            "starts after",
            "2020-01-01",
            "a start before 2020-01-01",
        ),
        (
            {"co_interventions": [{"name": "law", "start": "2017-01-01", "end": "2018-01-01"}]},
            "co_interventions, law",
            "ends before",
            "2018-01-01",
            "an end after 2018-01-01, or none",
        ),
        (
            {"provisional_from": "2020-02-01"},
            "provisional_from",
            "is after",
            "2020-02-01",
            'a date after 2018-01-01 and not after 2020-01-01, or "" where all are complete',
        ),
        ({"provisional_from": "2018-01-01"}, "provisional_from", "leaves none of", "2018-01-01", "a date after"),
        ({"left_out": ["2017-12-01"]}, "left_out", "is outside", "2017-12-01", "a day from 2018-01-01 to 2019-12-01"),
        (
            {"specifications": [{"name": "short", "start": "2020-01-01"}]},
            "specifications, short, start",
            "is outside",
            "2020-01-01",
            "a date from 2018-01-01 to 2019-12-01",
        ),
        (
            {"specifications": [{"name": "short", "end": "2018-01-01"}]},
            "specifications, short, end",
            "is outside",
            "2018-01-01",
            "a date after 2018-01-01 and not after 2020-01-01",
        ),
    ],
)
def test_declared_dates_that_no_period_has_to_do_with(declared, where, wrong, found, expected):
    problem = problems_of(**declared, error=ParameterError)[0]
    assert problem.startswith(
        f"interrupted_series.{where}: {wrong} the months analysed; found {found}, of 2018-01 to 2019-12; "
        f"expected {expected}"
    )
    assert problem.endswith("Defined in evaluation/data/declared_dates.py.")


def test_declared_dates_at_the_ends_are_of_the_periods():
    assert series(
        co_interventions=[
            {"name": "before", "start": "2017-01-01", "end": "2018-02-01"},
            {"name": "last", "start": "2019-12-01"},
        ],
        provisional_from="2020-01-01",
        left_out=["2018-01-01", "2019-12-01"],
        specifications=[{"name": "whole", "start": "2018-01-01", "end": "2020-01-01"}],
    )


def test_an_exposure_that_is_declared_and_not_there():
    (problem,) = problems_of(exposure="person_time", error=ParameterError)
    assert problem == (
        "interrupted_series.exposure: counts are to be divided by a column exposure, and data.csv has none; "
        "found exposure: person_time; expected exposure: none, which models the counts as they are, or the name of "
        "your column with exposure under sources.data.columns. Defined in "
        "evaluation/data/parameters/interrupted_series.py."
    )
    beside = [{"name": "rates", "exposure": "population"}]
    (problem,) = problems_of(specifications=beside, error=ParameterError)
    assert problem.startswith("interrupted_series.specifications, rates, exposure: counts are to be divided")
    assert "; found exposure: population; expected" in problem
    assert series(kind="value", exposure="population")


def test_an_exposure_that_nobody_chose_is_said_to_be_the_default():
    """Who never wrote a word of a population is not told that one was found."""
    with pytest.raises(ParameterError) as caught:
        regular_series(validated("data", rows(), table="series"), InterruptedSeriesParameters())
    (problem,) = caught.value.problems
    assert "; found no choice of exposure, which means population; expected exposure: none, which" in str(problem)
    assert caught.value.exit_code == 10


def test_a_file_is_named_from_the_current_folder_with_where_the_rule_is(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    table = replace(validated("data", rows().drop(index=[3]), table="series"), path=tmp_path / "here" / "data.csv")
    with pytest.raises(DataError) as caught:
        regular_series(table, section(exposure="none"))
    (problem,) = caught.value.problems
    assert str(problem).startswith("here/data.csv: 1 month without a row; found 2018-04")
    assert problem.defined_in == "docs/methods/interrupted_series.md"


def test_a_window_without_a_row():
    (problem,) = problems_of(start="2021-01-01", error=ParameterError)
    assert problem.startswith("interrupted_series.start: leaves no period with a row; found months from 2021-01-01")
    (problem,) = problems_of(end="2018-01-01", error=ParameterError)
    assert problem.startswith("interrupted_series.end: leaves no period with a row")


def test_a_window_is_cut_out_and_may_not_reach_beyond_the_rows():
    (found,) = series(start="2018-06-01", end="2019-06-01")
    np.testing.assert_array_equal(found.low, COUNTS[5:17])
    (problem,) = problems_of(start="2017-11-01")
    assert problem.startswith("data.csv: 2 months without a row; found 2017-11, 2017-12; expected a row for every")


# Periods that are not.


def test_a_date_that_is_not_one(source):
    (problem,) = source.problems("series", ["date,value", "2018-01-01,3", "2018-13-01,4", "soon,5"])
    assert problem.startswith("data.csv, column date: 2 rows not a date; found '2018-13-01' (row 3), 'soon' (row 4)")


@pytest.mark.parametrize(
    ("frequency", "dates", "said"),
    [
        ("month", [*MONTHS[:-1], "2019-12-15"], "1 row whose date is not the first day of a month; found 2019-12-15"),
        ("quarter", MONTHS, "16 rows whose date is not the first day of a quarter; found 2018-02-01, 2018-03-01"),
        ("year", MONTHS, "22 rows whose date is not the first day of a year; found 2018-02-01"),
        (
            "week",
            [*pd.date_range("2019-01-07", periods=23, freq="7D"), "2019-06-18"],
            "1 row whose date is not the first day of a week; found 2019-06-18; expected weeks that all begin on one "
            "weekday, such as the Monday of most rows",
        ),
    ],
)
def test_dates_that_begin_no_period(frequency, dates, said):
    (problem,) = problems_of(rows(dates=pd.to_datetime(dates)), frequency=frequency, seasonality="none")
    assert problem.startswith(f"data.csv, column date: {said}")


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (
            {},
            "has nothing that dates a month; found neither date nor year; expected a column date, or year and month",
        ),
        ({"year": 2019}, "has nothing that dates a month; found year; expected"),
        ({"year": 2019, "quarter_of_year": 1}, "found year, quarter_of_year; expected a column date"),
    ],
)
def test_columns_that_date_nothing(columns, said):
    (problem,) = problems_of(pd.DataFrame({"value": COUNTS}).assign(**columns))
    assert said in problem


def test_a_column_month_that_is_mapped_to_nothing_is_named():
    frame = pd.DataFrame({"year": [2019] * 24, "value": COUNTS})
    (problem,) = problems_of(frame, source={"ignored_columns": ("month",)})
    assert "found year, and 'month', which sources maps to no column" in problem


def test_rows_without_a_date_and_dates_that_contradict_the_year():
    (problem,) = problems_of(rows(dates=[pd.NaT, *MONTHS[1:]]))
    assert problem.startswith("data.csv: 1 row without date; expected a period in every row")
    (problem,) = problems_of(rows(year=[2018] * 12 + [2020] * 12))
    assert problem.startswith("data.csv: 12 rows whose date is not in its year; found 2019-01-01 with 2020,")


def test_duplicated_months():
    frame = rows([*COUNTS[:23], 5], dates=[*MONTHS[:-1], MONTHS[3]])
    found = problems_of(frame, end="2019-12-01")
    assert found == [
        "data.csv: 1 month more than once; found 2018-04 (2 rows); expected one row for each period; columns that "
        "tell rows apart are mapped to series, or kept by select. Defined in docs/methods/interrupted_series.md."
    ]


def test_gaps_are_refused_and_said_how_to_mend():
    frame = rows().drop(index=[4, 9, 10])
    (problem,) = problems_of(frame)
    assert problem == (
        "data.csv: 3 months without a row; found 2018-05, 2018-10, 2018-11; expected a row for every period, with a "
        "blank value where it is missing; or start and end that leave it out. Defined in "
        "docs/methods/interrupted_series.md."
    )


def test_series_that_end_at_different_times():
    frame = long(a=COUNTS, b=COUNTS).iloc[:-2]
    (problem,) = problems_of(frame)
    assert problem.startswith("data.csv, series b: 2 months without a row; found 2019-11, 2019-12")
    assert len(series(frame, end="2019-11-01")) == 2


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        (
            pd.date_range("2010-01-01", periods=24, freq="QS"),
            "every 3 months; found 2010-01, 2010-04, ...; expected frequency: quarter",
        ),
        (
            pd.date_range("1990-01-01", periods=24, freq="YS"),
            "every 12 months; found 1990-01, 1991-01, ...; expected frequency: year",
        ),
        (
            pd.date_range("2010-01-01", periods=24, freq="2MS"),
            "every 2 months; found 2010-01, 2010-03, ...; expected a row for each month",
        ),
    ],
)
def test_longer_periods_than_declared(dates, said):
    (problem,) = problems_of(rows(dates=dates))
    assert problem.startswith(f"data.csv: has a row only {said}")


def test_mixed_frequencies():
    dates = [*pd.date_range("2010-01-01", periods=8, freq="QS"), *pd.date_range("2012-01-01", periods=16, freq="MS")]
    (problem,) = problems_of(rows(dates=dates))
    assert problem.startswith(
        "data.csv: mixes periods of months with longer ones; found a row every 3 months from 2010-01 on; expected"
    )


# Values that cannot be.


def with_value(position, value, **more):
    values = COUNTS.copy()
    values[position] = value
    return rows(values, **{name: [each] + [np.nan] * 23 for name, each in more.items()})


@pytest.mark.parametrize(
    ("frame", "parameters", "said"),
    [
        (with_value(2, -1), {}, "has counts below 0; found 2018-03 (-1); expected counts, or kind: value"),
        (with_value(2, 2.5), {}, "has counts that are not whole; found 2018-03 (2.5); expected whole numbers"),
        (with_value(2, np.inf), {}, "has infinite values; found 2018-03; expected finite numbers"),
        (with_value(2, 0), {"kind": "value", "scale": "log"}, "has values without a logarithm; found 2018-03 (0)"),
        (
            rows(COUNTS / 20).assign(value=lambda frame: frame["value"].mask(frame.index == 2, 1.0).clip(0.1, 1)),
            {"kind": "value", "scale": "logit"},
            "has values without log odds; found",
        ),
        (with_value(0, np.nan, value_low=9, value_high=1), {}, "ends before it begins; found 2018-01 (9 to 1)"),
        (with_value(0, np.nan, value_low=1.5, value_high=9), {}, "not whole; found 2018-01 (1.5 to 9)"),
        (with_value(0, np.nan, value_low=-1, value_high=9), {}, "has counts below 0; found 2018-01 (-1 to 9)"),
        (with_value(0, np.nan, value_low=1, value_high=np.nan), {}, "has half a range; found 2018-01"),
        (with_value(0, 5, value_low=1, value_high=9), {}, "has a value and a range for one period; found 2018-01"),
        (with_value(0, np.nan, value_low=1, value_high=9), {"kind": "value"}, "known only as a range; found 2018-01"),
    ],
)
def test_values_that_cannot_be(frame, parameters, said):
    (problem,) = problems_of(frame, **parameters)
    assert problem.startswith("data.csv, value: ")
    assert said in problem


@pytest.mark.parametrize(
    ("exposure", "said"),
    [
        (0.0, "has an exposure that is not above 0; found 2018-01 (0); expected a number above 0 for every period"),
        (-3.0, "has an exposure that is not above 0; found 2018-01 (-3)"),
        (np.inf, "has an exposure that is not above 0; found 2018-01 (inf)"),
        (np.nan, "has no exposure in some periods; found 2018-01"),
    ],
)
def test_exposures_that_cannot_be(exposure, said):
    frame = rows(exposure=[exposure] + [1000.0] * 23)
    (problem,) = problems_of(frame)
    assert problem.startswith(f"data.csv, exposure: {said}")
    np.testing.assert_array_equal(series(frame, exposure="none")[0].exposure, 1)
    other = [{"name": "rates", "exposure": "population"}]
    assert problems_of(frame, exposure="none", specifications=other) == [problem]


def test_an_exposure_is_of_counts():
    frame = rows(exposure=[1000.0] * 24)
    np.testing.assert_array_equal(series(frame)[0].exposures["population"], 1000)
    (problem,) = problems_of(frame, kind="value")
    assert problem.startswith("data.csv, exposure: an exposure is of counts, and kind is value")


def test_eight_periods_are_enough_and_seven_are_not():
    assert series(rows().iloc[:8])[0].calendar.n_periods == 8
    (problem,) = problems_of(rows().iloc[:7])
    assert problem.startswith(
        "data.csv: is too short; found 7 months in the model, of 2018-01 to 2018-07; expected 8"
    )
    (problem,) = problems_of(rows(np.r_[COUNTS[:7], np.nan], dates=MONTHS[:8]))
    assert "found 7 months in the model" in problem


def test_a_quarter_of_the_values_may_be_missing():
    values = COUNTS.copy()
    values[:6] = np.nan
    assert series(rows(values))[0].missing.sum() == 6
    values[6] = np.nan
    (problem,) = problems_of(rows(values))
    assert problem.startswith(
        "data.csv: has too many missing values; found 7 of 24 months; expected at most a quarter"
    )


def test_an_empty_file_has_no_row():
    (problem,) = problems_of(rows().iloc[:0])
    assert problem.startswith("data.csv: has no row")


def test_problems_of_all_series_and_of_the_parameters_stand_together():
    frame = long(a=COUNTS, b=np.r_[-1, COUNTS[1:]], c=np.r_[COUNTS[1:], 0.5])
    found = problems_of(frame, interventions=starting("2025-01-01"), error=ParameterError)
    assert [problem.split(":")[0] for problem in found] == [
        "interrupted_series.interventions, change_0",
        "data.csv, series b, value",
        "data.csv, series c, value",
    ]


# Sums that pose as counts, and series that hardly vary.


def test_rolling_sums_posing_as_months_are_refused():
    months = np.random.default_rng(2).poisson(20, 59).astype(float)
    sums = np.convolve(months, np.ones(12), mode="valid")
    frame = rows(sums, dates=pd.date_range("2016-01-01", periods=48, freq="MS"))
    (problem,) = problems_of(frame, source={"origin": {"value": "12 Month-ending deaths"}})
    assert problem.startswith("data.csv: looks like sums over several months (such as 12-month-ending counts)")
    assert "the name '12 Month-ending deaths'" in problem
    assert problem.endswith(
        "If they are no counts of events, such as people in treatment on a day: kind: value. "
        "Defined in evaluation/data/rolling_sums.py."
    )
    assert series(frame, kind="value")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([0.0] * 24, "all: every value is 0: no change can be estimated"),
        ([0.0] * 20 + [7.0] + [0.0] * 3, "all: every value but one is 0: hardly anything can be estimated"),
        ([3.0] * 24, "all: every value is 3: copied, capped or filled in?"),
        ([np.nan, *COUNTS[1:]], "all: 1 of 24 months missing: not in the model"),
        (COUNTS, None),
    ],
)
def test_series_that_hardly_vary_pass_with_a_remark(values, said):
    table = validated("data", rows(values), table="series")
    assert series_remarks(table, regular_series(table, section())) == ((said,) if said else ())


def test_remarks_about_ranges_and_names():
    low, high = [1.0] + [np.nan] * 23, [9.0] + [np.nan] * 23
    frame = rows([np.nan, *COUNTS[1:]], value_low=low, value_high=high)
    table = validated("data", frame, table="series", origin={"value": "rolling sum"})
    assert series_remarks(table, regular_series(table, section())) == (
        "all: 1 of 24 months known only as a range",
        "the name 'rolling sum' speaks of sums over several periods: is each value of one period only?",
    )


def test_values_that_are_sums_of_counts_pass_with_a_remark():
    sums = np.convolve(np.random.default_rng(2).poisson(20, 59), np.ones(12), mode="valid")
    table = validated("data", rows(sums, dates=pd.date_range("2016-01-01", periods=48, freq="MS")), table="series")
    (remark,) = series_remarks(table, regular_series(table, section(kind="value")))
    assert remark.startswith(
        "all: varies less than counts of single months can: if these are sums over several months"
    )


def test_a_constant_count_is_refused_where_events_cannot_be_so_even():
    (problem,) = problems_of(rows([40.0] * 24))
    assert problem.startswith(
        "data.csv: is the same in every row, which counts of events cannot be; found a mean of 40"
    )
    assert series(rows([40.0] * 24), kind="value")


def test_a_week_of_the_window_begins_as_those_of_the_data():
    frame = rows(COUNTS, dates=pd.date_range("2019-01-06", periods=24, freq="W"))
    (problem,) = problems_of(frame, frequency="week", start="2019-01-09", error=ParameterError)
    assert problem.startswith(
        "interrupted_series.start: is not the first day of a week of the data; found 2019-01-09; expected 2019-01-06"
    )
    assert series(frame, frequency="week", start=dt.date(2019, 1, 13))[0].calendar.n_periods == 23


@st.composite
def any_tables(draw):
    """Tables that are nearly right, and everything that a column may hold."""
    n = draw(st.integers(0, 30))
    column = st.lists(st.sampled_from([0.0, 1.0, 2.5, -1.0, np.nan, np.inf, 1e300]), min_size=n, max_size=n)
    frame = pd.DataFrame({"value": draw(column) if draw(st.booleans()) else np.resize(COUNTS, n)})
    dates = list(pd.date_range("2018-01-01", periods=n, freq="MS"))
    if draw(st.booleans()):
        odd = st.sampled_from([*MONTHS, pd.NaT, pd.Timestamp("2018-01-15")])
        dates = draw(st.lists(odd, min_size=n, max_size=n))
    frame["date"] = pd.Series(dates, index=frame.index, dtype="datetime64[us]")
    for name in draw(st.sets(st.sampled_from(["value_low", "value_high", "exposure"]))):
        frame[name] = draw(column)
    return frame


@settings(max_examples=80)
@given(any_tables(), st.sampled_from(["month", "quarter", "week"]), st.sampled_from(["count", "value"]))
def test_any_table_is_analysed_or_refused_with_its_problems(frame, frequency, kind):
    parameters = section(frequency=frequency, kind=kind, seasonality="none", interventions=starting("2018-04-01"))
    table = validated("data", frame, table="series")
    try:
        found = regular_series(table, parameters)
    except (DataError, ParameterError) as error:
        assert error.problems
    else:
        (each,) = found
        assert np.isfinite(each.low[~each.missing]).all()
        assert (each.exposure > 0).all()
        assert isinstance(series_remarks(table, found), tuple)


def test_a_series_that_is_the_sum_of_others_is_said_to_be():
    table = validated("data", long(all=2 * COUNTS + 1, men=COUNTS, women=COUNTS + 1), table="series")
    found = regular_series(table, section())
    (remark,) = series_remarks(table, found)
    assert remark == (
        "all: is men and women together: a release subtracts them only where the params file says "
        "parts: {all: [men, women]}"
    )
    assert series_remarks(table, found, {"all": ["men", "women"]}) == ()
