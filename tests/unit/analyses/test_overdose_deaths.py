"""The analysis from tables to ledger rows, on tiny tables whose answers are known."""

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest

from evaluation.analyses import overdose_deaths
from evaluation.data.output_table import Sensitivity, TableKind
from evaluation.data.parameters import Arm, Community, Intervention, OverdoseDeathsParameters
from evaluation.data.parameters.interruption import CoIntervention, Specification
from evaluation.data.validated import Dropped, Tables
from evaluation.errors import DataError, ParameterError
from evaluation.stats.estimate import Status
from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.linear_fit import LinearFit
from evaluation.stats.series.poisson_regression import Variance, fit_poisson

from ..builders import validated

MONTHS = pd.date_range("2016-01-01", periods=72, freq="MS")
ARM_OF = {"alder": "cep", "birch": "cep", "elm": "rfs"}


def tables(deaths, population, *, deaths_table="overdose_deaths", arms=True, **more):
    frames = [deaths.copy(), population.copy()]
    for frame in frames:
        if arms and "community" in frame:
            frame["arm"] = frame["community"].map(ARM_OF).fillna("")
    return Tables(
        sources={
            "deaths": validated("deaths", frames[0], table=deaths_table, **more),
            "population": validated("population", frames[1]),
        },
        arms={"cep": Arm(name="CEP"), "rfs": Arm(name="RFS")} if arms else {},
        communities={key: Community(name=key, arm=arm if arms else "") for key, arm in ARM_OF.items()},
    )


def population_of(*communities, people=100_000.0):
    dates = pd.to_datetime([f"{year}-07-01" for year in range(2015, 2023)])
    return pd.concat(
        [pd.DataFrame({"date": dates, "community": key, "population": people}) for key in communities],
        ignore_index=True,
    )


def deaths_of(**counts):
    frames = []
    for key, values in counts.items():
        frame = pd.DataFrame({"month": MONTHS, "community": key, "sex": "male", "deaths": values})
        frames.append(frame[frame["deaths"] > 0])
    return pd.concat(frames, ignore_index=True)


def parameters(**changes):
    given = {
        "series": "arm",
        "seasonality": "none",
        "interventions": (Intervention(name="coalition", date=date(2019, 1, 1)),),
    }
    return OverdoseDeathsParameters(**(given | changes))


def noisy(seed=1, mean=20.0):
    rng = np.random.default_rng(seed)
    return {key: rng.poisson(mean, size=72) for key in ARM_OF}


def analyse(data, given, seed=0):
    return overdose_deaths.analyse(data, given, np.random.default_rng(seed))


def row(result, result_id):
    found = [each for each in result.estimates if each.result_id == f"overdose_deaths/{result_id}"]
    assert len(found) == 1, result_id
    return found[0]


def quantities(result):
    return {each.quantity for each in result.estimates}


def test_yearly_counts_and_rates_for_everybody_and_each_arm():
    counts = noisy()
    result = analyse(tables(deaths_of(**counts), population_of(*ARM_OF)), parameters())
    first_year = sum(values[:12].sum() for values in counts.values())
    found = row(result, "deaths/all/2016")
    assert (found.estimate, found.n_events, found.n_obs, found.period) == (first_year, first_year, 12, "2016")
    rate = row(result, "death_rate/rfs/2017")
    assert rate.estimate == pytest.approx(counts["elm"][12:24].sum() / (100_000 * 365 / 365.25) * 100_000)
    assert rate.conf_low < rate.estimate < rate.conf_high
    assert rate.arm == "rfs"
    both = counts["alder"][:12].sum() + counts["birch"][:12].sum()
    assert row(result, "deaths/cep/2016").estimate == both


def spread(of):
    """What the standard deviation is where draws are normal."""
    return (of.conf_high - of.conf_low) / (2 * 1.959964)


