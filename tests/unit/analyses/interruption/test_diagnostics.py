"""Each diagnostic fails where its problem is planted, passes where it is not, and says why."""

import math
from dataclasses import replace

import numpy as np
import pytest

from evaluation.analyses.interruption.diagnostics.co_intervention import co_intervention, inflation
from evaluation.analyses.interruption.diagnostics.completeness import completeness
from evaluation.analyses.interruption.diagnostics.diagnosis import Verdict
from evaluation.analyses.interruption.diagnostics.dispersion import dispersion, innovation_variance
from evaluation.analyses.interruption.diagnostics.examination import examine_fit
from evaluation.analyses.interruption.diagnostics.innovations import checks_of
from evaluation.analyses.interruption.diagnostics.latent_variation import latent_variation
from evaluation.analyses.interruption.diagnostics.leave_one_year_out import leave_one_year_out
from evaluation.analyses.interruption.diagnostics.ljung_box import ljung_box
from evaluation.analyses.interruption.diagnostics.mass_at_end import edge_mass, mass_at_end
from evaluation.analyses.interruption.diagnostics.periods_before import periods_before
from evaluation.analyses.interruption.diagnostics.residual_autocorrelation import residual_autocorrelation
from evaluation.analyses.interruption.diagnostics.rolling_sums import rolling_sums
from evaluation.analyses.interruption.diagnostics.seasonal_choice import seasonal_choice
from evaluation.analyses.interruption.diagnostics.trend_separability import trend_separability
from evaluation.analyses.interruption.left_out_years import without_each_year
from evaluation.analyses.interruption.modelled import model_all
from evaluation.analyses.interruption.study import Kind
from evaluation.data.parameters.interruption import CoIntervention
from evaluation.stats.series.interrupted_series import Effect, Link

from .monthly import intervention, month, poisson, study_of


def modelled(study):
    return model_all(study)[0]


def of(diagnose, study):
    return diagnose(study, modelled(study))


def year_of(values, **changes):
    study = study_of(values, **{"start": 36} | changes)
    (item,) = model_all(study)
    return leave_one_year_out(study, item, without_each_year(study, [item])["s0"])


@pytest.fixture(scope="module")
def clean():
    study = study_of(poisson(seed=4), start=36)
    return study, modelled(study)


def test_a_whole_series_is_complete(clean):
    found = completeness(*clean)
    assert (found.verdict, found.estimate, found.gates, found.closes) == (Verdict.PASS, 100.0, True, False)
    assert found.note == "no month is declared provisional; on the side of the first intervention with less"


@pytest.mark.parametrize(("n_missing", "verdict"), [(3, Verdict.WARN), (4, Verdict.FAIL)])
def test_more_than_a_tenth_missing_before_fails(n_missing, verdict):
    counts = poisson().astype(float)
    counts[10 : 10 + n_missing] = np.nan
    found = of(completeness, study_of(counts, start=36))
    assert found.verdict is verdict
    assert found.estimate == pytest.approx(100 * (36 - n_missing) / 36)
    assert found.note.startswith(f"{n_missing} months missing, left out or provisional")


@pytest.mark.parametrize(
    ("n_ranges", "verdict"), [(3, Verdict.PASS), (4, Verdict.WARN), (9, Verdict.WARN), (10, Verdict.FAIL)]
)
def test_more_than_a_quarter_of_a_side_in_ranges_fails(n_ranges, verdict):
    study = study_of(poisson(), start=36)
    high = study.series[0].low.copy()
    high[36 : 36 + n_ranges] += 5
    found = of(completeness, replace(study, series=(replace(study.series[0], high=high),)))
    assert (found.verdict, found.estimate) == (verdict, 100.0)
    assert found.note.startswith(f"{n_ranges} months known as a range, at most {n_ranges / 36:.0%} of a side")
    assert found.reason == ("too many months are known only as a range" if verdict is Verdict.FAIL else "")


def test_provisional_and_left_out_months_count_and_a_transition_does_not():
    provisional = of(completeness, study_of(poisson(), start=36, provisional_from=month(68)))
    assert provisional.verdict is Verdict.FAIL
    assert provisional.estimate == pytest.approx(100 * 32 / 36)
    assert provisional.reason == "too many months are missing or provisional"
    out = of(completeness, study_of(poisson(), start=36, left_out=tuple(month(row) for row in range(40, 44))))
    assert out.estimate == pytest.approx(100 * 32 / 36)
    declared = (intervention(36, transition=6),)
    assert of(completeness, study_of(poisson(), interventions=declared)).estimate == 100.0


