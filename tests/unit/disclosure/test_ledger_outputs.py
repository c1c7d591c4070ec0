import pytest

from evaluation.data.output_table import TableKind
from evaluation.disclosure.releasing import release
from evaluation.errors import DisclosureError
from evaluation.stats.estimate import Status

from .run_builder import MONTHS, RunBuilder, read

FOUR_YEARS = [f"{year}-{month:02d}" for year in range(2017, 2021) for month in range(1, 13)]
LANDMARK = {
    "unit": "proportion",
    "estimate": 0.123456789,
    "std_error": 0.03211,
    "conf_low": 0.07119,
    "conf_high": 0.19881,
}


def results(run):
    folder = run.write()
    release(folder)
    return {row["result_id"]: row for row in read(folder / "released" / "results.csv")}


def withheld(run):
    return {row["item"] for row in read(run.folder / "released" / "withheld.csv")}


@pytest.mark.parametrize(("count", "shown"), [(0, True), (1, False), (9, False), (10, True), (11, True)])
def test_a_count_of_deaths(run, count, shown):
    assert bool(results(run.deaths("all", "2020", count))) is shown


@pytest.mark.parametrize(("count", "shown"), [(0, True), (1, False), (9, False), (10, False), (11, True)])
def test_a_count_of_patients(run, count, shown):
    row = {"estimate": float(count), "n_obs": count, "n_events": 0}
    assert bool(results(run.row("retention/persons/all", **row))) is shown


@pytest.mark.parametrize("count", [0, 1, 9, 10, 11])
def test_a_count_of_public_things_has_no_rule(run, count):
    found = results(run.row("activities/kits/all/2020", period="2020", estimate=float(count), n_obs=count))
    assert found["activities/kits/all/2020"]["estimate"] == str(float(count))


def test_one_small_cell_withholds_the_whole_breakdown(run):
    for year, count in (("2019", 40), ("2020", 9), ("2021", 44)):
        run.deaths("cep", year, count)
    assert results(run) == {}
    assert withheld(run) == {f"overdose_deaths/deaths/cep/{year}" for year in ("2019", "2020", "2021")}


def test_a_total_stays_where_its_breakdown_is_withheld(run):
    run.deaths("all", "2020", 45).deaths("cep", "2020", 40).deaths("rfs", "2020", 5)
    assert list(results(run)) == ["overdose_deaths/deaths/all/2020"]


def test_the_whole_goes_before_its_parts_whatever_their_status(run):
    run.deaths("all", "2020", 45, status=Status.EXPLORATORY).deaths("cep", "2020", 40, status=Status.PRIMARY)
    assert list(results(run)) == ["overdose_deaths/deaths/all/2020"]


def test_a_diagnostic_gives_way_to_results(run):
    run.row("overdose_deaths/rows_dated_by_report/all", estimate=40.0, status=Status.DIAGNOSTIC)
    run.deaths("all", "2019", 20).deaths("all", "2020", 25)
    assert list(results(run)) == ["overdose_deaths/deaths/all/2019", "overdose_deaths/deaths/all/2020"]


def test_the_total_of_the_years_minus_the_whole_window(run):
    run.deaths("all", "2019", 40).deaths("all", "2020", 44)
    run.model("level_change", "all", period="2019-01-01/2021-01-01", n_events=89)
    found = results(run)
    assert "overdose_deaths/level_change/all" in withheld(run), "89 - 40 - 44 leaves 5"
    assert found["overdose_deaths/deaths/all/2020"]["estimate"] == "44.0"


def test_a_rate_gives_its_count_away(run):
    run.deaths("all", "2020", 45)
    run.row("overdose_deaths/death_rate/cep/2020", arm="cep", period="2020", estimate=3.1, n_events=40)
    assert list(results(run)) == ["overdose_deaths/deaths/all/2020"], "45 - 40 leaves 5"


