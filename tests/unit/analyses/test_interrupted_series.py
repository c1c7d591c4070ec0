"""Series of one's own: what is estimated of counts, values and shares, and what is said where nothing can be.

Values with a noise of one in a million give the planted change to 1e-4; counts and their intervals are held against
what was planted, and against each other.
"""

import math

import numpy as np
import pandas as pd
import pytest

from evaluation.analyses.interrupted_series import analyse, check
from evaluation.data.parameters.interrupted_series import InterruptedSeriesParameters
from evaluation.errors import DataError, ParameterError

from ..builders import validated

N, START = 60, 36
MONTHS = pd.date_range("2015-01-01", periods=N, freq="MS")
CHANGE = [{"name": "law", "date": "2018-01-01"}]
YEARS = (np.arange(N) - START) / 12
AFTER = YEARS >= 0
CLOSE = 1e-4


def section(**given):
    settings = {"seasonality": "none", "exposure": "none", "interventions": CHANGE} | given
    return InterruptedSeriesParameters.model_validate(settings, strict=False)


def table(values, *, dates=MONTHS, **more):
    """One series, or several by their key."""
    if isinstance(values, dict):
        frames = [pd.DataFrame({"date": dates, "value": each, "series": key}) for key, each in values.items()]
        frame = pd.concat(frames, ignore_index=True).assign(**more)
    else:
        frame = pd.DataFrame({"date": dates, "value": values, **more})
    return {"series": validated("series", frame, table="series")}


def result_of(values, *, seed=1, depth="quick", source=None, **given):
    tables = table(values, **source or {})
    exposure = {"exposure": "population"} if "exposure" in tables["series"].frame else {}
    return analyse(tables, section(**exposure | given), np.random.default_rng(seed), depth)


def rows_of(result):
    return {row.result_id.removeprefix("interrupted_series/"): row for row in result.estimates}


def line(level=0.3, slope=0.2, trend=0.1):
    return 0.5 + trend * YEARS + AFTER * (level + slope * YEARS)


def noise(size=1e-6, seed=3, n=N):
    return size * np.random.default_rng(seed).normal(size=n)


def counts(effect=0.7, mean=60.0, seed=5, n=N):
    after = (np.arange(n) >= START) if n == N else np.arange(n) >= n // 2
    return np.random.default_rng(seed).poisson(mean * np.where(after, effect, 1.0)).astype(float)


@pytest.fixture(scope="module")
def of_counts():
    return result_of(counts())


@pytest.mark.parametrize(
    ("scale", "values_of", "ratio_of", "unit", "after_a_year"),
    [
        ("identity", lambda x: x, lambda x: x, "difference", "change_12_months"),
        ("log", np.exp, math.exp, "ratio", "ratio_12_months"),
        ("logit", lambda x: 1 / (1 + np.exp(-x)), math.exp, "odds ratio", "odds_ratio_12_months"),
    ],
)
def test_values_without_noise_give_what_was_planted(scale, values_of, ratio_of, unit, after_a_year):
    result = result_of(values_of(line() + noise()), kind="value", scale=scale, unit="score")
    rows = rows_of(result)
    planted = {"level_change": 0.3, "slope_change": 0.2, after_a_year: 0.5, "annual_change": 0.1}
    for quantity, truth in planted.items():
        assert rows[f"{quantity}/all"].estimate == pytest.approx(ratio_of(truth), abs=CLOSE)
        assert rows[f"{quantity}/all"].unit.removesuffix(" per year") == unit
    fitted = result.table("series_fitted")
    np.testing.assert_allclose(fitted["fitted"], values_of(line()), atol=CLOSE)
    np.testing.assert_allclose(fitted["counterfactual"][START:], values_of(line(0, 0)[START:]), atol=CLOSE)
    summed = rows["summed_change/all"]
    if scale == "identity":
        assert summed.estimate == pytest.approx((line() - line(0, 0)).sum(), abs=60 * CLOSE)
    else:
        assert math.isnan(summed.estimate)
        assert "not estimable" in summed.note