def test_exact_effect_is_found_and_averted_deaths_add_up():
    months = np.arange(72)
    days = MONTHS.days_in_month.to_numpy()
    step = np.where(months >= 36, 0.8, 1.0)
    counts = {"alder": 100 * days * step, "birch": 40 * days * step, "elm": 90 * days}
    result = analyse(
        tables(deaths_of(**{key: np.rint(v).astype(int) for key, v in counts.items()}), population_of(*ARM_OF)),
        parameters(),
    )
    assert row(result, "level_change/cep").estimate == pytest.approx(0.8, rel=1e-4)
    assert row(result, "slope_change/cep").estimate == pytest.approx(1.0, rel=1e-4)
    assert row(result, "rate_ratio_12_months/cep").estimate == pytest.approx(0.8, rel=1e-4)
    assert row(result, "level_change/rfs").estimate == pytest.approx(1.0, rel=1e-4)
    assert row(result, "percent_averted/cep").estimate == pytest.approx(20.0, abs=0.05)
    averted = 0.2 * 140 * days[36:].sum()
    assert row(result, "deaths_averted/cep").estimate == pytest.approx(averted, rel=2e-3)
    joint = row(result, "deaths_averted/all")
    parts = [row(result, f"deaths_averted/{arm}") for arm in ("cep", "rfs")]
    assert joint.estimate == pytest.approx(sum(part.estimate for part in parts), abs=0.1 * spread(joint))
    assert spread(joint) == pytest.approx(math.hypot(*(spread(part) for part in parts)), rel=0.03)
    assert "taken as independent" in joint.note
    assert joint.period == "2019-01-01/2022-01-01"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"provisional_from": date(2030, 1, 1)}, "provisional_from: is after the months analysed; found 2030-01-01"),
        ({"left_out": (date(2010, 1, 1),)}, "left_out: is outside the months analysed; found 2010-01-01"),
        (
            {"co_interventions": (CoIntervention(name="law", start=date(2019, 1, 1)),)},
            "co_interventions, law: cannot be told apart from intervention coalition; found co-intervention law",
        ),
        (
            {"start": date(2017, 6, 1), "seasonality": "auto"},
            "seasonality: auto chooses from 24 months or more before the first intervention: the season has to be",
        ),
    ],
)
def test_declared_dates_and_terms_are_held_against_the_months(changes, said):
    data = tables(deaths_of(**noisy()), population_of(*ARM_OF))
    for ask in (overdose_deaths.check, analyse):
        with pytest.raises(ParameterError) as caught:
            ask(data, parameters(**changes))
        assert caught.value.exit_code == 10
        assert str(caught.value.problems[0]).startswith(f"overdose_deaths.{said}")


def test_without_intervention_there_is_no_effect_and_no_counterfactual():
    result = analyse(tables(deaths_of(**noisy()), population_of(*ARM_OF)), parameters(interventions=()))
    assert quantities(result) == {
        "rows_dropped",
        "deaths_outside_window",
        "deaths",
        "death_rate",
        "annual_change",
        "residual_autocorrelation",
        "ljung_box",
        "innovation_variance",
        "dispersion",
        "trend_separability",
        "autocorrelation",
        "extra_variation",
    }
    assert {"gate", "leave_one_year_out"}.isdisjoint(quantities(result) | {table.name for table in result.tables})
    curve = result.table("deaths_fitted")
    assert curve[["counterfactual", "counterfactual_low", "counterfactual_high"]].isna().all(axis=None)
    assert row(result, "annual_change/cep").n_obs == 72


def test_trend_is_that_before_the_first_intervention():
    result = analyse(tables(deaths_of(**noisy()), population_of(*ARM_OF)), parameters())
    found = row(result, "annual_change/cep")
    assert (found.period, found.n_obs) == ("2016-01-01/2019-01-01", 36)


def test_several_interventions_name_their_rows():
    both = (Intervention(name="coalition", date=date(2018, 1, 1)), Intervention(name="kits", date=date(2020, 1, 1)))
    result = analyse(tables(deaths_of(**noisy()), population_of(*ARM_OF)), parameters(interventions=both))
    for name in ("coalition", "kits"):
        assert row(result, f"level_change/rfs/{name}").conf_low > 0
        assert row(result, f"annual_change_after/rfs/{name}").conf_low > 0