def test_a_rate_that_does_not_say_its_count_is_withheld(run):
    run.row("overdose_deaths/death_rate/all/2020", period="2020", estimate=3.1)
    assert results(run) == {}


@pytest.mark.parametrize(
    ("n_obs", "n_events", "shown"),
    [(11, 11, True), (10, 11, False), (11, 10, False), (96, 0, False), (None, 200, False), (96, None, False)],
)
@pytest.mark.parametrize("quantity", ["level_change", "ljung_box", "dispersion"])
def test_what_a_model_or_test_rests_on(run, quantity, n_obs, n_events, shown):
    assert bool(results(run.model(quantity, "all", n_obs=n_obs, n_events=n_events))) is shown


def test_a_model_keeps_four_digits(run):
    found = results(run.model("level_change", "all"))
    assert found["overdose_deaths/level_change/all"]["estimate"] == "0.8765"


def test_a_number_that_could_not_be_estimated_is_told(run):
    run.model("level_change", "cep", estimate=float("nan"), n_events=3, note="not estimable: too few deaths")
    found = results(run)["overdose_deaths/level_change/cep"]
    assert (found["estimate"], found["n_events"]) == ("", "")
    assert found["note"] == "not estimable: too few deaths"


def retained(run, scope, numbers, **where):
    for (day, n_obs, n_events), word in zip(numbers, ("30", "90"), strict=True):
        run.row(
            f"retention/retained/{scope}/d{word}",
            period=f"day {day}",
            n_obs=n_obs,
            n_events=n_events,
            **LANDMARK,
            **where,
        )
    return run


@pytest.mark.parametrize(
    ("second", "events"),
    [
        ((90, 11, 60), {"d30": "50", "d90": "60"}),
        ((90, 10, 60), {"d30": "50"}),
        ((90, 60, 11), {"d30": "50", "d90": "11"}),
        ((90, 60, 10), {"d90": "60"}),
        ((90, 89, 0), {"d30": "50", "d90": "0"}),
    ],
)
def test_survival_at_landmarks(run, second, events):
    """A step of a few people is part of the next one, or not shown where few are at risk at its end."""
    found = results(retained(run, "all", [(30, 100, 50), second]))
    assert {name.rpartition("/")[2]: row["n_events"] for name, row in found.items()} == events


@pytest.mark.parametrize(("censored", "shown"), [(0, True), (1, False), (10, False), (11, True)])
def test_people_censored_between_landmarks(run, censored, shown):
    """Greenwood's standard error and the interval would give them away, however the probability is rounded."""
    found = results(retained(run, "all", [(30, 100, 50), (90, 80 - censored, 20)]))
    assert ("retention/retained/all/d90" in found) is shown
    assert found["retention/retained/all/d30"]["estimate"] == "0.1235", "four decimals"


def test_survival_of_a_group_and_of_all_others(run):
    """Events by day 90: 30 of all, 25 in one medication, so 5 in the others; since the start, 90 and 55."""
    retained(run, "all", [(30, 300, 60), (90, 250, 30)])
    retained(run, "medication.methadone", [(30, 180, 30), (90, 155, 25)], subgroup="medication=methadone")
    found = results(run)
    assert found["retention/retained/all/d90"]["n_events"] == "30"
    assert "retention/retained/medication.methadone/d30" not in found
    coarse = found["retention/retained/medication.methadone/d90"]
    assert (coarse["n_events"], coarse["note"]) == ("55", "events are those since the start")


def test_people_left_out_of_a_model_are_not_given_away(run):
    run.row("retention/persons/all", estimate=500.0, n_obs=500, n_events=300)
    run.row("retention/hazard_ratio/dose", estimate=0.9, unit="hazard ratio", n_obs=493, n_events=300)
    assert list(results(run)) == ["retention/persons/all"], "500 - 493: seven without a dose"


