"""The figure of series of one's own: points where there are values, an axis from zero for counts only."""

import pandas as pd
import pytest
from matplotlib.collections import LineCollection

from evaluation.data.parameters import InterruptedSeriesParameters
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.figures.interrupted_series import series_by_period

WORDS = Catalogue("en")
WEEKS = [f"{day:%Y-%m-%d}" for day in pd.date_range("2021-01-04", periods=12, freq="7D")]
LINES = ("fitted", "counterfactual", "counterfactual_low", "counterfactual_high")


def drawn(periods, values, *, role="series", in_model=True, ranges=None, **given):
    numbers = pd.DataFrame(
        {
            "period": periods,
            "series": "calls",
            "role": role,
            "value": values,
            "value_low": values,
            "value_high": values,
        }
    )
    for place, ends in (ranges or {}).items():
        numbers.loc[place, ["value_low", "value_high"]] = ends
    other = numbers.assign(series="quiet", role="negative_control")
    fitted = numbers[["period", "series"]].assign(**dict.fromkeys(LINES, 50.0))
    parameters = InterruptedSeriesParameters.model_validate(
        {"unit": "calls", "seasonality": "none", **given}, strict=False
    )
    frame = pd.concat([numbers, other]).assign(in_model=in_model)
    return series_by_period(frame, fitted, parameters=parameters, catalogue=WORDS)


def points(axis):
    return [line for line in axis.lines if line.get_marker() == "o"]


def test_weeks_stand_at_their_middle_and_a_transition_is_shaded_after_its_lag():
    change = [{"name": "law", "date": "2021-02-01", "lag": 1, "transition": 2}]
    figure = drawn(WEEKS, [50.0] * 11 + [None], frequency="week", interventions=change)
    axis = figure.axes[0]
    (seen,) = points(axis)
    assert len(seen.get_xdata()) == 11
    assert seen.get_xdata()[0] == pytest.approx(2021 + (3 + 3.5) / 365.25, abs=1e-4)
    assert (axis.get_ylabel(), axis.get_ylim()[0]) == ("calls per week", 0)
    shaded = next(patch for patch in axis.patches if patch.get_width())
    assert shaded.get_width() == pytest.approx(14 / 365.25)
    assert shaded.get_x() == pytest.approx(2021 + 1 / 12 + 7 / 365.25, abs=1e-4)
    assert [each.get_title(loc="left") for each in figure.axes] == ["Calls", "Quiet (cannot have changed)"]


def test_values_have_their_own_axis_and_periods_outside_the_model_are_hollow():
    figure = drawn(
        ["2020-Q1", "2020-Q2", "2020-Q3"], [49.0, 50.0, 52.0], kind="value", frequency="quarter", in_model=False
    )
    axis = figure.axes[0]
    assert axis.get_ylim()[0] == 49.0
    assert axis.get_ylabel() == "calls"
    assert {line.get_markerfacecolor() for line in points(axis)} == {"white"}
    assert "Not in the model" in [text.get_text() for text in figure.legends[0].get_texts()]


def test_a_series_of_which_no_month_is_known_exactly_is_bars_alone():
    ranges = dict.fromkeys(range(3), (1.0, 9.0))
    figure = drawn(["2020-01", "2020-02", "2020-03"], [None] * 3, ranges=ranges)
    axis = figure.axes[0]
    assert points(axis) == []
    (bars,) = (each for each in axis.collections if isinstance(each, LineCollection))
    assert [segment[:, 1].tolist() for segment in bars.get_segments()] == [[1.0, 9.0]] * 3
