"""Other choices, placebo dates, years left out and the specification curve are the primary analysis, elsewhere."""

from dataclasses import replace

import numpy as np
import pytest

from evaluation.analyses.interruption.joint_test import joint_test_rows, null_series
from evaluation.analyses.interruption.left_out_years import left_out_table, range_rows, without_each_year
from evaluation.analyses.interruption.modelled import model_all
from evaluation.analyses.interruption.placebo_dates import (
    Placebos,
    placebo_dates,
    placebo_rows,
    placebo_table,
)
from evaluation.analyses.interruption.sensitivity import other_choices, other_specifications
from evaluation.analyses.interruption.specification_curve import (
    curve_points,
    curve_rows,
    curve_table,
    declared_specifications,
    together,
)
from evaluation.analyses.interruption.study import Kind
from evaluation.data.output_table import Sensitivity, TableKind
from evaluation.data.parameters.interruption import CoIntervention, Specification, SpecificationGrid
from evaluation.stats.series.correlation_prior import WALK
from evaluation.stats.series.interrupted_series import Effect, Link

from .monthly import intervention, month, poisson, study_of


def names(**changes):
    return [each.name for each in other_choices(study_of(poisson(n=132), **{"start": 96} | changes))]


def test_windows_and_lags_that_are_not_those_of_the_primary_analysis():
    assert names() == ["before_24", "before_36", "before_48", "before_60", "lag_1", "lag_3"]
    assert names(start=48) == ["before_24", "before_36", "lag_1", "lag_3"]


def test_co_interventions_are_taken_out_where_some_are_declared():
    stays = CoIntervention(name="law", start=month(10))
    ends = CoIntervention(name="wave", start=month(10), end=month(20))
    assert names(co_interventions=(stays,))[-1] == "co_interventions_none"
    assert names(co_interventions=(ends,))[-2:] == ["co_interventions_none", "co_interventions_left_out"]


def test_a_declared_specification_stands_for_ours_of_its_name():
    given = study_of(poisson(), start=36, specifications=(Specification(name="lag_1", lag=1, description="mine"),))
    rows = [row for row in other_specifications(given, model_all(given)) if row.result_id.endswith("/lag_1")]
    assert len({row.result_id for row in rows}) == len(rows) == 3
    assert all(row.note.startswith("mine") for row in rows)


def test_a_window_is_the_primary_analysis_of_the_shorter_series():
    counts = poisson(n=96, ratio=0.7, start=60)
    given = study_of(counts, start=60)
    rows = {row.result_id: row for row in other_specifications(given, model_all(given))}
    alone = model_all(study_of(counts[24:], start=36))[0].model.level_change(1)
    assert rows["overdose_deaths/level_change/s0/before_36"].estimate == pytest.approx(alone.estimate, rel=1e-9)


@pytest.fixture(scope="module")
def placebos():
    given = study_of(poisson(n=72, start=40, ratio=0.5, mean=60.0), start=40)
    return given, placebo_dates(given, model_all(given))


def test_placebo_dates_are_all_with_a_year_on_both_sides(placebos):
    _, found = placebos
    assert [each.quantity for each in found] == ["level_change", "rate_ratio_12_months"]
    assert list(found[0].others) == [str(month(row)) for row in range(12, 29)]
    assert found[0].date == str(month(40))


def test_a_placebo_is_the_primary_analysis_of_the_time_before(placebos):
    given, found = placebos
    alone = model_all(study_of(given.series[0].low[:40], start=20))[0].model
    for each, effect in zip(found, (alone.level_change(1), alone.change_after(1, years=1.0)), strict=True):
        ours = each.others[str(month(20))]
        assert (ours.estimate, ours.conf_low, ours.p_value) == pytest.approx(
            (effect.estimate, effect.conf_low, effect.p_value), rel=1e-9
        )


def test_a_large_effect_is_the_first_of_all_dates(placebos):
    given, found = placebos
    rows = list(placebo_rows(given, found))
    assert [row.result_id for row in rows] == [
        "overdose_deaths/placebo_rank/s0/level_change",
        "overdose_deaths/placebo_rank/s0/rate_ratio_12_months",
    ]
    assert rows[0].estimate == 1.0
    assert rows[0].p_value == pytest.approx(1 / 18)
    assert rows[0].note.startswith("of 18 dates")


def test_the_rank_by_hand():
    def effect(log_ratio, error):
        ratio = float(np.exp(log_ratio))
        return Effect(ratio, ratio * error, 0.0, 9.0, 0.5)

    others = {"a": effect(-0.5, 0.1), "b": effect(0.9, 0.5), "c": effect(0.2, 0.1), "d": effect(-0.3, 0.1)}
    given = Placebos(None, "level_change", "real", effect(-0.2, 0.1), others)
    assert given.rank(Link.LOG) == 3 + 1
    assert given.p_value(Link.LOG) == pytest.approx(4 / 5)
    values = Placebos(None, "level_change", "real", Effect(-2.0, 1.0, 0, 0, 0.1), {"a": Effect(3.0, 2.0, 0, 0, 0.1)})
    assert values.rank(Link.IDENTITY) == 1