def test_a_factor_of_a_cox_model_counts_those_who_are_known_in_every_covariate(run):
    """694 of 786 have a medication and a sex; 78 have no medication, 15 no sex: one has neither."""
    run.params["retention"]["covariates"] = ["medication", "sex"]
    run.row("retention/persons/all", estimate=786.0, n_obs=786, n_events=500)
    for name, number in (("medication", 78), ("sex", 15)):
        run.row(f"retention/persons_unclassified/{name}", estimate=float(number), status=Status.DIAGNOSTIC)
    for sex, number in (("female", 345), ("male", 349)):
        row = {"estimate": 0.9, "std_error": 0.1, "n_obs": number, "n_events": number - 120}
        run.row(f"retention/hazard_ratio/sex.{sex}", subgroup=f"sex={sex}", **row)
    found = results(run)
    assert "retention/hazard_ratio/sex.male" in found
    assert len({name for name in found if "unclassified" in name}) < 2, "both would leave one person"


def test_a_test_of_a_group_is_about_those_who_are_known_in_it(run):
    run.row("retention/persons/all", estimate=600.0, n_obs=600, n_events=300)
    run.row("retention/persons_unclassified/sex", estimate=14.0, status=Status.DIAGNOSTIC)
    run.row("retention/log_rank/sex", estimate=3.1, unit="chi2", n_obs=586, n_events=285)
    run.leaving("sex", {"female": (286, 140), "male": (300, 145)})
    assert "retention/log_rank/sex" in results(run)


def test_people_are_counted_where_their_events_would_tell_too_much(run):
    """77 people with 73 events leave four without one."""
    run.row("retention/persons/all", estimate=77.0, n_obs=77, n_events=73)
    found = results(run)["retention/persons/all"]
    assert (found["estimate"], found["n_events"]) == ("77.0", "")
    assert "retention/persons/all n_events" in withheld(run)


def hazard_ratios(run, levels):
    for level, (n_obs, n_events) in levels.items():
        for quantity in ("hazard_ratio", "log_hazard_ratio"):
            run.row(
                f"retention/{quantity}/medication.{level}",
                subgroup=f"medication={level}",
                estimate=0.8,
                std_error=0.1,
                n_obs=n_obs,
                n_events=n_events,
            )
    return run


@pytest.mark.parametrize(
    ("small", "shown"), [((40, 11), True), ((40, 10), False), ((10, 10), False), ((21, 11), False), ((11, 11), True)]
)
def test_one_small_level_withholds_its_factor(run, small, shown):
    """Standard errors give the events of every level away; 21 people with 11 events leave 10 without one."""
    run = hazard_ratios(run, {"methadone": (400, 200), "buprenorphine": (300, 150), "xr_buprenorphine": small})
    run.row("retention/hazard_ratio/dose", estimate=0.9, unit="hazard ratio", n_obs=700 + small[0], n_events=361)
    assert ("retention/hazard_ratio/medication.methadone" in results(run)) is shown
    assert ("retention/log_hazard_ratio/medication.buprenorphine" in withheld(run)) is not shown


def months(after, *, before=30, leverage=0.1, of=MONTHS):
    return dict.fromkeys(of, (before, 0.1)) | {month: (n, leverage) for month, n in after.items()}


@pytest.mark.parametrize(("last_half", "shown"), [(0, True), (9, False), (10, True)])
def test_a_model_gives_the_deaths_between_interventions_away(run, last_half, shown):
    """The intervention of the builder begins in July 2020."""
    after = dict.fromkeys(MONTHS[18:], 0) | {"2020-12": last_half}
    run.model("deaths_averted", "all", months=months(after), n_events=540 + last_half)
    run.model("percent_averted", "all", months=months(after), n_events=540 + last_half)
    assert bool(results(run)) is shown


def test_a_year_that_an_intervention_parts(run):
    """45 in 2020, 38 of them before July: seven after it, which the model would give away."""
    after = dict.fromkeys(MONTHS[12:], 0) | {"2020-03": 38, "2020-09": 7}
    run.deaths("all", "2020", 45).deaths("all", "2019", 360)
    run.model("level_change", "all", months=months(after), n_events=405, period="2019-01-01/2021-01-01")
    assert list(results(run)) == ["overdose_deaths/deaths/all/2019", "overdose_deaths/deaths/all/2020"]


