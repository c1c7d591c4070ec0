import json
import math

import pytest
from scipy.stats import chi2

from evaluation.data.output_table import Sensitivity, TableKind
from evaluation.disclosure import differences
from evaluation.disclosure.releasing import release
from evaluation.disclosure.run_folder import source_sensitivity
from evaluation.disclosure.withheld_items import TOO_MANY
from evaluation.errors import DisclosureError

from .run_builder import MONTHS, read

CURVE = ("period", "series", "fitted", "fitted_low", "fitted_high", "counterfactual")


def table(run, name):
    path = run.folder / "released" / "tables" / f"{name}.csv"
    return read(path) if path.exists() else None


def about(run, name):
    return json.loads((run.folder / "released" / "tables" / f"{name}.json").read_text(encoding="utf-8"))


def reason(run, item):
    return next(row["reason"] for row in read(run.folder / "released" / "withheld.csv") if row["item"] == item)


@pytest.mark.parametrize(("count", "level"), [(0, "month"), (9, "quarter"), (10, "month"), (11, "month")])
def test_deaths_are_pooled_over_time_only_where_a_cell_is_small(run, count, level):
    cells = {(month,): 30 for month in MONTHS} | {("2019-05",): count}
    release(run.table("deaths_by_month", ["period"], cells).write())
    assert about(run, "deaths_by_month")["levels"] == {"period": level}
    assert sum(int(row["deaths"]) for row in table(run, "deaths_by_month")) == sum(cells.values())


@pytest.mark.parametrize(("count", "shown"), [(0, True), (1, False), (10, False), (11, True)])
def test_patients_are_withheld_where_no_pooling_helps(run, count, shown):
    release(run.persons("persons_by_sex", "sex", {"female": 60, "male": count}).write())
    assert bool(table(run, "persons_by_sex")) is shown


def test_ages_are_pooled_by_the_code_list(run):
    run.table("deaths_by_age", ["age_group"], {("15-24",): 4, ("25-34",): 40, ("35-44",): 50, ("65+",): 30})
    release(run.write())
    assert {row["age_group"]: row["deaths"] for row in table(run, "deaths_by_age")} == {
        "15-34": "44",
        "35-54": "50",
        "55+": "30",
    }
    assert about(run, "deaths_by_age")["covers"]["age_group"]["15-34"] == ["15-24", "25-34"]


def test_race_is_pooled_by_the_code_list(run):
    run.table("deaths_by_race", ["race_ethnicity"], {("white",): 90, ("black",): 40, ("asian",): 3, ("native",): 8})
    release(run.write())
    found = {row["race_ethnicity"]: row["deaths"] for row in table(run, "deaths_by_race")}
    assert found == {"white": "90", "black": "40", "other_or_unknown": "11"}


def test_communities_are_pooled_to_arms(run):
    run.table("deaths_by_community", ["community"], {("alder",): 40, ("birch",): 7, ("elm",): 30, ("fir",): 31})
    release(run.write())
    assert table(run, "deaths_by_community") == [{"arm": "cep", "deaths": "47"}, {"arm": "rfs", "deaths": "61"}]
    assert about(run, "deaths_by_community")["handed_over"] == ["community"]


def test_else_the_whole_breakdown_is_withheld_and_told(run):
    release(run.table("deaths_by_sex", ["sex"], {("female",): 60, ("male",): 7}).write())
    assert table(run, "deaths_by_sex") is None
    assert "at every level of pooling" in reason(run, "deaths_by_sex")


def test_where_there_are_too_many_numbers_to_be_judged_together_the_reason_says_so(run, monkeypatch):
    monkeypatch.setattr(differences, "MOST_COUNTS", 11)
    release(run.table("deaths_by_month", ["period"], {(month,): 30 for month in MONTHS[:12]}).write())
    assert about(run, "deaths_by_month")["levels"] == {"period": "quarter"}
    monkeypatch.setattr(differences, "MOST_COUNTS", 1)
    release(run.write())
    assert reason(run, "deaths_by_month") == TOO_MANY