@pytest.mark.parametrize(("start", "verdict"), [(23, Verdict.FAIL), (24, Verdict.PASS)])
def test_two_years_must_come_before(start, verdict):
    found = of(periods_before, study_of(poisson(), start=start))
    assert (found.verdict, found.estimate, found.unit) == (verdict, start, "months")
    assert found.closes == (verdict is Verdict.FAIL)


def over_a_year(months, *, share=1.0):
    return share * np.convolve(months, np.ones(12), mode="valid")


@pytest.mark.parametrize(
    ("share", "kind", "link"), [(1.0, Kind.COUNT, Link.LOG), (1.0 / 12.0, Kind.VALUE, Link.IDENTITY)]
)
def test_sums_and_means_over_a_year_fail_however_much_months_vary(share, kind, link):
    months = np.random.default_rng(1).negative_binomial(10, 1 / 11, 83)
    found = of(rolling_sums, study_of(over_a_year(months, share=share), start=36, kind=kind, link=link))
    assert (found.verdict, found.unit) == (Verdict.FAIL, "log likelihood ratio")
    assert found.estimate == pytest.approx(15.757, abs=0.001)
    assert found.closes
    assert found.reason == "the numbers look like sums or means over a year and not of single months"
    honest = of(rolling_sums, study_of(months[:72], start=36, kind=kind, link=link))
    assert (honest.verdict, honest.reason, honest.closes) == (Verdict.PASS, "", False)
    assert honest.estimate < -20.0


def test_what_is_no_exact_month_of_the_model_says_nothing_of_sums():
    sums = over_a_year(np.random.default_rng(1).negative_binomial(10, 1 / 11, 83))
    study = study_of(sums, start=36)
    ranged = replace(study, series=(replace(study.series[0], high=sums + 1.0),))
    assert of(rolling_sums, ranged).estimate == 0.0
    provisional = of(rolling_sums, study_of(sums, start=36, provisional_from=month(60)))
    cut = of(rolling_sums, study_of(sums[:60], start=36))
    assert provisional.estimate == pytest.approx(cut.estimate, rel=1e-9)


def test_mass_at_the_largest_size_fails_from_a_thousandth_on(clean):
    study, item = clean
    assert mass_at_end(study, item).verdict is Verdict.PASS
    fit = item.model.fit
    size = (fit.weight.shape[1] - 1) // 10

    def with_mass(mass):
        weight = np.zeros_like(fit.weight)
        weight[0, 0], weight[0, -size:] = 1.0 - mass, mass / size
        return replace(item, model=replace(item.model, fit=replace(fit, weight=weight)))

    assert mass_at_end(study, with_mass(0.0009)).verdict is Verdict.PASS
    found = mass_at_end(study, with_mass(0.0011))
    assert found.verdict is Verdict.FAIL
    assert found.estimate == pytest.approx(0.0011)


def test_values_that_alternate_perfectly_stand_at_the_edge_of_the_grid():
    rng = np.random.default_rng(3)
    calm, wild = rng.normal(size=72), np.tile([1.0, -1.0], 36) + 0.01 * rng.normal(size=72)
    found = [
        of(mass_at_end, study_of(values, start=36, kind=Kind.VALUE, link=Link.IDENTITY)) for values in (calm, wild)
    ]
    assert [each.verdict for each in found] == [Verdict.PASS, Verdict.FAIL]
    assert found[1].estimate > 0.2
    fit = modelled(study_of(calm, start=36, kind=Kind.VALUE, link=Link.IDENTITY)).model.fit
    prior = np.exp(fit.grid.log_prior)[None]
    assert edge_mass(replace(fit, weight=prior)) == pytest.approx(0.0145, abs=0.0005)


def declared(start, end=None, slope=False):
    law = CoIntervention(name="law", start=month(start), end=None if end is None else month(end), slope=slope)
    return study_of(poisson(), start=36, co_interventions=(law,))


@pytest.mark.parametrize(
    ("start", "end", "slope", "verdict"),
    [
        (29, None, False, Verdict.PASS),
        (30, None, False, Verdict.FAIL),
        (48, None, False, Verdict.FAIL),
        (49, None, False, Verdict.PASS),
        (12, 30, False, Verdict.FAIL),
        (12, 29, False, Verdict.PASS),
        (24, 50, False, Verdict.PASS),
        (29, None, True, Verdict.FAIL),
    ],
)
def test_what_changes_near_the_onset_or_runs_beside_it_cannot_be_told_apart(start, end, slope, verdict):
    found = of(co_intervention, declared(start, end, slope))
    assert found.verdict is verdict
    assert found.note == ("law and change" if verdict is Verdict.FAIL else "")
    assert found.closes == (verdict is Verdict.FAIL)