@pytest.mark.parametrize(("leverage", "shown"), [(0.5, True), (0.51, False), (1.0, False)])
def test_a_month_that_the_line_follows_counts_as_published(run, leverage, shown):
    four_years = months({"2018-03": 7}, leverage=leverage, of=FOUR_YEARS)
    run.model("level_change", "all", months=four_years, n_events=47 * 30 + 7)
    assert bool(results(run)) is shown


@pytest.mark.parametrize(
    ("n_months", "small", "shown"), [(35, 9, False), (36, 9, True), (35, 10, True), (35, 0, True), (24, 1, False)]
)
def test_a_short_series_with_a_hidden_month_has_no_model(run, n_months, small, shown):
    """Weighted sums and a few digits of the spread leave only one short series of whole numbers."""
    fitted_to = months({"2018-03": small}, of=FOUR_YEARS[:n_months])
    run.model("level_change", "all", months=fitted_to, n_events=30 * (n_months - 1) + small)
    assert bool(results(run)) is shown


@pytest.mark.parametrize(("n_zero", "shown"), [(12, True), (13, False)])
def test_months_without_deaths_do_not_make_a_series_long(run, n_zero, shown):
    """A table says that they are empty, which leaves fewer months to be found."""
    fitted_to = months(dict.fromkeys(FOUR_YEARS[:n_zero], 0) | {"2018-03": 9}, of=FOUR_YEARS)
    run.model("level_change", "all", months=fitted_to, n_events=sum(n for n, _ in fitted_to.values()))
    assert bool(results(run)) is shown


@pytest.mark.parametrize(
    ("small_in", "n_after", "shown"), [("2020-12", 6, False), ("2018-03", 6, True), ("2020-12", 12, True)]
)
def test_a_hidden_month_lies_in_a_segment_of_a_year_or_more(run, small_in, n_after, shown):
    of = FOUR_YEARS + [f"2021-{month:02d}" for month in range(1, n_after - 5)]
    run.model("level_change", "all", months=months({small_in: 9}, of=of), n_events=30 * (len(of) - 1) + 9)
    assert bool(results(run)) is shown


@pytest.mark.parametrize(("small", "digits", "checked"), [(9, "0.877", False), (10, "0.8765", True)])
def test_a_long_series_with_a_hidden_month_has_fewer_digits_and_no_diagnostics(run, small, digits, checked):
    fitted_to = months({"2018-03": small}, of=FOUR_YEARS)
    run.model("level_change", "all", months=fitted_to, n_events=30 * 47 + small)
    run.model("dispersion", "all", months=fitted_to, n_events=30 * 47 + small, status=Status.DIAGNOSTIC)
    found = results(run)
    assert found["overdose_deaths/level_change/all"]["estimate"] == digits
    assert ("overdose_deaths/dispersion/all" in found) is checked
    assert withheld(run) == (set() if checked else {"overdose_deaths/dispersion/all"})


@pytest.mark.parametrize(
    ("season", "shown"),
    [
        ({"seasonality": "months"}, False),
        ({"seasonality": "harmonics", "harmonics": 4}, False),
        ({"seasonality": "harmonics", "harmonics": 3}, True),
        ({"seasonality": "none", "harmonics": 5}, True),
    ],
)
def test_calendar_months_that_are_told_apart_single_a_hidden_month_out(run, season, shown):
    run.params["overdose_deaths"] |= season
    run.model("level_change", "all", months=months({"2018-03": 9}, of=FOUR_YEARS), n_events=47 * 30 + 9)
    assert bool(results(run)) is shown