def test_deaths_averted_are_those_without_any_intervention_as_the_lines_are_drawn():
    months, days = np.arange(72), MONTHS.days_in_month.to_numpy()
    lower = np.where(months >= 24, 0.8, 1.0) * np.where(months >= 48, 0.5, 1.0)
    counts = {"alder": 100 * days, "birch": 40 * days, "elm": 90 * days}
    both = (Intervention(name="kits", date=date(2020, 1, 1)), Intervention(name="coalition", date=date(2018, 1, 1)))
    result = analyse(
        tables(
            deaths_of(**{key: np.rint(v * lower).astype(int) for key, v in counts.items()}), population_of(*ARM_OF)
        ),
        parameters(interventions=both),
    )
    found = row(result, "deaths_averted/rfs")
    after = 90 * days[24:]
    assert found.estimate == pytest.approx((after * (1 - lower[24:])).sum(), rel=2e-3)
    assert (found.period, found.n_obs) == ("2018-01-01/2022-01-01", 48)
    curve = result.table("deaths_fitted").query("series == 'rfs' and period >= '2018-01'")
    drawn = (curve["counterfactual"] - curve["fitted"]).sum()
    assert found.estimate == pytest.approx(drawn, abs=0.1 * spread(found))
    share = row(result, "percent_averted/rfs").estimate
    assert share == pytest.approx(100 * (1 - (after * lower[24:]).sum() / after.sum()), abs=0.05)
    assert "without any intervention" in found.note
    averted = [each.result_id for each in result.estimates if each.quantity == "deaths_averted"]
    assert averted == [f"overdose_deaths/deaths_averted/{scope}" for scope in ("cep", "rfs", "all")]


def test_trend_after_is_the_trend_before_times_its_change():
    result = analyse(tables(deaths_of(**noisy()), population_of(*ARM_OF)), parameters())
    before, change, after = (
        row(result, f"{quantity}/cep") for quantity in ("annual_change", "slope_change", "annual_change_after")
    )
    # Medians of a product: equal where the mixtures are symmetric.
    assert after.estimate == pytest.approx(before.estimate * change.estimate, rel=2e-3)
    assert after.conf_low < after.estimate < after.conf_high


def test_the_level_of_confidence_reaches_the_limits_of_the_correlogram():
    for level, quantile in ((0.95, 1.959964), (0.8, 1.281552)):
        result = analyse(tables(deaths_of(**noisy()), population_of(*ARM_OF)), parameters(conf_level=level))
        limits = result.table("residual_autocorrelation")["limit"]
        assert limits.to_numpy() == pytest.approx(quantile / 72**0.5, rel=1e-6)


def test_order_of_rows_changes_nothing_and_runs_repeat():
    deaths, population = deaths_of(**noisy()), population_of(*ARM_OF)
    shuffled = tables(deaths.sample(frac=1, random_state=1), population.sample(frac=1, random_state=2))
    results = [analyse(data, parameters(), seed=3) for data in (tables(deaths, population), shuffled)]
    assert repr(results[0]) == repr(results[1])


def test_count_tables_hold_every_month_and_group_once():
    deaths = deaths_of(**noisy())
    deaths.loc[:9, "sex"] = "female"
    population = pd.concat([population_of(*ARM_OF).assign(sex=sex) for sex in ("female", "male")])
    result = analyse(tables(deaths, population), parameters(subgroups=("sex",)))
    by_name = {table.name: table for table in result.tables}
    assert by_name.keys() >= {"deaths_by_month", "deaths_by_community", "deaths_by_sex", "deaths_fitted"}
    for name, dimensions in (
        ("deaths_by_month", ("period", "arm")),
        ("deaths_by_community", ("period", "community")),
        ("deaths_by_sex", ("period", "arm", "sex")),
    ):
        table = by_name[name]
        assert (table.kind, table.sensitivity) == (TableKind.COUNTS, Sensitivity.VITAL)
        assert table.dimensions == dimensions
        assert table.exposure == "person_years"
        frame = table.to_frame()
        assert not frame.duplicated(list(dimensions)).any()
        assert frame["deaths"].sum() == deaths["deaths"].sum()
        assert frame["person_years"].sum() == pytest.approx(6 * 100_000 * 2192 / 365.25)
    assert len(by_name["deaths_by_sex"].rows) == 72 * 2 * 2


