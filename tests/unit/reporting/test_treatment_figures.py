"""Figures of outcomes, definitions and residuals: areas sum to one, marks stand where they belong."""

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt

from evaluation.reporting.figures.definitions import definitions_of, is_headline, retained_by_definition
from evaluation.reporting.figures.incidence import outcomes_at_landmarks, spread, stacked_incidence
from evaluation.reporting.figures.proportionality import rank_of, scaled_residuals

from .retention_fixture import frame_of
from .treatment_rows import DEFINITIONS

CURVE = pd.DataFrame(
    {
        "scope": "all",
        "group": "",
        "level": np.nan,
        "cause": np.repeat(["left", "died", "moved"], 3),
        "time": [10.0, 50.0, 400.0] * 3,
        "incidence": [0.2, 0.6, 0.7, 0.0, 0.007, 0.007, 0.01, 0.03, 0.2],
    }
)


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_areas_stand_on_one_another_and_the_rest_is_still_in_treatment(labels, catalogue):
    (axis,) = stacked_incidence(CURVE, labels=labels, catalogue=catalogue).axes
    assert [float(line.get_ydata()[-1]) for line in axis.lines[:3]] == pytest.approx([0.7, 0.707, 0.907])
    assert [text.get_text() for text in axis.texts] == ["70%", "0.7%", "20%", "9.3%"]
    heights = [text.get_position()[1] for text in axis.texts]
    assert heights == sorted(heights)


def test_the_shares_in_figures_are_those_of_the_last_day_drawn(labels, catalogue):
    (axis,) = stacked_incidence(CURVE, labels=labels, catalogue=catalogue, last_day=180).axes
    assert [text.get_text() for text in axis.texts] == ["60%", "0.7%", "3.0%", "36%"]
    assert max(axis.get_xticks()) <= 180


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([0.1, 0.5], [0.1, 0.5]),
        ([0.5, 0.5, 0.5], [0.5, 0.6, 0.7]),
        ([0.9, 0.95, 1.0], [0.8, 0.9, 1.0]),
    ],
)
def test_labels_are_moved_as_little_as_keeps_them_apart(places, expected):
    assert spread(places, least=0.1) == pytest.approx(expected)


def test_without_other_outcomes_or_residuals_or_definitions_a_figure_says_so(labels, catalogue):
    nothing = pd.DataFrame()
    rows = frame_of(DEFINITIONS).iloc[:0]
    figures = [
        stacked_incidence(nothing, labels=labels, catalogue=catalogue),
        scaled_residuals(nothing, conf_level=0.95, catalogue=catalogue),
        retained_by_definition(rows, gap_days=30, share_covered=0.8, catalogue=catalogue),
    ]
    said = [" ".join(figure.axes[0].texts[0].get_text().split()) for figure in figures]
    assert [words.split(" ", 2)[:2] for words in said] == [["These", "data"], ["The", "model"], ["There", "is"]]


def test_bars_fill_everybody(catalogue):
    shares = pd.DataFrame({"day": 30, "outcome": ["left", "died", "still"], "estimate": [0.3, 0.02, 0.68]})
    (axis,) = outcomes_at_landmarks(shares, catalogue=catalogue).axes
    assert sum(bar.get_width() for bar in axis.patches) == pytest.approx(1.0)
    assert [text.get_text() for text in axis.texts] == ["30%", "68%"]


def test_definitions_stand_by_kind_and_length_and_one_is_the_reports(catalogue):
    rows = definitions_of(frame_of([*DEFINITIONS[::-1]]))
    assert [(row.measure, row.days, row.deaths) for row in rows.itertuples()] == [
        ("gap", 7, "censored"),
        ("gap", 7, "leaving"),
        ("gap", 30, "censored"),
        ("gap", 30, "leaving"),
        ("days_covered", 180, "censored"),
        ("pod_style", 180, "censored"),
    ]
    assert rows.loc[is_headline(rows, 30), "estimate"].tolist() == [0.5]
    first, *others = retained_by_definition(rows, gap_days=30, share_covered=0.8, catalogue=catalogue).axes
    assert [text.get_text() for text in first.get_yticklabels()] == ["7 days", "30 days (this report)"]
    assert all(axis.lines[-1].get_xdata() == [0.5, 0.5] for axis in (first, *others))
    assert [axis.get_title(loc="left") for axis in others] == [
        "Days with medication",
        "Medication without\na break (POD-style)",
    ]


def test_a_definition_that_is_not_in_the_grid_has_no_line(catalogue):
    rows = frame_of(DEFINITIONS)
    first, *_ = retained_by_definition(rows, gap_days=21, share_covered=0.8, catalogue=catalogue).axes
    assert len(first.lines) == 2 * 4


def test_where_deaths_are_counted_in_one_way_only_a_point_stands_at_its_name_without_a_legend(catalogue):
    rows = frame_of([each for each in DEFINITIONS if "leaving" not in each.result_id])
    figure = retained_by_definition(rows, gap_days=30, share_covered=0.8, catalogue=catalogue)
    first = figure.axes[0]
    assert figure.legends == []
    assert [round(20 * tick, 9) % 1 for tick in first.get_xticks()] == [0.0] * len(first.get_xticks())
    assert [line.get_ydata()[0] for line in first.lines if line.get_marker() == "o"] == first.get_yticks().tolist()


def test_the_line_of_the_model_is_the_mean_of_the_residuals_and_each_covariate_has_a_panel(catalogue):
    days = np.repeat(np.arange(1.0, 101.0), 2)
    one = pd.DataFrame({"covariate": "sex", "day": days, "scaled_residual": np.where(days > 50, 1.0, -0.5)})
    other = one.assign(covariate="age_group", scaled_residual=1.0)
    gone = one.assign(covariate="arm", scaled_residual=np.nan)
    residuals = pd.concat([one, other, gone]).sample(frac=1, random_state=1)
    axes = scaled_residuals(residuals, conf_level=0.95, catalogue=catalogue).axes
    by_title = {axis.get_title(loc="left"): axis for axis in axes}
    assert set(by_title) == {"Sex", "Age"}
    no_effect, model, means, curve = by_title["Sex"].lines
    assert set(no_effect.get_ydata()) == {0.0}
    assert model.get_ydata() == pytest.approx([0.25, 0.25])
    assert means.get_ydata().tolist() == [-0.5] * 10 + [1.0] * 10
    assert curve.get_ydata()[0] < 0.25 < curve.get_ydata()[-1]


def test_few_residuals_have_no_curve(catalogue):
    residuals = pd.DataFrame({"covariate": "sex", "day": [1.0, 2.0, 9.0], "scaled_residual": [0.1, 0.2, 0.3]})
    (axis,) = scaled_residuals(residuals, conf_level=0.95, catalogue=catalogue).axes
    assert len(axis.lines) == 3


def test_a_rank_counts_ties_by_half():
    assert rank_of(np.array([1.0, 2.0, 5.0]), np.array([1.0, 2.0, 2.0, 3.0])).tolist() == [0.125, 0.5, 1.0]