@pytest.mark.parametrize(("small", "words"), [(9, "a month of the series must stay hidden"), (30, "too few people")])
def test_a_model_is_withheld_for_its_hidden_month_or_for_too_few(run, small, words):
    run.params["overdose_deaths"] |= {"seasonality": "months"}
    fitted_to = months({"2018-03": small}, of=FOUR_YEARS)
    run.model("level_change", "all", months=fitted_to, n_events=47 * 30 + small, n_obs=48 if small == 9 else 1)
    assert results(run) == {}
    (row,) = read(run.folder / "released" / "withheld.csv")
    assert words in row["reason"]


@pytest.mark.parametrize(
    ("method", "shown"),
    [
        ("segmented Poisson with latent AR(1); no seasonality", True),
        ("segmented Poisson with latent AR(1); 3 harmonics", True),
        ("segmented Poisson with latent AR(1); 4 harmonics", False),
        ("segmented Poisson with latent AR(1); months of the year", False),
        ("segmented Poisson with latent AR(1)", False),
    ],
)
def test_a_seasonality_chosen_from_the_data_tells_months_apart_unless_the_ledger_says_that_it_does_not(
    run, method, shown
):
    run.params["overdose_deaths"] |= {"seasonality": "auto"}
    fitted_to = months({"2018-03": 9}, of=FOUR_YEARS)
    for quantity in ("annual_change", "level_change"):
        run.model(quantity, "all", months=fitted_to, n_events=47 * 30 + 9, method=method)
    assert bool(results(run)) is shown


@pytest.mark.parametrize(("small", "shown"), [(9, False), (10, True)])
def test_a_stretch_is_where_the_table_says_that_it_is(run, small, shown):
    """Two terms of the design begin in October 2019 and in the month after: that month is a stretch of its own."""
    run.segments = ["2019-10", "2019-11"]
    fitted_to = months({"2019-10": small})
    run.model("level_change", "all", months=fitted_to, n_events=23 * 30 + small)
    assert bool(results(run)) is shown


@pytest.mark.parametrize(("left_out", "shown"), [(7, False), (12, True)])
def test_a_month_that_the_model_leaves_out_is_the_rest_of_the_total(run, left_out, shown):
    """All months are counted, the model has all but one: the difference is that month."""
    run.params["overdose_deaths"]["left_out"] = ["2019-05-01"]
    run.segments = ["2019-06", "2020-07"]
    fitted_to = {month: numbers for month, numbers in months({}).items() if month != "2019-05"}
    run.deaths("all", "2019-01-01/2021-01-01", 23 * 30 + left_out)
    run.model("level_change", "all", months=fitted_to, n_events=23 * 30, period="2019-01-01/2021-01-01")
    assert ("overdose_deaths/level_change/all" in results(run)) is shown


def other_ways(run, fitted_to, **about):
    about = {"months": fitted_to, **about}
    n_events = sum(n for n, _ in fitted_to.values())
    run.model("level_change", "all", **about, n_events=n_events)
    run.model("gate", "all", **about, n_events=n_events, estimate=0.0, status=Status.DIAGNOSTIC, note="open")
    run.model("completeness", "all", **about, n_events=n_events, status=Status.DIAGNOSTIC)
    run.model("level_change", "all/poisson", **about, n_events=n_events, status=Status.SENSITIVITY)
    run.model("level_change", "all/before_24", **about, n_events=n_events - 60, status=Status.SENSITIVITY)
    return {name.removeprefix("overdose_deaths/") for name in results(run)}


def test_other_estimates_of_a_series_with_a_hidden_month_are_more_equations(run):
    assert other_ways(run, months({"2018-03": 9}, of=FOUR_YEARS)) == {"level_change/all", "gate/all"}
    reasons = {row["item"]: row["reason"] for row in read(run.folder / "released" / "withheld.csv")}
    assert "more estimates of a series" in reasons["overdose_deaths/level_change/all/poisson"]