def test_groups_that_the_population_does_not_know_have_no_person_years():
    deaths = deaths_of(**noisy())
    deaths.loc[:4, "sex"] = None
    population = pd.concat([population_of(*ARM_OF).assign(sex=sex) for sex in ("female", "male")])
    frame = analyse(tables(deaths, population), parameters(subgroups=("sex",))).table("deaths_by_sex")
    unknown = frame[frame["sex"] == "unknown"]
    assert unknown["deaths"].sum() == deaths.loc[:4, "deaths"].sum()
    assert unknown["person_years"].isna().all()


def test_population_without_the_subgroup_gives_counts_only():
    result = analyse(tables(deaths_of(**noisy()), population_of(*ARM_OF)), parameters(subgroups=("sex",)))
    table = next(table for table in result.tables if table.name == "deaths_by_sex")
    assert table.exposure == ""
    assert table.columns == ("period", "arm", "sex", "deaths")


def test_curve_rests_on_the_months_and_the_smallest_series():
    counts = noisy()
    result = analyse(tables(deaths_of(**counts), population_of(*ARM_OF)), parameters())
    curve = next(table for table in result.tables if table.name == "deaths_fitted")
    assert curve.kind is TableKind.CURVE
    assert (curve.n_obs, curve.n_events) == (72, counts["elm"].sum())
    frame = curve.to_frame()
    after = frame["period"] >= "2019-01"
    assert frame.loc[after, "counterfactual"].notna().all()
    assert frame.loc[~after, "counterfactual"].isna().all()
    assert (frame["fitted_low"] < frame["fitted"]).all()
    assert (frame["fitted"] < frame["fitted_high"]).all()


def test_what_each_month_tells_of_itself_is_handed_on():
    """Two months after a start, a line of their own goes through both: leverage 1, and fitted equals observed."""
    late = (Intervention(name="late", date=date(2021, 11, 1)),)
    counts = noisy()
    result = analyse(tables(deaths_of(**counts), population_of(*ARM_OF)), parameters(interventions=late))
    table = next(table for table in result.tables if table.name == "deaths_modelled")
    assert table.kind is TableKind.RESTRICTED
    months = table.to_frame().query("series == 'rfs'").reset_index(drop=True)
    assert months["deaths"].tolist() == counts["elm"].tolist()
    assert months["leverage"].sum() == pytest.approx(4.0), "as many as the model has parameters"
    assert months["leverage"].tail(2).tolist() == pytest.approx([1.0, 1.0])
    assert (months["leverage"].head(70) < 0.5).all()
    assert months["segment"].tolist() == [1] * 70 + [2] * 2


def test_one_row_per_death_without_communities():
    rng = np.random.default_rng(4)
    days = pd.to_datetime("2016-01-01") + pd.to_timedelta(rng.integers(0, 2192, size=3000), unit="D")
    records = pd.DataFrame({"date": days, "date_type": np.where(np.arange(3000) < 700, "report", "death")})
    population = population_of("alder").drop(columns="community")
    data = tables(
        records, population, deaths_table="death_records", arms=False, dropped=(Dropped("date is missing", 2),)
    )
    result = analyse(data, parameters(series="all", interventions=()))
    assert row(result, "rows_dated_by_report/all").estimate == 700
    dropped = row(result, "rows_dropped/all")
    assert (dropped.estimate, dropped.method, dropped.status) == (2, "counted", Status.DIAGNOSTIC)
    assert row(result, "rows_dropped/date_is_missing").estimate == 2
    assert sum(row(result, f"deaths/all/{year}").estimate for year in range(2016, 2022)) == 3000
    assert len([each for each in result.estimates if each.quantity == "deaths"]) == 6