def test_bands_of_shares_are_shares():
    values = 1 / (1 + np.exp(-(3.0 + line() + noise(0.8))))
    fitted = result_of(values, kind="value", scale="logit").table("series_fitted").iloc[:, 2:].astype(float)
    ends = fitted.to_numpy()[np.isfinite(fitted.to_numpy())]
    assert 0.0 < ends.min() < ends.max() < 1.0


def test_counts_have_ratios_and_events_averted(of_counts):
    rows = rows_of(of_counts)
    level = rows["level_change/all"]
    assert level.conf_low < 0.7 < level.conf_high < 1.0
    assert (level.unit, level.n_obs, level.subgroup) == ("ratio", N, "")
    averted, observed = rows["events_averted/all"], rows["events_averted_observed/all"]
    assert averted.conf_low < 0.3 * 60 * (N - START) < averted.conf_high
    assert averted.unit == "events"
    assert observed.n_events == int(counts()[START:].sum())
    assert not [key for key in rows if key.startswith("rate_averted")]
    assert rows["percent_averted/all"].estimate == pytest.approx(30, abs=12)
    assert rows["gate/all"].note == "open"


def test_an_exposure_makes_rates_and_says_what_of():
    people = np.full(N, 5_000.0)
    rows = rows_of(result_of(counts(), source={"exposure": people}, unit="admissions"))
    assert rows["level_change/all"].unit == "rate ratio"
    averted, rate = rows["events_averted/all"], rows["rate_averted/all"]
    assert (averted.unit, rate.unit) == ("admissions", "per 100,000 of the exposure")
    assert rate.estimate == pytest.approx(100_000 * averted.estimate / people[START:].sum())
    same = rows_of(result_of(counts(), source={"exposure": people}, exposure="none"))
    assert same["level_change/all"].unit == "ratio"
    assert "rate_averted/all" not in same
    assert same["level_change/all"].estimate == pytest.approx(rows["level_change/all"].estimate, rel=1e-9)


def test_tables_have_names_of_their_own(of_counts):
    names = [each.name for each in of_counts.tables]
    assert names == [
        "series_by_period",
        "series_fitted",
        "series_residual_autocorrelation",
        "series_modelled",
        "series_leave_one_year_out",
        "series_placebo_dates",
    ]
    assert of_counts.table("series_by_period")["value"].tolist() == counts().tolist()


@pytest.mark.parametrize(
    ("frequency", "dates", "start", "season"),
    [
        ("week", pd.date_range("2018-01-01", periods=156, freq="7D"), 78, "harmonics"),
        ("quarter", pd.date_range("2005-01-01", periods=48, freq="QS"), 24, "months"),
        ("year", pd.date_range("1970-01-01", periods=48, freq="YS"), 24, "none"),
    ],
)
def test_other_periods_have_years_of_their_own_length(frequency, dates, start, season):
    n = len(dates)
    per_year = {"week": 365.25 / 7, "quarter": 4, "year": 1}[frequency]
    years = (np.arange(n) - start) / per_year
    values = 2.0 + 0.4 * years + (years >= 0) * (1.0 + 0.2 * years) + noise(n=n)
    rows = rows_of(
        result_of(
            values,
            source={"dates": dates},
            kind="value",
            frequency=frequency,
            seasonality=season,
            harmonics=1,
            interventions=[{"name": "law", "date": str(dates[start].date())}],
        )
    )
    assert rows["level_change/all"].estimate == pytest.approx(1.0, abs=CLOSE)
    assert rows["slope_change/all"].estimate == pytest.approx(0.2, abs=CLOSE)
    assert rows["annual_change/all"].estimate == pytest.approx(0.4, abs=CLOSE)
    assert rows["change_12_months/all"].estimate == pytest.approx(1.2, abs=CLOSE)
    assert rows["periods_before/all"].unit == f"{frequency}s"
    assert "month" not in rows["level_change/all/least_squares"].method.replace("months of", "")