def test_other_estimates_are_released_with_the_model_where_no_month_is_hidden(run):
    everything = {"level_change/all", "gate/all", "completeness/all"}
    everything |= {"level_change/all/poisson", "level_change/all/before_24"}
    assert other_ways(run, months({"2018-03": 10}, of=FOUR_YEARS)) == everything


def test_with_other_estimates_every_month_counts_as_given_away(run):
    """One community had 21 of the 30 deaths of March 2018, so 9 are left for the others."""
    run.params["disclosure"] = {"policy": "strict", "fixed_tables": ["by_place"]}
    run.table("by_place", ["period", "community"], {("2018-03", "alder"): 21})
    assert other_ways(run, months({}, of=FOUR_YEARS)) == {"level_change/all", "gate/all"}


@pytest.mark.parametrize(("small", "shown"), [(9, False), (10, True)])
def test_a_month_that_the_model_leaves_out_is_protected_from_other_estimates_too(run, small, shown):
    """A shorter transition would have it: its deaths are those of one analysis minus those of the other."""
    run.params["overdose_deaths"]["left_out"] = ["2019-07-01"]
    run.not_modelled["2019-07", "all"] = small
    run.segments = ["2019-08"]
    fitted_to = {month: each for month, each in months({}, of=FOUR_YEARS).items() if month != "2019-07"}
    found = other_ways(run, fitted_to, period="2017-01-01/2021-01-01")
    assert "level_change/all" in found
    assert ("level_change/all/before_24" in found) is shown


@pytest.mark.parametrize(("n_after", "shown"), [(5, False), (12, True)])
def test_a_hidden_month_that_is_left_out_asks_for_long_stretches_around_it(run, n_after, shown):
    """A total that cuts a short stretch, whose months may be solved, would leave the hidden one."""
    of = FOUR_YEARS + [f"2021-{month:02d}" for month in range(1, n_after - 4)]
    run.not_modelled["2020-07", "all"] = 9
    run.segments = ["2020-08"]
    fitted_to = {month: each for month, each in months({}, of=of).items() if month != "2020-07"}
    run.model("level_change", "all", months=fitted_to, n_events=30 * len(fitted_to))
    assert bool(results(run)) is shown


def test_months_of_a_series_without_a_model_are_protected_too(run):
    """The control has no model and a hidden month; what compares with it would be an equation for that month."""
    run.params["overdose_deaths"]["controls"] = ["rfs"]
    run.model("level_change", "cep", months=months({}, of=FOUR_YEARS), n_events=48 * 30)
    run.not_modelled |= {(month, "rfs"): 9 for month in FOUR_YEARS}
    about = {"arm": "cep", "estimate": 0.9, "n_obs": 48, "n_events": 48 * 39}
    run.row("overdose_deaths/controlled_level_change/cep", status=Status.SENSITIVITY, **about)
    assert list(results(run)) == ["overdose_deaths/level_change/cep"]


@pytest.mark.parametrize(("n_events", "shown"), [(36 * 80, True), (36 * 80 + 1, False)])
def test_what_compares_with_a_control_counts_the_deaths_of_both(run, n_events, shown):
    run.params["overdose_deaths"] |= {"controls": ["rfs"]}
    for scope, n in (("cep", 30), ("rfs", 50)):
        fitted_to = dict.fromkeys(FOUR_YEARS, (n, 0.1))
        run.model("level_change", scope, months=fitted_to, n_events=48 * n, period="2017-01-01/2021-01-01")
    about = {"arm": "cep", "period": "2017-01-01/2020-01-01", "estimate": 0.9, "n_obs": 36, "n_events": n_events}
    run.row("overdose_deaths/parallel_slope/cep", status=Status.DIAGNOSTIC, **about)
    run.deaths("cep", "2017-01-01/2020-01-01", 36 * 30)
    found = results(run)
    assert ("overdose_deaths/parallel_slope/cep" in found) is shown
    assert "overdose_deaths/level_change/cep" in found, "the primary rows stand alone"