def test_repeated_deaths_and_ages_outside_the_groups_are_counted_and_told():
    days = pd.date_range("2016-01-01", "2021-12-31")
    records = pd.DataFrame({"date": days, "age": [13.0, np.nan, *[40.0] * (len(days) - 2)]})
    records = pd.concat([records, records[5:34], records[5:6]], ignore_index=True)
    population = population_of("alder").drop(columns="community")
    given = parameters(series="all", interventions=(), start=date(2016, 1, 1), end=date(2022, 1, 1))
    data = tables(records, population, deaths_table="death_records", arms=False)
    result = analyse(data, given)
    assert row(result, "rows_repeated/all").estimate == 30
    assert row(result, "ages_outside_groups/all").estimate == 1
    assert row(result, "deaths/all/2016").estimate == 366 + 30
    assert overdose_deaths.check(data, given) == (
        "deaths: 30 rows repeat another in every column: counted; a column death_id tells records apart",
        "deaths: 1 row has an age that is in no age group: among the unknown in counts by age",
    )
    known = records.assign(death_id=[str(number) for number in range(len(records))])
    data = tables(known.drop(columns="age"), population, deaths_table="death_records", arms=False)
    assert overdose_deaths.check(data, given) == ()
    assert row(analyse(data, given), "rows_repeated/all").estimate == 0


def test_partial_years_say_so():
    found = parameters(start=date(2016, 4, 1), end=date(2021, 3, 1))
    result = analyse(tables(deaths_of(**noisy()), population_of(*ARM_OF)), found)
    first, last = row(result, "deaths/all/2016"), row(result, "deaths/all/2021")
    assert (first.period, first.n_obs) == ("2016-04-01/2017-01-01", 9)
    assert "9 months of the year" in first.note
    assert last.period == "2021-01-01/2021-03-01"
    assert row(result, "deaths_outside_window/all").estimate > 0


def test_short_pre_period_and_long_horizon_are_flagged():
    early = (Intervention(name="coalition", date=date(2017, 1, 1)),)
    result = analyse(tables(deaths_of(**noisy()), population_of(*ARM_OF)), parameters(interventions=early))
    for quantity in ("annual_change", "level_change", "deaths_averted"):
        assert "short: only 12 months" in row(result, f"{quantity}/cep").note
    assert "extrapolation" in row(result, "deaths_averted/all").note
    assert "soon" not in row(result, "level_change/cep").note
    last = (Intervention(name="coalition", date=date(2021, 11, 1)),)
    result = analyse(tables(deaths_of(**noisy()), population_of(*ARM_OF)), parameters(interventions=last))
    for quantity in ("level_change", "deaths_averted"):
        assert "soon: only 2 months after the start, less than half a year" in row(result, f"{quantity}/cep").note
    late = (Intervention(name="coalition", date=date(2021, 6, 1)),)
    result = analyse(tables(deaths_of(**noisy()), population_of(*ARM_OF)), parameters(interventions=late))
    assert "lie beyond the data" in row(result, "rate_ratio_12_months/cep").note
    assert "extrapolation" not in row(result, "deaths_averted/cep").note


def test_population_beyond_its_last_estimate_is_noted():
    population = population_of(*ARM_OF)
    population = population[population["date"] < "2021-07-02"]
    result = analyse(tables(deaths_of(**noisy()), population), parameters())
    assert "extrapolated for 6 months" in row(result, "death_rate/cep/2021").note
    assert row(result, "death_rate/cep/2020").note == ""
    assert "extrapolated for 6 months" in row(result, "level_change/cep").note


def test_a_series_that_does_not_determine_its_model_is_flagged_not_lost():
    counts = noisy()
    counts["elm"] = np.where(np.arange(72) < 36, 0, 5)
    recorded_zeros = pd.DataFrame({"month": MONTHS[:36], "community": "elm", "sex": "male", "deaths": 0})
    deaths = pd.concat([deaths_of(**counts), recorded_zeros], ignore_index=True)
    result = analyse(tables(deaths, population_of(*ARM_OF)), parameters())
    for quantity in ("annual_change", "level_change", "deaths_averted", "percent_averted"):
        found = row(result, f"{quantity}/rfs")
        assert math.isnan(found.estimate)
        assert "not estimable" in found.note
    assert math.isnan(row(result, "deaths_averted/all").estimate)
    assert "no model for rfs" in row(result, "deaths_averted/all").note
    assert row(result, "level_change/cep").conf_low > 0
    assert set(result.table("deaths_fitted")["series"]) == {"cep"}


