"""Series that cannot be analysed honestly are refused in words; what can be is flagged where nothing can be said.

Each file goes through the command line, or through the analysis with warnings as errors: no number comes out of it
that is not marked, no traceback, no warning.
"""

import math

import numpy as np
import pandas as pd
import pytest

from evaluation.analyses.interrupted_series import analyse
from evaluation.data.parameters import load_parameters
from evaluation.data.read import read_tables

N = 60
MONTHS = pd.date_range("2015-01-01", periods=N, freq="MS").strftime("%Y-%m-%d")
COUNTS = np.random.default_rng(4).poisson(20, N)
PARAMS = """\
evaluation: hostile
title: "A hostile series"
synthetic: true
seed: 1
sources:
  visits: {path: visits.csv, table: series}
interrupted_series:
  data: visits
  exposure: none
  seasonality: none
  interventions:
    - {name: law, date: "2018-01-01"}
"""
EFFECTS = ("level_change", "slope_change", "rate_ratio_12_months", "events_averted", "percent_averted")


@pytest.fixture
def files(tmp_path):
    """Write the series and its params file, with some text replaced, and return the latter."""

    def write(frame, *changes):
        text = PARAMS.replace("exposure: none", "exposure: population") if "exposure" in frame else PARAMS
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        frame.to_csv(tmp_path / "visits.csv", index=False)
        path = tmp_path / "hostile.yml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def months(values=COUNTS, dates=MONTHS, **more):
    return pd.DataFrame({"date": dates, "value": values, **more})


def with_values(changes):
    values = COUNTS.astype(object)
    for place, value in changes.items():
        values[place] = value
    return months(values)


def rolling(window=12):
    single = np.random.default_rng(4).poisson(20, N + window - 1)
    return months(np.convolve(single, np.ones(window, dtype=int), mode="valid"))


def exposed(value):
    people = np.full(N, 1000.0, dtype=object)
    people[7] = value
    return months(exposure=people)


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (months().drop(index=[20, 21]), ("2 months without a row", "2016-09, 2016-10")),
        (pd.concat([months(), months().iloc[[5]]]), ("more than once", "2015-06 (2 rows)")),
        (months(dates=[*MONTHS[:9], "2015-10-12", *MONTHS[10:]]), ("not the first day of a month", "2015-10-12")),
        (months(dates=[*MONTHS[:9], "soon", *MONTHS[10:]]), ("date", "soon", "row")),
        (with_values({3: -4}), ("counts below 0", "2015-04 (-4)")),
        (with_values({3: 4.5}), ("counts that are not whole", "2015-04 (4.5)", "kind: value")),
        (with_values({3: "many"}), ("value", "many")),
        (with_values(dict.fromkeys(range(20), "")), ("too many missing values", "20 of 60 months")),
        (exposed(0), ("an exposure that is not above 0", "2015-08 (0)")),
        (exposed(-3), ("an exposure that is not above 0", "2015-08 (-3)")),
        (exposed(""), ("no exposure in some periods", "2015-08")),
        (rolling(), ("looks like sums over several months", "effect is smeared")),
        (months(np.full(N, 20)), ("is the same in every row, which counts of events cannot be",)),
        (months(np.cumsum(COUNTS)), ("looks like totals since the start",)),
        (months().iloc[:0], ("holds no rows",)),
        (months(COUNTS.astype(np.int64) * 10**12), ("counts too large to be of events", "at most 1e+09")),
        (months(COUNTS * 1e200), ("of a size that cannot be computed with", "1e-100 to 1e+100")),
    ],
    ids=[
        "gap",
        "duplicated month",
        "mid-month",
        "no date",
        "negative",
        "fractional",
        "text",
        "too many missing",
        "exposure zero",
        "exposure negative",
        "exposure missing",
        "rolling sums",
        "constant",
        "cumulative",
        "empty",
        "no number of events",
        "size",
    ],
)
def test_data_that_cannot_be_analysed_are_refused(files, command, frame, said):
    code, printed = command("check", files(frame))
    assert code == 11, printed
    for text in said:
        assert text in printed