def test_a_table_of_another_version_counts_as_none(run):
    run.model("level_change", "all", months=months({}, of=FOUR_YEARS), n_events=48 * 30)
    rows = [(month, "all", 1, 30, 0.1) for month in FOUR_YEARS]
    columns = ("period", "series", "segment", "deaths", "leverage")
    run.modelled = {}
    run.other("deaths_modelled", TableKind.RESTRICTED, columns, rows)
    assert results(run) == {}


def test_the_gate_of_a_series_without_a_model_is_told_without_what_it_rests_on(run):
    run.model("level_change", "all", estimate=float("nan"), n_events=3, note="not estimable: too few deaths")
    run.model("gate", "all", estimate=5.0, n_events=3, status=Status.DIAGNOSTIC, note="closed: completeness")
    found = results(run)["overdose_deaths/gate/all"]
    assert (found["estimate"], found["n_events"], found["note"]) == ("5.0", "", "closed: completeness")


@pytest.mark.parametrize(("small", "shown"), [(9, False), (10, True)])
def test_what_compares_with_a_control_is_as_hidden_as_the_control(run, small, shown):
    run.params["overdose_deaths"]["controls"] = ["rfs"]
    for scope, fitted_to in (("cep", months({}, of=FOUR_YEARS)), ("rfs", months({"2018-03": small}, of=FOUR_YEARS))):
        n_events = sum(n for n, _ in fitted_to.values())
        run.model("level_change", scope, months=fitted_to, n_events=n_events)
    run.row(
        "overdose_deaths/controlled_level_change/cep",
        arm="cep",
        period="2017-01-01/2021-01-01",
        estimate=0.9,
        n_obs=48,
        n_events=95 * 30 + small,
        status=Status.SENSITIVITY,
    )
    found = results(run)
    assert ("overdose_deaths/controlled_level_change/cep" in found) is shown
    assert "overdose_deaths/level_change/cep" in found


def test_a_model_that_does_not_say_what_it_rests_on_is_withheld(run):
    run.model("level_change", "all")
    run.modelled = {}
    assert results(run) == {}


@pytest.mark.parametrize(("small", "shown"), [(9, False), (10, True)])
def test_series_together_are_as_safe_as_each_of_them(run, small, shown):
    for scope in ("cep", "rfs"):
        fitted_to = months({"2020-12": small} if scope == "rfs" else {}, of=FOUR_YEARS)
        run.model("level_change", scope, months=fitted_to, n_events=sum(n for n, _ in fitted_to.values()))
    run.row("overdose_deaths/deaths_averted/all", estimate=4.0, n_obs=11, n_events=95 * 30 + small)
    found = results(run)
    assert ("overdose_deaths/deaths_averted/all" in found) is shown
    assert ("overdose_deaths/level_change/rfs" in found) is shown
    assert "overdose_deaths/level_change/cep" in found


def test_a_name_from_the_data_is_not_told_where_it_is_withheld(run):
    """The clinic has no code list: its levels may be names of people."""
    for clinic, number in (("dr_smith", 7), ("west", 60)):
        run.row(
            f"retention/persons/clinic.{clinic}", subgroup=f"clinic={clinic}", estimate=float(number), n_obs=number
        )
    results(run)
    text = (run.folder / "released" / "withheld.csv").read_text(encoding="utf-8")
    assert "smith" not in text
    assert "retention/persons by clinic" in text


@pytest.mark.parametrize("n", [0, 7, 120])
def test_what_a_file_holds_besides_is_never_told(run, n):
    """Two plans of one file: 523 people and 40 left out, 558 people: 5 left out by the second."""
    for left_out in (
        "overdose_deaths/rows_dropped",
        "overdose_deaths/deaths_outside_window",
        "retention/rows_dropped",
    ):
        run.row(f"{left_out}/all", estimate=float(n), status=Status.DIAGNOSTIC)
    run.row("retention/persons_excluded/all", estimate=float(n), status=Status.DIAGNOSTIC)
    run.row("retention/persons_excluded/no_new_initiation", estimate=float(n), status=Status.DIAGNOSTIC)
    assert list(results(run)) == []