def test_autocorrelated_months_make_the_primary_interval_wider_than_the_usual_ones():
    rng, latent = np.random.default_rng(8), np.zeros(72)
    for month in range(1, 72):
        latent[month] = 0.8 * latent[month - 1] + 0.6 * 0.2 * rng.normal()
    counts = noisy() | {"elm": rng.poisson(60 * np.exp(latent))}
    result = analyse(tables(deaths_of(**counts), population_of(*ARM_OF)), parameters())

    def width(name, arm):
        found = row(result, f"level_change/{arm}{name}")
        return math.log(found.conf_high / found.conf_low)

    usual = ("/poisson", "/quasi_poisson", "/quasi_poisson_newey_west", "/negative_binomial")
    assert width("", "rfs") > 1.2 * max(width(name, "rfs") for name in usual)
    assert width("", "cep") < 1.2 * width("/quasi_poisson", "cep")
    for name in usual:
        found = row(result, f"level_change/rfs{name}")
        assert (found.status, found.prespecified) == (Status.SENSITIVITY, True)
        assert "too narrow" in found.note
    assert row(result, "level_change/rfs").status is Status.PRIMARY


def test_deaths_averted_come_as_deaths_percent_and_rate_and_with_the_chance_of_events():
    result = analyse(tables(deaths_of(**noisy()), population_of(*ARM_OF)), parameters())
    deaths, rate, observed = (
        row(result, f"{name}/cep") for name in ("deaths_averted", "rate_averted", "deaths_averted_observed")
    )
    lived = 2 * 100_000 * 1096 / 365.25
    assert rate.estimate == pytest.approx(100_000 * deaths.estimate / lived, rel=1e-3)
    assert (rate.unit, deaths.n_obs) == ("per 100,000 person-years", 36)
    assert "that might have come" in observed.note
    assert observed.estimate == pytest.approx(deaths.estimate, abs=0.3 * spread(deaths))
    # The chance of 36 months of about 40 deaths each, less what the expected deaths with it were unsure of.
    assert abs(spread(observed) ** 2 - spread(deaths) ** 2) < 2 * 36 * 40


def declared(**changes):
    return Specification(**({"name": "other"} | changes))


@pytest.mark.parametrize(
    ("specification", "n_obs", "unit"),
    [
        (declared(shape="level"), 72, "rate ratio"),
        (declared(lag=3, transition=2), 70, "rate ratio"),
        (declared(start=date(2017, 1, 1)), 60, "rate ratio"),
        (declared(periods_before=24), 60, "rate ratio"),
        (declared(method="log_linear"), 72, "rate ratio"),
        (declared(method="arima", order=(1, 0, 0)), 72, "rate ratio"),
        (declared(seasonality="auto"), 72, "rate ratio"),
        (declared(exposure="none", interval="z", method="poisson", slope_per="period"), 72, "ratio"),
    ],
)
def test_declared_specifications_are_rows_beside_the_primary_one(specification, n_obs, unit):
    result = analyse(
        tables(deaths_of(**noisy()), population_of(*ARM_OF)), parameters(specifications=(specification,))
    )
    found = row(result, "level_change/cep/other")
    assert (found.n_obs, found.unit, found.status) == (n_obs, unit, Status.SENSITIVITY)
    assert found.conf_low < found.estimate < found.conf_high
    primary = row(result, "level_change/cep")
    assert abs(math.log(found.estimate / primary.estimate)) < 0.3