def test_a_suppressed_count_enters_as_a_range_and_no_usual_method_takes_it():
    values = counts(mean=8.0)
    small = values < 6
    hidden = {"value_low": np.where(small, 1.0, np.nan), "value_high": np.where(small, 5.0, np.nan)}
    ranged = rows_of(result_of(np.where(small, np.nan, values), source=hidden))
    midpoint = rows_of(result_of(np.where(small, 3.0, values)))
    assert 0 < small.sum() == ranged["periods_in_range/all"].estimate
    assert ranged["level_change/all"].n_events is None
    assert ranged["level_change/all"].estimate != pytest.approx(midpoint["level_change/all"].estimate, rel=1e-3)
    usual = ranged["level_change/all/quasi_poisson"]
    assert math.isnan(usual.estimate)
    assert "not estimable: a suppressed count is a range" in usual.note


def test_a_missing_value_is_not_in_the_model_and_not_in_what_came():
    values = counts()
    values[[10, 50]] = np.nan
    rows = rows_of(result_of(values))
    assert (rows["level_change/all"].n_obs, rows["periods_missing/all"].estimate) == (N - 2, 2)
    expected, observed = rows["events_averted/all"], rows["events_averted_observed/all"]
    # One of 24 months is not in what came, nor in what might have come: not 18 events, but the 60 of that month.
    assert abs(expected.estimate * 23 / 24 - observed.estimate) < 30


def test_controls_are_beside_and_negative_controls_warn():
    both = {"treated": counts(), "control": counts(1.0, seed=6), "quiet": counts(1.0, seed=7)}
    loud = {"loud": counts(0.6, seed=8)}
    given = {"controls": ["control"], "negative_controls": ["quiet", "loud"]}
    rows = rows_of(result_of(both | loud, **given))
    assert rows["level_change/treated"].subgroup == "series=treated"
    assert rows["level_change/control"].status == "sensitivity"
    assert rows["controlled_level_change/treated"].unit == "ratio of ratios"
    assert rows["controlled_level_change/treated"].conf_high < 1.0
    quiet, changed = (rows[f"negative_control_level_change/{key}"] for key in ("quiet", "loud"))
    assert (quiet.status, quiet.note.split(";")[0]) == ("diagnostic", "pass")
    assert changed.note.startswith("warn; an outcome that the intervention cannot have changed seems to change")
    assert rows["negative_control_rate_ratio_12_months/loud"].note.startswith("warn")
    assert rows["gate/treated"].note == "open"
    others = {key.split("/")[1] for key in rows if not key.startswith(("negative", "periods"))}
    assert others == {"all", "treated", "control"}
    alone = rows_of(result_of({"treated": counts()} | loud, negative_controls=["loud"]))
    negative = alone["negative_control_level_change/loud"]
    primary = rows_of(result_of({"loud": loud["loud"]}))["level_change/loud"]
    assert (negative.estimate, negative.conf_low) == (primary.estimate, primary.conf_low)


def test_a_negative_control_without_a_model_warns():
    rows = rows_of(result_of({"a": counts(), "none": np.zeros(N)}, negative_controls=["none"]))
    found = rows["negative_control_level_change/none"]
    assert math.isnan(found.estimate)
    assert found.note.startswith("warn; not known to be unchanged; not estimable")


def test_series_are_not_added_up():
    rows = rows_of(result_of({"a": counts(), "b": counts(seed=9)}))
    assert {key for key in rows if key.startswith("events_averted/")} == {"events_averted/a", "events_averted/b"}


def test_the_order_of_rows_moves_nothing_and_the_same_seed_gives_the_same(of_counts):
    frame = table(counts())["series"].frame.sample(frac=1.0, random_state=1)
    shuffled = analyse({"series": validated("series", frame, table="series")}, section(), np.random.default_rng(1))
    assert repr(shuffled.estimates) == repr(of_counts.estimates)
    assert [each.rows for each in shuffled.tables] == [each.rows for each in of_counts.tables]


def test_without_an_intervention_nothing_is_said_of_effects():
    rows = rows_of(result_of(counts(1.0), interventions=[]))
    quantities = {key.split("/")[0] for key in rows}
    assert "annual_change" in quantities
    assert not quantities & {"level_change", "events_averted", "gate", "placebo_rank"}