def test_inflation_is_that_of_the_dense_design():
    study = declared(29, None, True)
    item = modelled(study)
    design = item.specified.design
    kept = [not name.startswith("event_") for name in design.columns]
    by_hand = [
        weights @ np.linalg.inv(x.T @ x) @ weights
        for x, weights in (
            (design.matrix, design.weights(step_1=1.0, slope_1=1.0)),
            (design.matrix[:, kept], design.weights(step_1=1.0, slope_1=1.0)[kept]),
        )
    ]
    assert inflation(study, item, 1) == pytest.approx(by_hand[0] / by_hand[1])


def test_nobody_declared_anything_is_information(clean):
    found = co_intervention(*clean)
    assert (found.verdict, found.closes) == (Verdict.INFORMATIONAL, False)
    assert found.note == "nobody declared anything else that changed"


AFTER_A_YEAR = (1, "rate_ratio_12_months")


def test_years_left_out_are_those_of_a_refit_without_their_months():
    counts = poisson(ratio=0.8, seed=5)
    study = study_of(counts, start=36)
    (item,) = model_all(study)
    years = without_each_year(study, [item])["s0"]
    assert list(years) == [str(year) for year in range(2010, 2016)]
    for year, part in years.items():
        missing = np.where([period[:4] == year for period in study.periods], np.nan, counts)
        alone = modelled(study_of(missing, start=36)).model.change_after(1, years=1.0)
        assert part.effects[AFTER_A_YEAR].estimate == pytest.approx(alone.estimate, rel=1e-9)
        assert part.effects[AFTER_A_YEAR].conf_low == pytest.approx(alone.conf_low, rel=1e-9)


def test_an_effect_that_rests_on_one_year_fails_and_one_in_all_years_passes():
    study = study_of(poisson(mean=200.0, ratio=0.6, seed=5), start=36)
    (item,) = model_all(study)
    years = without_each_year(study, [item])["s0"]
    found = leave_one_year_out(study, item, years)
    assert (found.verdict, found.estimate, found.note) == (Verdict.PASS, 0.0, "6 years left out in turn")

    def with_2014(effect):
        effects = {**years["2014"].effects, AFTER_A_YEAR: effect}
        return leave_one_year_out(study, item, {**years, "2014": replace(years["2014"], effects=effects)})

    turned = with_2014(Effect(1.02, 0.1, 0.8, 1.2, 0.8))
    assert (turned.verdict, turned.estimate, turned.closes) == (Verdict.FAIL, 1.0, True)
    assert turned.reason == "the direction of the effect rests on a single year"
    assert turned.note == "rate ratio 12 months turned round without 2014; 6 years left out in turn"
    unsure = with_2014(Effect(0.9, 0.1, 0.7, 1.1, 0.3))
    assert (unsure.verdict, unsure.closes) == (Verdict.WARN, False)
    assert unsure.note.startswith("without one of the years the interval holds no effect")
    assert with_2014(Effect(math.nan, 0.1, 0.7, 1.1, 0.3)).closes
    gone = leave_one_year_out(study, item, {**years, "2014": replace(years["2014"], effects={})})
    assert (gone.note, gone.closes) == ("not computed: no model without 2014", True)


def test_every_effect_that_is_spoken_of_must_outlive_each_year():
    """A fall in one year alone: the level is found with all years, and gone without that one."""
    means = np.full(96, 300.0)
    means[48:60] *= 0.7
    means[60:] *= 1.1
    counts = np.random.default_rng(3).poisson(means).astype(float)
    study = study_of(counts, start=48)
    (item,) = model_all(study)
    years = without_each_year(study, [item])["s0"]
    assert item.model.level_change(1).conf_high < 1.0
    assert years["2014"].effects[1, "level_change"].estimate > 1.0
    found = leave_one_year_out(study, item, years)
    assert (found.verdict, found.closes) == (Verdict.FAIL, True)
    assert "level change turned round without 2014" in found.note


def test_the_average_change_has_the_sign_of_what_was_averted():
    counts = poisson(mean=100.0, ratio=0.5, seed=4)
    (item,) = model_all(study_of(counts, start=36))
    average = item.model.effect(item.model.average_change())
    averted = item.model.totals(rng=np.random.default_rng(1), n_draws=500).averted
    assert average.conf_high < 1.0
    assert np.quantile(averted, 0.025) > 0.0


def test_without_a_found_effect_a_change_of_direction_is_a_warning():
    found = [year_of(poisson(seed=seed)) for seed in range(6)]
    assert {each.verdict for each in found} <= {Verdict.PASS, Verdict.WARN}
    assert any("the interval holds no effect with all years" in each.note for each in found)
    assert not any(each.closes for each in found)