def test_months_that_are_provisional_or_left_out_are_no_part_of_the_model():
    counts = noisy()
    late = {key: np.where(np.arange(72) >= 69, values // 2, values) for key, values in counts.items()}
    given = parameters(provisional_from=date(2021, 10, 1), left_out=(date(2017, 5, 1),))
    whole, cut = (analyse(tables(deaths_of(**each), population_of(*ARM_OF)), given) for each in (counts, late))
    for result in (whole, cut):
        assert row(result, "level_change/cep").n_obs == 68
        table = result.table("deaths_modelled").query("not in_model")
        assert set(table["period"]) == {"2017-05", "2021-10", "2021-11", "2021-12"}
        assert table["deaths"].notna().all(), "they are known, and must be seen to be protected"
        assert table["segment"].isna().all()
    assert row(whole, "level_change/cep").estimate == pytest.approx(row(cut, "level_change/cep").estimate, rel=1e-4)
    segments = whole.table("deaths_modelled").query("series == 'cep'").groupby("segment").size()
    assert segments.tolist() == [16, 19, 33]


def test_a_co_intervention_takes_what_is_its_own():
    counts = noisy(mean=60.0)
    surge = np.where((np.arange(72) >= 50) & (np.arange(72) < 60), 2, 1)
    counts = {key: values * surge for key, values in counts.items()}
    pandemic = CoIntervention(name="pandemic", start=date(2020, 3, 1), end=date(2021, 1, 1))
    data = tables(deaths_of(**counts), population_of(*ARM_OF))
    without, declared_too = analyse(data, parameters()), analyse(data, parameters(co_interventions=(pandemic,)))
    width = {
        name: math.log(found.conf_high / found.conf_low)
        for name, found in (
            ("without", row(without, "level_change/cep")),
            ("with", row(declared_too, "level_change/cep")),
        )
    }
    assert width["with"] < 0.7 * width["without"]
    assert row(declared_too, "rate_ratio_12_months/cep").estimate == pytest.approx(1.0, abs=0.15)


def test_a_control_series_has_sensitivity_rows_and_averts_nothing():
    result = analyse(tables(deaths_of(**noisy()), population_of(*ARM_OF)), parameters(controls=("rfs",)))
    assert row(result, "level_change/rfs").status is Status.SENSITIVITY
    assert "control series" in row(result, "level_change/rfs").note
    scopes = [each.result_id.split("/")[2] for each in result.estimates if each.quantity == "deaths_averted"]
    assert scopes == ["cep"]


# What goes wrong, and the message a person reads


@pytest.mark.parametrize(
    ("day", "wrong"),
    [
        (date(2015, 12, 1), "is outside the months analysed"),
        (date(2016, 2, 1), "leaves fewer than two months before or after it"),
        (date(2021, 12, 1), "leaves fewer than two months before or after it"),
    ],
)
def test_an_intervention_that_the_months_of_the_data_cannot_tell(day, wrong):
    change = (Intervention(name="coalition", date=day),)
    with pytest.raises(ParameterError) as raised:
        overdose_deaths.check(tables(deaths_of(**noisy()), population_of(*ARM_OF)), parameters(interventions=change))
    assert str(raised.value.problems[0]).startswith(
        f"overdose_deaths.interventions, coalition: {wrong}; found {day}, of months from 2016-01 to 2021-12; "
        "expected a date from 2016-03-01 to 2021-11-01: two months on either side tell level and slope apart."
    )


@pytest.mark.parametrize("day", [date(2016, 3, 1), date(2021, 11, 1)])
def test_two_months_on_either_side_are_enough_to_estimate(day):
    change = (Intervention(name="coalition", date=day),)
    result = analyse(tables(deaths_of(**noisy()), population_of(*ARM_OF)), parameters(interventions=change))
    assert math.isfinite(row(result, "level_change/cep").estimate)
    assert math.isfinite(row(result, "slope_change/cep").estimate)


def test_model_with_no_fewer_parameters_than_months():
    short = parameters(
        seasonality="months",
        end=date(2017, 3, 1),
        interventions=(Intervention(name="coalition", date=date(2016, 9, 1)),),
    )
    with pytest.raises(ParameterError, match="the model has no fewer parameters than there are months") as raised:
        analyse(tables(deaths_of(**noisy()), population_of(*ARM_OF)), short)
    assert "15 parameters, 14 months" in str(raised.value)


def test_series_that_cannot_be_told_apart():
    with pytest.raises(ParameterError) as raised:
        analyse(tables(deaths_of(**noisy()), population_of(*ARM_OF), arms=False), parameters())
    assert [problem.wrong for problem in raised.value.problems] == [
        "the series cannot be told apart: no arms are declared"
    ]
    no_place = deaths_of(**noisy()).drop(columns="community")
    with pytest.raises(DataError) as raised:
        analyse(tables(no_place, population_of(*ARM_OF)), parameters())
    assert "deaths.csv: has no arm" in str(raised.value)


def test_deaths_without_a_community_are_not_dropped_in_silence():
    deaths = deaths_of(**noisy())
    deaths.loc[0, "community"] = None
    with pytest.raises(DataError) as raised:
        analyse(tables(deaths, population_of(*ARM_OF)), parameters())
    assert "deaths without arm" in str(raised.value)
    assert f"found {deaths.loc[0, 'deaths']}" in str(raised.value)


def test_a_community_without_population():
    with pytest.raises(DataError) as raised:
        analyse(tables(deaths_of(**noisy()), population_of("alder", "elm")), parameters())
    assert "community birch has no population" in str(raised.value)


def test_missing_months_are_not_taken_for_zero():
    deaths = deaths_of(**noisy())
    deaths = deaths[~((deaths["community"] == "elm") & deaths["month"].between("2018-03-01", "2018-04-01"))]
    with pytest.raises(DataError) as raised:
        analyse(tables(deaths, population_of(*ARM_OF)), parameters())
    assert "no deaths of community elm from 2018-03 to 2018-04" in str(raised.value)
    with pytest.raises(DataError) as raised:
        analyse(tables(deaths_of(**noisy()), population_of(*ARM_OF)), parameters(end=date(2022, 3, 1)))
    assert "2022-01 to 2022-02" in str(raised.value)


def test_subgroup_that_the_deaths_do_not_have():
    with pytest.raises(DataError) as raised:
        analyse(tables(deaths_of(**noisy()), population_of(*ARM_OF)), parameters(subgroups=("race_ethnicity",)))
    assert "has no race_ethnicity" in str(raised.value)


def test_no_deaths_at_all():
    with pytest.raises(DataError, match="no deaths"):
        analyse(tables(deaths_of(**noisy()).iloc[:0], population_of(*ARM_OF)), parameters(series="all"))


def test_lags_do_not_reach_across_months_that_are_left_out():
    left_out = tuple(date(2017 + month // 12, month % 12 + 1, 1) for month in (2, 3, 6, 9, 25, 44))
    result = analyse(tables(deaths_of(**noisy()), population_of(*ARM_OF)), parameters(left_out=left_out))
    table = result.table("deaths_modelled").query("series == 'cep' and in_model")
    period = pd.PeriodIndex(table["period"], freq="M")
    places = period.year.to_numpy() * 12 + period.month.to_numpy()
    since = (places - (2019 * 12 + 1)) / 12
    design = np.column_stack([np.ones(66), since, since >= 0, np.maximum(since, 0)])
    fit = fit_poisson(
        design, table["deaths"], np.log(period.days_in_month), variance=Variance.NEWEY_WEST, places=places
    )
    found = row(result, "level_change/cep/quasi_poisson_newey_west")
    wanted = fit.contrasts([0, 0, 1, 0]).estimate(0.95)
    assert found.std_error / found.estimate == pytest.approx(wanted.std_error[0, 0], rel=1e-6)
    assert found.conf_low == pytest.approx(math.exp(wanted.conf_low[0, 0]), rel=1e-6)


def test_an_effect_that_a_method_cannot_tell_leaves_the_others(monkeypatch):
    """Two months after an intervention, a Newey-West variance can be nothing or less."""

    def refused(fit, weights):
        raise NotEstimable("the data do not say how sure the estimate is")

    monkeypatch.setattr(LinearFit, "contrasts", refused)
    given = parameters(series="all", specifications=(Specification(name="flat", method="poisson"),))
    result = analyse(tables(deaths_of(**noisy()), population_of(*ARM_OF)), given)
    other = row(result, "level_change/all/flat")
    assert math.isnan(other.estimate)
    assert "not estimable: the data do not say how sure the estimate is" in other.note
    assert not math.isnan(row(result, "level_change/all").estimate)