def test_series_that_determine_no_model_say_why():
    rows = rows_of(result_of(np.zeros(N)))
    for quantity in ("annual_change", "level_change", "rate_ratio_12_months", "events_averted"):
        assert math.isnan(rows[f"{quantity}/all"].estimate)
        assert "not estimable" in rows[f"{quantity}/all"].note
    assert rows["gate/all"].note.startswith("closed: ")


def test_check_says_what_analyse_refuses_and_what_is_to_be_known():
    values = counts()
    values[3] = np.nan
    assert check(table(values), section()) == ("series: all: 1 of 60 months missing: not in the model",)
    with pytest.raises(ParameterError, match="the model has no fewer parameters than there are months") as caught:
        check(table(counts()[:10], dates=MONTHS[:10]), section(seasonality="months", interventions=[]))
    assert "13 parameters, 10 months in the model" in str(caught.value.problems[0])
    with pytest.raises(DataError):
        check(table(values - 1000), section())


def test_check_tells_what_suppressed_counts_will_cost():
    low, high = (np.concatenate([counts(), counts(seed=6)]) for _ in range(2))
    high[START : START + 7] += 9
    keys = np.repeat(["a", "b"], N)
    frame = pd.DataFrame({"date": np.tile(MONTHS, 2), "series": keys, "value_low": low, "value_high": high})
    frame["value"] = np.where(low == high, low, np.nan)
    frame.loc[low == high, ["value_low", "value_high"]] = np.nan
    tables = {"series": validated("series", frame, table="series")}
    assert check(tables, section(controls=["b"])) == (
        "series: a: 7 of 60 months known only as a range",
        "series: a: more than a quarter of the months on one side of the first intervention are known only as a "
        "range: no effect will be spoken of (the gate is closed)",
        "series: a: it will not be compared with its controls: 7 months of a known only as a range",
    )
    assert check(tables, section(controls=["a"])) == (
        "series: a: 7 of 60 months known only as a range",
        "series: b: it will not be compared with its controls: 7 months of a known only as a range",
    )


@pytest.mark.parametrize(("share", "kind"), [(1, "count"), (1 / 12, "value")])
def test_sums_over_a_year_are_told_by_check_and_close_the_gate(share, kind):
    months = np.random.default_rng(1).negative_binomial(10, 1 / 11, N + 11)
    sums = share * np.convolve(months, np.ones(12), mode="valid")
    assert check(table(sums), section(kind=kind)) == (
        "series: all: looks like sums or means over a year, not values of single months (log likelihood ratio 10.4, "
        "above 4): no effect will be spoken of (the gate is closed). Work out the single months; if they are single, "
        "this is a false alarm",
    )
    assert check(table(months[:N].astype(float)), section(kind=kind)) == ()
    rows = rows_of(result_of(sums, kind=kind))
    assert "the numbers look like sums or means over a year and not of single months" in rows["gate/all"].note
    assert rows["rolling_sums/all"].note.startswith("fail; the numbers look like sums or means over a year")
    assert rows["rolling_sums/all"].estimate == pytest.approx(10.4, abs=0.05)


@pytest.mark.parametrize("given", [{"shape": "pulse", "lasts": 6}, {"shape": "level", "lag": 13}])
def test_what_is_not_there_after_a_year_is_no_change_and_says_so(given):
    shift = given.get("lag", 0)
    is_on = (np.arange(N) >= START + shift) & (np.arange(N) < START + shift + given.get("lasts", N))
    values = np.random.default_rng(2).poisson(np.where(is_on, 30.0, 60.0)).astype(float)
    rows = rows_of(result_of(values, interventions=[CHANGE[0] | given]))
    assert rows["level_change/all"].conf_high < 1.0
    assert rows["rate_ratio_12_months/all"].estimate == 1.0
    assert rows["rate_ratio_12_months/all"].note == "the model has no change 12 months after the start"
    assert rows["level_change/all/highest_without_a_year"].estimate < 1.0
    assert {key for key in rows if key.startswith("placebo_rank")} <= {"placebo_rank/all/level_change"}
    assert not rows["leave_one_year_out/all"].note.startswith("fail")