def test_rates_are_made_from_the_pooled_counts_with_exact_intervals(run):
    rows = [(month, 4, 1000.0) for month in MONTHS[:12]]
    release(run.table("deaths_by_month", ["period"], rows).write())
    first = table(run, "deaths_by_month")[0]
    assert (first["period"], first["deaths"], float(first["person_years"])) == ("2019-Q1", "12", 3000.0)
    assert float(first["rate"]) == pytest.approx(400.0)
    # Garwood 1936: half the chi-squared quantiles with 2n and 2n + 2 degrees of freedom.
    assert float(first["conf_low"]) == pytest.approx(chi2.ppf(0.025, 24) / 2 / 3000 * 1e5, rel=1e-9)
    assert float(first["conf_high"]) == pytest.approx(chi2.ppf(0.975, 26) / 2 / 3000 * 1e5, rel=1e-9)


def test_a_zero_is_published_with_its_rate(run):
    release(run.table("deaths_by_sex", ["sex"], [("female", 0, 1000.0), ("male", 20, 1000.0)]).write())
    zero = table(run, "deaths_by_sex")[0]
    assert (zero["deaths"], float(zero["rate"]), float(zero["conf_low"])) == ("0", 0.0, 0.0)
    assert float(zero["conf_high"]) == pytest.approx(-math.log(0.025) / 1000 * 1e5)


def test_a_rate_is_missing_where_the_person_years_are(run):
    release(run.table("deaths_by_sex", ["sex"], [("female", 30, 1000.0), ("unknown", 20, None)]).write())
    assert table(run, "deaths_by_sex")[1]["rate"] == ""


def test_exposures_that_are_not_public_are_withheld(run, monkeypatch):
    def sensitivity(table):
        return Sensitivity.PATIENT if table == "population" else source_sensitivity(table)

    monkeypatch.setattr("evaluation.disclosure.run_folder.source_sensitivity", sensitivity)
    run.table(
        "deaths_by_sex", ["sex"], [("female", 30, 1000.0), ("male", 20, 1000.0)], sensitivity=Sensitivity.PATIENT
    )
    release(run.write())
    assert set(table(run, "deaths_by_sex")[0]) == {"sex", "deaths"}
    assert "exposure" in reason(run, "deaths_by_sex rates")


def curve(run, *, n_events=200, monthly=30.0, columns=CURVE, model=True):
    rows = [(month, "all", monthly, monthly - 1, monthly + 1, None)[: len(columns)] for month in MONTHS]
    run.other("deaths_fitted", TableKind.CURVE, columns, rows, n_obs=24, n_events=n_events)
    if model:
        months = dict.fromkeys(MONTHS, (round(monthly), 0.1))
        run.model("level_change", "all", months=months, n_events=round(24 * monthly))
    release(run.write())
    return table(run, "deaths_fitted")


def test_a_curve_rests_on_enough_and_its_model_is_released(run):
    assert curve(run)[0]["fitted"] == "30.0"


@pytest.mark.parametrize("n_events", [10, 0, None])
def test_a_curve_that_rests_on_too_little_is_withheld(run, n_events):
    assert curve(run, n_events=n_events) is None


def test_a_curve_whose_model_is_withheld_is_withheld(run):
    assert curve(run, model=False) is None
    assert "model of one of its series" in reason(run, "deaths_fitted")


def test_a_curve_with_another_column_is_withheld(run):
    assert curve(run, columns=(*CURVE[:5], "deaths")) is None
    assert "deaths" in reason(run, "deaths_fitted")