@pytest.mark.parametrize(
    ("frame", "changes", "said"),
    [
        (months(), [("2018-01-01", "2030-01-01")], ("interventions, law", "is outside the months analysed")),
        (months(), [("2018-01-01", "2015-02-01")], ("fewer than two months before or after it",)),
        (months(), [("2018-01-01", "2018-01-15")], ("is not a first of a month", "2018-01-01")),
        (months(), [("seasonality: none", "series: [elsewhere]")], ("has no series 'elsewhere'",)),
        (months(), [("seasonality: none", "negative_controls: [all]")], ("leaves no series to analyse",)),
        (months(), [("seasonality: none", "kind: share")], ("interrupted_series.kind", "'count' or 'value'")),
        (months(), [("seasonality: none", "scale: logit")], ("is of values",)),
        (
            months(),
            [("seasonality: none", "co_interventions: [{name: covid, start: '2030-03-01'}]")],
            ("co_interventions, covid: starts after the months analysed", "2030-03-01, of 2015-01 to 2019-12"),
        ),
        (
            months(),
            [("seasonality: none", "co_interventions: [{name: covid, start: '2018-01-01'}]")],
            ("co_interventions, covid: cannot be told apart from intervention law",),
        ),
        (
            months(),
            [("seasonality: none", "seasonality: auto\n  start: '2016-06-01'")],
            ("seasonality: auto chooses from 24 months or more", "19 of all"),
        ),
        (
            months(),
            [("exposure: none", "exposure: person_time")],
            ("exposure: none, which models the counts as they are, or the name of your column",),
        ),
        (
            months().iloc[:8],
            [("2018-01-01", "2015-05-01"), ("seasonality: none", "seasonality: harmonics")],
            ("8 parameters, 8 months in the model",),
        ),
    ],
    ids=[
        "outside",
        "at the edge",
        "mid-month",
        "unknown series",
        "only a negative control",
        "unknown kind",
        "scale of counts",
        "co-intervention outside",
        "co-intervention like the intervention",
        "too short to choose a season",
        "no exposure in the file",
        "8 points with a season",
    ],
)
def test_parameters_that_do_not_fit_are_refused(files, command, frame, changes, said):
    code, printed = command("check", files(frame, *changes))
    assert code == 10, printed
    for text in said:
        assert text in printed


def rows_of(path):
    evaluation = load_parameters(path)
    section = evaluation.interrupted_series
    tables = read_tables(evaluation, section.source_names())
    result = analyse(tables, section, np.random.default_rng(evaluation.seed))
    return {row.result_id.removeprefix("interrupted_series/"): row for row in result.estimates}


def before(place):
    return months(np.where(np.arange(N) < place, COUNTS, 0))


@pytest.mark.parametrize(
    "frame",
    [months(np.zeros(N, dtype=int)), months(np.eye(N, dtype=int)[40]), months(np.eye(N, dtype=int)[0])],
    ids=["all zeros", "one event after", "one event before"],
)
def test_hardly_any_events_give_no_number(files, command, frame):
    path = files(frame)
    code, printed = command("check", path)
    assert code == 0
    assert "every value" in printed
    rows = rows_of(path)
    assert rows["gate/all"].note.startswith("closed: ")
    for quantity in EFFECTS:
        assert math.isnan(rows[f"{quantity}/all"].estimate)
        assert "not estimable" in rows[f"{quantity}/all"].note


def test_nothing_after_the_intervention_is_marked(files):
    rows = rows_of(files(before(36)))
    row = rows["level_change/all"]
    assert math.isnan(row.estimate)
    assert "not estimable" in row.note
    assert rows["gate/all"].note.startswith("closed: ")


def test_eight_points_are_marked_as_short(files):
    rows = rows_of(files(months().iloc[:8], ("2018-01-01", "2015-05-01")))
    assert "short: only 4 months" in rows["level_change/all"].note
    assert rows["gate/all"].note.startswith("closed: ")


def test_a_constant_value_is_marked(files, command):
    path = files(months(np.full(N, 3.5)), ("seasonality: none", "kind: value\n  seasonality: none"))
    code, printed = command("check", path)
    assert code == 0
    assert "every value is 3.5" in printed
    row = rows_of(path)["level_change/all"]
    assert math.isnan(row.estimate)
    assert "not estimable" in row.note


def test_a_few_missing_values_are_said_and_left_out(files, command):
    path = files(with_values({3: "", 40: ""}))
    code, printed = command("check", path)
    assert code == 0
    assert "2 of 60 months missing: not in the model" in printed
    assert rows_of(path)["level_change/all"].n_obs == N - 2