def test_a_year_that_holds_all_there_is_after_cannot_be_left_out():
    study = study_of(poisson(n=48), start=36)
    (item,) = model_all(study)
    years = without_each_year(study, [item])["s0"]
    assert list(years) == ["2010", "2011", "2012"]
    unknown = leave_one_year_out(study, item, {})
    assert math.isnan(unknown.estimate)
    assert unknown.closes


def test_a_slow_wave_is_seen_in_the_residuals_and_independent_counts_are_not():
    rng = np.random.default_rng(7)
    alternating = study_of(np.round(40 + 15 * np.tile([1, -1], 36) + rng.normal(size=72)), start=36)
    checks = checks_of(modelled(alternating), np.random.default_rng(1))
    first = residual_autocorrelation(checks)
    assert (first.verdict, first.p_value) == (Verdict.WARN, 1 / 200)
    assert first.estimate < -0.3
    assert ljung_box(checks).verdict is Verdict.WARN
    calm = checks_of(modelled(study_of(poisson(seed=4), start=36)), np.random.default_rng(1))
    assert {each(calm).verdict for each in (residual_autocorrelation, ljung_box, innovation_variance)} == {
        Verdict.PASS
    }


def test_counts_that_vary_less_than_poisson_are_seen():
    study = study_of(np.tile([29, 30, 31, 30], 18), start=36)
    found = innovation_variance(checks_of(modelled(study), np.random.default_rng(1)))
    assert found.verdict is Verdict.WARN
    assert found.estimate < 0.2
    (pearson,) = of(dispersion, study)
    assert pearson.estimate < 0.05
    assert list(of(dispersion, study_of(poisson() + 0.5, start=36, kind=Kind.VALUE, link=Link.IDENTITY))) == []


def test_a_random_walk_is_not_separable_from_a_trend_and_independent_counts_are(clean):
    assert trend_separability(*clean).verdict is Verdict.PASS
    rng = np.random.default_rng(8)
    walk = rng.poisson(400 * np.exp(np.cumsum(0.1 * rng.normal(size=120))))
    found = of(trend_separability, study_of(walk, start=60))
    assert (found.verdict, found.note) == (Verdict.WARN, "trend not separable from autocorrelation")
    assert found.estimate > 10
    assert not found.gates


def test_odds_are_those_of_the_weights(clean):
    study, item = clean
    fit = item.model.fit
    same = replace(item, model=replace(item.model, fit=replace(fit, weight=np.exp(fit.grid.log_prior))))
    assert trend_separability(study, same).estimate == pytest.approx(1.0)


def test_medians_of_a_posterior_by_hand(clean):
    study, item = clean
    fit = item.model.fit
    weight = np.zeros_like(fit.weight)
    weight[0, [0, 5, 9]] = 0.3, 0.4, 0.3
    rho, sigma = latent_variation(study, replace(item, model=replace(item.model, fit=replace(fit, weight=weight))))
    points = fit.grid.points
    assert rho.estimate == sorted([0.0, points.rho[0, 5], points.rho[0, 9]])[1]
    assert sigma.estimate == fit.grid.size[0, 5]
    assert (rho.name, sigma.name) == ("autocorrelation", "extra_variation")


def test_a_chosen_season_is_told_and_a_declared_one_is_not(clean):
    assert list(seasonal_choice(*clean)) == []
    (found,) = of(seasonal_choice, study_of(poisson(), start=36, seasonality="auto"))
    assert (found.estimate, found.note) == (11.0, "chosen from the time before: months of the year")


def test_the_same_stream_gives_the_same_diagnoses(clean):
    first, second = (examine_fit(*clean, np.random.default_rng(3)) for _ in range(2))
    assert repr(first) == repr(second)


def test_a_slope_that_begins_after_a_year_is_examined_by_its_slope():
    study = study_of(poisson(seed=5), interventions=(intervention(24, shape="slope", lag=12),))
    (item,) = model_all(study)
    years = without_each_year(study, [item])["s0"]
    assert {key for part in years.values() for key in part.effects} == {(0, "average_change"), (1, "slope_change")}
    assert leave_one_year_out(study, item, years).estimate >= 0.0


@pytest.mark.parametrize(
    ("how", "start", "expected"),
    [
        ({"lag": 9}, 36, Verdict.FAIL),
        ({"phase_in": 20}, 49, Verdict.FAIL),
        ({}, 55, Verdict.PASS),
    ],
)
def test_a_co_intervention_meets_the_whole_time_from_the_start_to_a_year_after_full_effect(how, start, expected):
    other = CoIntervention(name="other", start=month(start))
    study = study_of(poisson(n=84, seed=5), interventions=(intervention(36, **how),), co_interventions=(other,))
    (item,) = model_all(study)
    assert co_intervention(study, item).verdict is expected