@pytest.mark.parametrize(("small", "digits", "residuals"), [(9, "30.1", False), (10, "30.12", True)])
def test_a_curve_over_a_hidden_month_has_fewer_digits_and_its_residuals_are_withheld(run, small, digits, residuals):
    four_years = [f"{year}-{month:02d}" for year in range(2017, 2021) for month in range(1, 13)]
    observed = dict.fromkeys(four_years, 30) | {"2018-03": small}
    waves = (0.1234, -0.1234)
    rows = [
        (month, "all", n + waves[place % 2], n - 1.0, n + 1.0, None)
        for place, (month, n) in enumerate(observed.items())
    ]
    run.other("deaths_fitted", TableKind.CURVE, CURVE, rows, n_obs=48, n_events=1419)
    correlogram = [("all", lag, 0.1, 0.28) for lag in range(1, 13)]
    columns = ("series", "lag", "autocorrelation", "limit")
    run.other("residual_autocorrelation", TableKind.CURVE, columns, correlogram, n_obs=48, n_events=1419)
    months = {month: (n, 0.1) for month, n in observed.items()}
    run.model("level_change", "all", months=months, n_events=47 * 30 + small)
    release(run.write())
    assert table(run, "deaths_fitted")[0]["fitted"] == digits
    assert bool(table(run, "residual_autocorrelation")) is residuals


@pytest.mark.parametrize(("small", "shown"), [(9, False), (10, True)])
def test_placebo_dates_are_other_estimates(run, small, shown):
    fitted_to = {month: (small if month == "2019-03" else 30, 0.1) for month in MONTHS}
    fitted_to |= {f"2018-{month:02d}": (30, 0.1) for month in range(1, 13)}
    columns = ("series", "date", "is_placebo", "quantity", "estimate", "conf_low", "conf_high", "p_value")
    rows = [("all", "2019-01-01", True, "level_change", 0.91, 0.8, 1.1, 0.3)]
    run.other("placebo_dates", TableKind.CURVE, columns, rows, n_obs=36, n_events=1000)
    run.params["overdose_deaths"]["interventions"] = []
    run.model("level_change", "all", months=fitted_to, n_events=35 * 30 + small)
    release(run.write())
    assert bool(table(run, "placebo_dates")) is shown


def test_a_line_that_only_comes_near_to_the_counts_is_no_contradiction(run):
    """An engine that lets months vary by themselves fits 721.4 where 720 died."""
    rows = [(month, "all", 30.06, 28.0, 32.0, None) for month in MONTHS]
    run.other("deaths_fitted", TableKind.CURVE, CURVE, rows, n_obs=24, n_events=720)
    run.deaths("all", "2019-01-01/2021-01-01", 720)
    months = dict.fromkeys(MONTHS, (30, 0.1))
    run.model("level_change", "all", months=months, n_events=720, period="2019-01-01/2021-01-01")
    release(run.write())
    assert table(run, "deaths_fitted")[0]["fitted"] == "30.06"


def test_a_curve_cannot_be_fixed(run):
    run.params["disclosure"] = {"policy": "strict", "fixed_tables": ["deaths_fitted"]}
    with pytest.raises(DisclosureError, match="a curve, which goes with its model"):
        curve(run)


def test_a_curve_goes_with_its_model(run):
    """The intervention of July 2020 has a level of its own, so fitted deaths after it add up to 6 x 1 = 6."""
    rows = [(month, "all", 1.0 if month >= "2020-07" else 30.0, 0.0, 40.0, None) for month in MONTHS]
    run.other("deaths_fitted", TableKind.CURVE, CURVE, rows, n_obs=24, n_events=546)
    months = {month: (1 if month >= "2020-07" else 30, 0.1) for month in MONTHS}
    run.model("level_change", "all", months=months, n_events=546)
    release(run.write())
    assert table(run, "deaths_fitted") is None


@pytest.mark.parametrize(("sensitivity", "shown"), [("public", True), ("vital", False)])
def test_a_description_is_public(run, sensitivity, shown):
    run.other("codes", TableKind.DESCRIPTION, ("code", "label"), [("x44", "Accident")], sensitivity=sensitivity)
    release(run.write())
    assert bool(table(run, "codes")) is shown


@pytest.mark.parametrize(("analysis", "shown"), [("activities", True), ("overdose_deaths", False)])
def test_a_description_has_numbers_only_where_nobody_stands_behind_them(run, analysis, shown):
    run.other("kits", TableKind.DESCRIPTION, ("year", "n"), [("2020", 3)], sensitivity="public", analysis=analysis)
    release(run.write())
    assert bool(table(run, "kits")) is shown