ALPHA = "themes/alpha/overall"
SCALE = "themes/alpha_scale/severity"
OF_SCALE = "shares of its codes in their order 12.5% / 87.5%; by coder 10.0% / 90.0% and 15.0% / 85.0%"


def agreement(run, n_compared, n_sources=28):
    """Add alpha over interviews that two coders read, and how many codings all interviews have."""
    run.row("themes/sources/all", estimate=float(n_sources), n_obs=n_sources)
    run.row("themes/sources_compared/all", estimate=float(n_compared))
    run.row("themes/codings/all", estimate=633.0)
    note = "prevalence 12.5%; 3 people joined late"
    run.row(SCALE, estimate=0.8, n_obs=40, note=f"{OF_SCALE}; 40 paragraph(s) with values by two coders or more")
    return run.row(ALPHA, estimate=0.71, n_obs=400, n_events=90, note=note)


def test_agreement_is_released_with_its_shares(run):
    shown = results(agreement(run, 12))
    assert (shown[ALPHA]["note"], shown[SCALE]["note"]) == ("prevalence 12.5%", OF_SCALE)


@pytest.mark.parametrize(("n_compared", "is_shown"), [(1, False), (4, False), (5, True)])
def test_agreement_on_few_interviews_tells_what_their_people_said(run, n_compared, is_shown):
    """The shares of one interview are what one person said."""
    shown = results(agreement(run, n_compared))
    assert {name in shown for name in (ALPHA, SCALE, "themes/sources_compared/all")} == {is_shown}
    assert "themes/codings/all" in shown


def test_agreement_that_does_not_say_on_how_many_it_rests_is_withheld(run):
    run.row(ALPHA, estimate=0.71, n_obs=400, n_events=90).row(SCALE, estimate=0.8, n_obs=40)
    assert results(run) == {}


@pytest.mark.parametrize(("more", "is_shown"), [(0, True), (1, False), (4, False), (5, True)])
def test_what_rests_on_a_few_interviews_more_is_withheld_with_their_number(tmp_path, more, is_shown):
    """661 codings after 633, and 15 paragraphs more with a theme, are what the new people said."""
    for number, (n_compared, n_sources) in enumerate([(12, 28), (12 + more, 28 + more)]):
        run = RunBuilder(tmp_path)
        run.folder = run.folder.with_name(f"run{number}")
        run.params["disclosure"] = {"policy": "strict", "population": "county"}
        run.manifest["run_id"] = f"20250601T120000Z-{number:08x}"
        folder = agreement(run, n_compared, n_sources).write()
        release(folder)
    shown = {row["result_id"] for row in read(folder / "released" / "results.csv")}
    about = {ALPHA, SCALE, "themes/codings/all", "themes/sources/all", "themes/sources_compared/all"}
    assert shown == (about if is_shown else set())


def test_an_unknown_quantity_refuses_the_whole_release(run):
    run.deaths("all", "2020", 45).row("overdose_deaths/deaths_by_drug/all", estimate=40.0)
    with pytest.raises(DisclosureError, match="Nothing is released") as caught:
        release(run.write())
    assert "overdose_deaths/deaths_by_drug" in str(caught.value)
    assert not (run.folder / "released").exists()


@pytest.mark.parametrize(
    "row",
    [
        {"period": "sometime"},
        {"arm": "nowhere"},
        {"community": "nowhere"},
        {"subgroup": "women"},
        {"estimate": 44.5},
        {"n_events": -3},
    ],
)
def test_a_row_that_is_not_understood_refuses_the_whole_release(run, row):
    run.row("overdose_deaths/deaths/all/2020", **{"estimate": 45.0, "period": "2020", **row})
    with pytest.raises(DisclosureError, match="Nothing is released") as caught:
        release(run.write())
    assert "overdose_deaths/deaths/all/2020" in str(caught.value)