def test_the_table_of_placebos_holds_the_real_date_too(placebos):
    table = placebo_table(*placebos, Sensitivity.VITAL)
    frame = table.to_frame()
    assert table.kind is TableKind.CURVE
    assert frame.groupby("quantity")["is_placebo"].agg(["sum", "size"]).to_numpy().tolist() == [[17, 18], [17, 18]]
    assert frame.loc[~frame["is_placebo"], "date"].unique().tolist() == [str(month(40))]


def test_too_short_a_time_before_has_no_placebo_date():
    given = study_of(poisson(), start=23)
    assert all(not each.others for each in placebo_dates(given, model_all(given)))
    assert list(placebo_rows(given, placebo_dates(given, model_all(given)))) == []


def test_the_range_over_years_is_that_of_the_table():
    given = study_of(poisson(ratio=0.8, seed=3), start=36)
    modelled = model_all(given)
    years = without_each_year(given, modelled)
    whole = left_out_table(given, modelled, years, Sensitivity.VITAL).to_frame()
    quantities = {"average_change", "level_change", "slope_change", "rate_ratio_12_months"}
    assert set(whole["quantity"]) == quantities
    frame = whole[whole["quantity"] == "rate_ratio_12_months"]
    lowest, highest = range_rows(given, modelled, years)
    assert lowest.result_id == "overdose_deaths/rate_ratio_12_months/s0/lowest_without_a_year"
    assert (lowest.estimate, highest.estimate) == (frame["estimate"].min(), frame["estimate"].max())
    year = frame.loc[frame["estimate"].idxmin(), "year"]
    assert lowest.note == f"lowest of 6 analyses, this one without {year}"
    assert set(frame["n_obs"]) == {60}


GRID = SpecificationGrid(method=("integrated", "quasi_poisson"), phase_in=(0, 6))


@pytest.fixture(scope="module")
def curve():
    given = study_of(poisson(ratio=0.7, size=2), start=36, specification_grid=GRID)
    series = list(given.series)
    return given, list(curve_points(given, declared_specifications(given), series))


def test_the_curve_is_that_of_one_fit_at_a_time(curve):
    given, points = curve
    assert len(points) == 4 * 2 * 2
    for point in points:
        (alone,) = model_all(given, point.specification, [point.series])
        effect = (
            alone.model.level_change(1)
            if point.quantity == "level_change"
            else alone.model.change_after(1, years=1.0)
        )
        assert (point.effect.estimate, point.effect.conf_low, point.effect.p_value) == pytest.approx(
            (effect.estimate, effect.conf_low, effect.p_value), rel=1e-9
        )


def test_the_table_has_a_row_for_each_specification_and_quantity(curve):
    frame = curve_table(*curve, model_all(curve[0]), Sensitivity.VITAL).to_frame()
    assert list(frame["specification"].unique()) == ["primary", "grid_02", "grid_03", "grid_04"]
    assert frame.loc[
        frame["specification"] == "grid_04", ["method", "phase_in"]
    ].drop_duplicates().to_numpy().tolist() == [["quasi_poisson", 6]]
    ours = frame[(frame["series"] == "s1") & (frame["quantity"] == "level_change")]
    rows = {row.result_id.split("/", 1)[1]: row for row in curve_rows(*curve)}
    row = rows["specification_median/s1/level_change"]
    assert row.method == "over 4 declared specifications, the primary one among them"
    assert row.note == "counted once, because the same as the primary one: grid_01"
    assert rows["specification_median/s1/level_change"].estimate == ours["estimate"].median()
    assert rows["specification_share/s1/level_change"].estimate == (ours["conf_high"] < 1.0).mean()


def test_a_pulse_that_is_over_within_a_year_is_looked_at_by_its_level():
    given = study_of(poisson(), interventions=(intervention(36, shape="pulse", lasts=3),), specification_grid=GRID)
    modelled = model_all(given)
    after = modelled[0].model.change_after(1, years=1.0)
    assert (after.estimate, after.conf_low, after.conf_high, after.p_value) == (1.0, 1.0, 1.0, 1.0)
    rows = list(range_rows(given, modelled, without_each_year(given, modelled)))
    assert {row.quantity for row in rows} == {"level_change"}
    assert [each.quantity for each in placebo_dates(given, modelled)] == ["level_change"]


def test_what_has_no_level_is_left_out_of_the_curve():
    given = study_of(poisson(), start=36, specifications=(Specification(name="bend", shape="slope"),))
    points = list(curve_points(given, declared_specifications(given), given.series))
    assert [(point.specification.name, point.quantity) for point in points if point.effect is None] == [
        ("bend", "level_change")
    ]
    row = next(iter(curve_rows(given, points)))
    assert row.method.startswith("over 2 declared specifications")
    assert row.note == "1 could not be estimated"


