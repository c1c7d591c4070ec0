"""What the figures show: the numbers of the tables, from zero, with what did not happen only where it is declared."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot as plt

from evaluation.reporting.figures import choices, deaths_by_group, deaths_by_month, other_analyses, overdose_deaths
from evaluation.reporting.figures.periods import period_span
from evaluation.reporting.labels import Labels
from evaluation.stats.rate_reliability import RateStandard
from evaluation.stats.rates import poisson_rates

from .released_fixture import ABOUT

START = [{"name": "coalition", "date": "2020-07-01", "description": "Coalitions start"}]


@pytest.fixture
def words(catalogue):
    return {"labels": Labels(ABOUT, catalogue), "catalogue": catalogue}


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def months(periods, **columns):
    return pd.DataFrame({"period": periods, **columns})


PERIODS = [f"{year}-{month:02d}" for year in (2020, 2021) for month in range(1, 13)]


def fitted(*keys, counterfactual=True):
    frames = []
    for key in keys:
        frame = months(PERIODS, series=key, fitted=10.0, fitted_low=9.0, fitted_high=11.0)
        for name, value in (("", 14.0), ("_low", 12.0), ("_high", 16.0)):
            frame[f"counterfactual{name}"] = value if counterfactual else np.nan
        after = frame["period"] >= "2020-07"
        frame.loc[~after, ["counterfactual", "counterfactual_low", "counterfactual_high"]] = np.nan
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def points_of(axis):
    return next(line for line in axis.lines if line.get_marker() == "o").get_xydata()


@pytest.mark.parametrize(
    ("period", "start", "length"),
    [
        ("2020-03", 2020 + 2 / 12, 1),
        ("2020-Q3", 2020.5, 3),
        ("2020", 2020.0, 12),
        ("2020-07-01/2021-01-01", 2020.5, 6),
    ],
)
def test_periods_on_an_axis_of_years(period, start, length):
    assert period_span(period) == (pytest.approx(start), length)


def test_every_month_is_a_point_on_an_axis_from_zero(words):
    table = months(PERIODS * 2, arm=["cep"] * 24 + ["rfs"] * 24, deaths=list(range(24)) * 2)
    figure = deaths_by_month.monthly_deaths(table, fitted("cep", "rfs"), interventions=START, **words)
    assert [axis.get_title(loc="left") for axis in figure.axes] == [
        "Community Engagement and Planning",
        "Resources for Services",
    ]
    for axis in figure.axes:
        points = points_of(axis)
        np.testing.assert_allclose(points[:, 1], range(24))
        assert points[0, 0] == pytest.approx(2020 + 0.5 / 12)
        assert axis.get_ylim()[0] == 0
        assert [text.get_text() for text in axis.texts] == ["Coalitions start"]
        assert len(axis.collections) == 1


def test_a_control_is_called_one_and_no_start_is_named_on_it(words):
    table = months(PERIODS * 2, arm=["cep"] * 24 + ["rfs"] * 24, deaths=list(range(24)) * 2)
    given = {"interventions": START, "controls": ["rfs"], **words}
    ours, control = deaths_by_month.monthly_deaths(table, fitted("cep", "rfs"), **given).axes
    assert control.get_title(loc="left") == "Resources for Services (control)"
    assert [[text.get_text() for text in axis.texts] for axis in (ours, control)] == [["Coalitions start"], []]


def test_months_that_are_not_in_the_model_are_hollow_and_a_transition_is_shaded(words):
    plan = {
        "left_out": ["2020-03-01"],
        "provisional_from": "2021-11-01",
        "interventions": [START[0] | {"lag": 1, "transition": 2}],
    }
    table = months(PERIODS, deaths=list(range(24)))
    out = deaths_by_month.months_left_out(plan, PERIODS)
    assert sorted(month - 2020 * 12 for month in out) == [2, 7, 8, 22, 23]
    figure = deaths_by_month.monthly_deaths(
        table, fitted("all"), interventions=plan["interventions"], left_out=out, **words
    )
    axis = figure.axes[0]
    points = {
        line.get_markerfacecolor(): line.get_ydata().tolist() for line in axis.lines if line.get_marker() == "o"
    }
    assert points.pop("white") == [2, 7, 8, 22, 23]
    assert sum(map(len, points.values())) == 19
    shaded = next(patch for patch in axis.patches if patch.get_width())
    assert (shaded.get_x(), shaded.get_width()) == (pytest.approx(2020.5 + 1 / 12), pytest.approx(2 / 12))
    named = [text.get_text() for text in figure.legends[0].get_texts()]
    assert {"Month that is not in the model", "Months in which nothing is compared yet"} <= set(named)


def test_the_trend_is_the_line_without_its_seasons(words):
    time = np.arange(24) / 12
    season = 0.2 * np.sin(2 * np.pi * np.arange(24) / 12)
    trend = np.exp(2.0 + 0.1 * time - 0.3 * (np.arange(24) >= 6))
    table = months(PERIODS, deaths=10)
    line = fitted("all").assign(fitted=trend * np.exp(season))
    axis = deaths_by_month.monthly_deaths(table, line, interventions=START, **words).axes[0]
    thick = np.concatenate([each.get_ydata() for each in axis.lines if each.get_linewidth() == 2.4])
    ratio = np.log(thick / trend)
    assert len(thick) == 24
    assert np.ptp(ratio) < 0.08, "two years do not tell a season from a step exactly"
    assert np.ptp(np.log(line["fitted"] / trend)) > 0.35


def placebos(*keys):
    rows = [
        (key, date, date != "2020-07-01", "level_change", estimate, estimate - 0.1, estimate + 0.1)
        for key in keys
        for date, estimate in (("2018-01-01", 1.1), ("2018-02-01", 0.9), ("2020-07-01", 0.7))
    ]
    names = ["series", "date", "is_placebo", "quantity", "estimate", "conf_low", "conf_high"]
    return pd.DataFrame(rows, columns=names)


def test_the_real_start_stands_out_among_placebo_dates(words):
    figure = other_analyses.placebo_dates(placebos("cep", "rfs"), **words)
    assert len(figure.axes) == 2
    for axis in figure.axes:
        dots = {line.get_marker(): line.get_xydata() for line in axis.lines if line.get_marker() in "oD"}
        assert dots["o"][:, 1].tolist() == [1.1, 0.9]
        np.testing.assert_allclose(dots["D"], [[2020.5, 0.7]])
        assert axis.get_yscale() == "log"


def test_differences_have_a_linear_axis_around_zero(words):
    table = placebos("cep").assign(quantity="change_12_months")
    table[["estimate", "conf_low", "conf_high"]] -= 1.0
    figure = other_analyses.placebo_dates(table, no_effect=0.0, **words)
    axis = figure.axes[0]
    assert axis.get_yscale() == "linear"
    assert axis.get_ylabel() == "Difference from what was expected"
    assert [line.get_ydata()[0] for line in axis.lines if len(set(line.get_ydata())) == 1][-1] == 0.0


def test_the_plan_says_what_no_effect_is():
    assert other_analyses.no_effect_of({"kind": "value", "scale": "identity"}) == 0.0
    assert other_analyses.no_effect_of({"kind": "value", "scale": "log"}) == 1.0
    assert other_analyses.no_effect_of({"kind": "count", "scale": "identity"}) == 1.0
    assert other_analyses.no_effect_of({}) == 1.0


def test_figures_of_a_series_by_quarter_keep_their_prefix_and_speak_of_quarters(words):
    tables = [
        SimpleNamespace(name=f"series_{name}", rows=(1,), to_frame=lambda frame=frame: frame)
        for name, frame in (("placebo_dates", placebos("cep")), ("specification_curve", curve()))
    ]
    plan = {"kind": "count", "frequency": "quarter", "interventions": [START[0] | {"phase_in": 0}]}
    found = other_analyses.all_figures(tables, plan=plan, prefix="series_", **words)
    assert list(found) == ["series_placebo_dates", "series_specification_curve_all_coalition"]
    names = [
        label.get_text() for label in found["series_specification_curve_all_coalition"].axes[1].get_yticklabels()
    ]
    assert "Phase-in of 6 quarters" in names


def curve():
    names = ("method", "shape", "lag", "phase_in", "seasonality", "co_interventions", "periods_before")
    rows = [
        ("primary", "integrated", None, None, None, None, "as_declared", 0, 0.8, 0.7, 0.9),
        ("grid_01", "poisson", None, None, 6.0, None, "as_declared", 0, 0.7, 0.6, 0.8),
        ("grid_02", "poisson", None, None, 0.0, "months", "as_declared", 0, 0.95, 0.85, 1.05),
    ]
    table = pd.DataFrame(rows, columns=["specification", *names, "estimate", "conf_low", "conf_high"])
    return table.assign(series="all", intervention="coalition", quantity="level_change")


def test_a_specification_curve_is_sorted_and_says_what_differs(words):
    declared = choices.declared_choices(
        {"seasonality": "harmonics", "co_interventions": [], "interventions": [START[0] | {"phase_in": 0, "lag": 0}]},
        "coalition",
    )
    figure = other_analyses.specification_curve(curve(), key="all", declared=declared, catalogue=words["catalogue"])
    above, below = figure.axes
    dots = [line for line in above.lines if line.get_marker() in "oDs"]
    assert [float(line.get_ydata()[0]) for line in dots] == [0.7, 0.8, 0.95]
    assert [line.get_marker() for line in dots] == ["o", "D", "s"]
    names = [label.get_text().replace("\n", " ") for label in below.get_yticklabels()]
    marked = {name: line.get_xdata().tolist() for name, line in zip(names, below.lines, strict=True)}
    assert marked == {
        "Correlation between months integrated out": [1],
        "Poisson, months taken as independent": [0, 2],
        "At once": [1, 2],
        "Phase-in of 6 months": [0],
        "Seasons as waves": [0, 1],
        "A level for each month of the year": [2],
    }


def test_quarters_are_drawn_as_deaths_per_month(words):
    table = months(["2020-Q1", "2020-Q2"], deaths=[30, 60])
    figure = deaths_by_month.monthly_deaths(table, fitted("all"), interventions=START, **words)
    np.testing.assert_allclose(points_of(figure.axes[0]), [[2020.125, 10], [2020.375, 20]])


def test_without_intervention_there_is_no_counterfactual_to_see(words):
    table = months(PERIODS, deaths=10)
    figure = deaths_by_month.monthly_deaths(table, fitted("all", counterfactual=False), interventions=[], **words)
    axis = figure.axes[0]
    assert len(axis.collections) == 0
    assert len(axis.texts) == 0
    shown = [text.get_text() for text in figure.legends[0].get_texts()]
    assert shown == ["Deaths in a month", "What the model fits, with the seasons", "Its trend, without the seasons"]


def test_a_series_without_a_model_still_shows_its_points(words):
    table = months(PERIODS * 2, arm=["cep"] * 24 + ["rfs"] * 24, deaths=10)
    figure = deaths_by_month.monthly_deaths(table, fitted("cep"), interventions=START, **words)
    assert len(points_of(figure.axes[1])) == 24


def test_figures_of_nothing_do_not_fail(words):
    table = months(PERIODS, deaths=10)
    deaths_by_month.monthly_deaths(table, fitted("all").iloc[:0], interventions=[], **words)
    overdose_deaths.correlogram(pd.DataFrame(columns=["series", "lag", "autocorrelation", "limit"]), **words)


def test_rates_before_and_after_leave_out_the_year_that_the_start_cuts():
    years = [str(year) for year in range(2018, 2023)]
    table = months(years, sex="male", deaths=[10, 20, 500, 30, 50], person_years=1000.0)
    found = deaths_by_group.rates_by_group(table, dimension="sex", interventions=START, conf_level=0.95)
    assert list(found["time"]) == ["before", "after"]
    assert list(found["deaths"]) == [30, 80]
    exact = poisson_rates([30, 80], [2000.0, 2000.0], conf_level=0.95, per=100_000)
    np.testing.assert_allclose(
        found[["rate", "conf_low", "conf_high"]].T, [exact.rate, exact.conf_low, exact.conf_high]
    )


def test_months_at_the_start_are_on_the_right_side():
    table = months(["2020-06", "2020-07"], sex="male", deaths=[1, 2], person_years=100.0)
    found = deaths_by_group.rates_by_group(table, dimension="sex", interventions=START, conf_level=0.95)
    assert list(found["deaths"]) == [1, 2]


def test_the_level_of_confidence_is_that_of_the_analysis():
    table = months(["2019"], sex="male", deaths=[20], person_years=1000.0)
    found = deaths_by_group.rates_by_group(table, dimension="sex", interventions=[], conf_level=0.8)
    exact = poisson_rates([20], [1000.0], conf_level=0.8, per=100_000)
    assert found["conf_low"].item() == pytest.approx(exact.conf_low[0])


@pytest.mark.parametrize(
    ("periods", "named", "missed"),
    [
        (["2018", "2019", "2020", "2021"], ["2018–2019", "2021"], ["2020"]),
        (["2020-05", "2020-06", "2020-07", "2020-08"], ["May 2020–June 2020", "July 2020–August 2020"], []),
        (["2020-Q1", "2020-Q2", "2020-Q3", "2020-Q4"], ["January 2020–June 2020", "July 2020–December 2020"], []),
    ],
)
def test_periods_are_named_exactly_and_what_is_in_neither_is_known(periods, named, missed):
    table = months(periods, sex="male", deaths=5, person_years=100.0)
    found = deaths_by_group.rates_by_group(table, dimension="sex", interventions=START, conf_level=0.95)
    assert [deaths_by_group.from_to(row.first_month, row.last_month, "en") for row in found.itertuples()] == named
    runs = deaths_by_group.left_out(table, interventions=START)
    assert [deaths_by_group.from_to(first, last, "en") for first, last in runs] == missed


def test_months_between_two_starts_are_in_neither_period():
    both = [*START, {"name": "kits", "date": "2021-01-01", "description": ""}]
    table = months(["2020-Q2", "2020-Q3", "2020-Q4", "2021-Q1"], sex="male", deaths=5, person_years=100.0)
    assert deaths_by_group.left_out(table, interventions=both) == [(2020 * 12 + 6, 2020 * 12 + 11)]
    assert deaths_by_group.left_out(table, interventions=[]) == []


def test_groups_without_person_years_are_left_out():
    table = months(["2020", "2020"], sex=["male", "unknown"], deaths=[5, 7], person_years=[100.0, np.nan])
    found = deaths_by_group.rates_by_group(table, dimension="sex", interventions=[], conf_level=0.95)
    assert list(found["sex"]) == ["male"]
    assert list(found["time"]) == ["whole"]


def test_rates_that_a_standard_does_not_show_are_not_drawn(words):
    table = months(["2020"] * 3, sex=["female", "male", "unknown"], deaths=[9, 10, 20], person_years=100.0)
    how = {"dimension": "sex", "interventions": [], "conf_level": 0.95, "standard": RateStandard(10, 20)}
    found = deaths_by_group.rates_by_group(table, **how).set_index("sex")
    assert found["reliability"].to_dict() == {"female": "not shown", "male": "unreliable", "unknown": ""}
    assert found["rate"].isna().to_dict() == {"female": True, "male": False, "unknown": False}
    assert list(found["deaths"]) == [9, 10, 20]
    (axis,) = deaths_by_group.group_rates(table, **how, **words).axes
    drawn = axis.containers[0].lines[0].get_xdata(orig=False)
    np.testing.assert_allclose(drawn[np.isfinite(drawn)], [10_000.0, 20_000.0])


def test_effects_that_are_not_settled_are_muted(words):
    rows = pd.DataFrame(
        {
            "result_id": ["overdose_deaths/level_change/cep", "overdose_deaths/slope_change/cep"],
            "quantity": ["level_change", "slope_change"],
            "arm": "cep",
            "community": "",
            "estimate": [0.8, 0.95],
            "conf_low": [0.7, 0.9],
            "conf_high": [0.9, 1.02],
        }
    )
    axis = overdose_deaths.effects(rows, **words).axes[0]
    marks = [(line.get_marker(), line.get_color()) for line in axis.lines if line.get_marker() in "os"]
    assert [marker for marker, _ in marks] == ["o", "s"]
    assert len({colour for _, colour in marks}) == 2
    assert axis.get_xscale() == "log"


@pytest.mark.parametrize(
    ("place", "codes"),
    [("arm", ["", "cep"]), ("arm", ["", "cep", "rfs"]), ("community", ["", "elm", "alder", *"abcdef"])],
)
def test_each_line_of_the_legend_names_the_series_that_looks_like_it(words, place, codes):
    """The series of all communities together has the empty key, which legends leave out."""
    years = ["2019", "2020", "2021"]
    frames = [
        pd.DataFrame({place: code, "period": years, "estimate": 10.0 * number, "conf_low": 9.0, "conf_high": 11.0})
        for number, code in enumerate(codes, start=1)
    ]
    other = "community" if place == "arm" else "arm"
    figure = overdose_deaths.yearly_rates(pd.concat(frames, ignore_index=True).assign(**{other: ""}), **words)
    legend = figure.legends[0]
    shown = {text.get_text(): look(line) for text, line in zip(legend.get_texts(), legend.get_lines(), strict=True)}
    drawn = {line.get_ydata()[0]: look(line) for line in figure.axes[0].lines}
    named = [words["labels"].label(place, code or "all") for code in codes]
    assert list(shown) == named
    assert shown == {name: drawn[10.0 * number] for number, name in enumerate(named, start=1)}
    assert len(set(drawn.values())) == len(codes), "two series look alike"


def look(line):
    return line.get_color(), line.get_marker(), str(line._unscaled_dash_pattern)