@pytest.mark.parametrize(
    ("changes", "is_the_same"),
    [
        ({}, True),
        ({"seasonality": "none", "shape": "level_and_slope", "lag": 0, "trend": True, "exposure": "none"}, True),
        ({"harmonics": 5, "slope_per": "period", "co_interventions": "none"}, True),
        ({"periods_before": 36, "start": month(0), "end": month(72)}, True),
        ({"periods_before": 35}, False),
        ({"seasonality": "months"}, False),
        ({"method": "poisson"}, False),
        ({"phase_in": 6}, False),
        ({"trend": False}, False),
        ({"slope_origin": "period_before"}, False),
        ({"end": month(71)}, False),
    ],
)
def test_a_declared_specification_that_is_the_primary_one_is_no_other(changes, is_the_same):
    given = study_of(poisson(), start=36, specifications=(Specification(name="mine", **changes),))
    assert (declared_specifications(given) == ()) is is_the_same


def test_nothing_is_declared_and_too_much_is():
    assert declared_specifications(study_of(poisson(), start=36)) == ()
    given = study_of(poisson(), start=36)
    many = tuple(Specification(name=f"lag_{lag}", lag=lag % 24) for lag in range(49))
    crowded = replace(given, parameters=given.parameters.model_copy(update={"specifications": many}))
    with pytest.raises(ValueError, match="49 specifications, more than 48"):
        declared_specifications(crowded)
    assert (
        len(
            declared_specifications(
                replace(given, parameters=crowded.parameters.model_copy(update={"specifications": many[:48]}))
            )
        )
        == 47
    )


def test_what_specifications_say_together_by_hand():
    effects = [
        Effect(0.8, 0.1, 0.7, 0.9, 0.0026997960632601866),
        Effect(0.9, 0.1, 0.7, 1.1, 0.31731050786291415),
        Effect(1.2, 0.1, 1.1, 1.3, 0.04550026389635842),
    ]
    found = together(effects, Link.LOG)
    assert (found.median, found.share, found.share_one_way, found.n) == (0.9, 2 / 3, 1 / 3, 3)
    assert found.average_z == pytest.approx((-3.0 - 1.0 + 2.0) / 3)


def test_null_series_have_the_trend_before_and_no_effect():
    counts = poisson(n=96, mean=400.0, start=48, ratio=0.5).astype(float)
    counts[5] = np.nan
    given = study_of(counts, start=48)
    drawn = null_series(given, model_all(given)[0], np.random.default_rng(1), 200)
    means = np.mean([each.low for each in drawn], axis=0)
    assert np.isnan(means[5])
    assert np.nanmean(means[:48]) == pytest.approx(400, rel=0.02)
    assert np.mean(means[48:60]) == pytest.approx(400, rel=0.03)
    values = study_of(50 + np.random.default_rng(2).normal(size=96), start=48, kind=Kind.VALUE, link=Link.IDENTITY)
    drawn = np.array([each.low for each in null_series(values, model_all(values)[0], np.random.default_rng(1), 400)])
    assert drawn.std() == pytest.approx(1.0, rel=0.2)


@pytest.mark.parametrize(("kind", "link"), [(Kind.COUNT, Link.LOG), (Kind.VALUE, Link.LOG)])
def test_series_drawn_from_a_random_walk_are_where_the_series_was(kind, link):
    """Its model knows nothing of the level that it would have in the long run, and must not draw that."""
    rng = np.random.default_rng(4)
    walk = rng.poisson(300.0 * np.exp(0.1 * np.cumsum(rng.normal(size=60)))).astype(float)
    given = study_of(walk, start=30, kind=kind, link=link)
    (item,) = model_all(given)
    fit = item.model.fit
    rho = fit.grid.points.rho[0] if kind is Kind.COUNT else fit.grid.first
    assert fit.weight[0, rho == WALK].sum() > 0.3
    drawn = np.array([each.low for each in null_series(given, item, np.random.default_rng(1), 300)])
    assert np.abs(np.log(drawn[:, :30].mean(axis=1) / walk[:30].mean())).max() < 1.5


TWO_METHODS = SpecificationGrid(method=("integrated", "quasi_poisson"))


@pytest.mark.parametrize(("ratio", "is_small"), [(0.6, True), (1.0, False)])
def test_a_curve_without_an_effect_is_one_of_many(ratio, is_small, monkeypatch):
    monkeypatch.setattr("evaluation.analyses.interruption.joint_test.N_DATA_SETS", 19)
    given = study_of(poisson(ratio=ratio, seed=12), start=36, specification_grid=TWO_METHODS)
    modelled = model_all(given)
    rows = list(joint_test_rows(given, modelled, declared_specifications(given), np.random.default_rng(1)))
    again = list(joint_test_rows(given, modelled, declared_specifications(given), np.random.default_rng(1)))
    assert repr(rows) == repr(again)
    assert [row.result_id.split("/", 3)[3] for row in rows] == [
        f"{quantity}/{name}"
        for quantity in ("level_change", "rate_ratio_12_months")
        for name in ("median", "share", "average_z")
    ]
    medians = [row.p_value for row in rows if row.unit == "median"]
    assert all((p_value <= 0.05) == is_small for p_value in medians)
