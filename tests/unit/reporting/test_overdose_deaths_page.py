"""The page on overdose deaths says what the released numbers bear, and no more."""

import json
import re
from dataclasses import asdict
from datetime import date

import numpy as np
import pandas as pd
import pytest

from evaluation.analyses.overdose_deaths import analyse
from evaluation.data.parameters import Arm, Community, Intervention, OverdoseDeathsParameters
from evaluation.data.parameters.interruption import SpecificationGrid
from evaluation.data.validated import Tables
from evaluation.reporting import overdose_deaths
from evaluation.reporting.answers import answers
from evaluation.reporting.key_findings import caveats
from evaluation.reporting.markdown import code
from evaluation.reporting.page import Page
from evaluation.stats.rate_reliability import RateStandard

from ..builders import validated
from .released_fixture import ABOUT

MONTHS = pd.date_range("2016-01-01", periods=96, freq="MS")
START = (Intervention(name="coalition", date=date(2020, 7, 1), description="Coalitions start"),)
PARTS = ("title", "how_many", "trend", "change", "how_sure", "other_ways", "places", "groups", "about_the_rows")
ANALYSED = {}


def tables(means, population_until=2024):
    rng = np.random.default_rng(2)
    frames = []
    for (community, arm), mean in zip({"alder": "cep", "elm": "rfs"}.items(), means, strict=True):
        for sex in ("female", "male"):
            counts = rng.poisson(mean)
            frames.append(
                pd.DataFrame({"month": MONTHS, "community": community, "arm": arm, "sex": sex, "deaths": counts})
            )
    deaths = pd.concat(frames, ignore_index=True)
    dates = pd.to_datetime([f"{year}-07-01" for year in range(2015, population_until + 1)])
    population = pd.concat(
        [
            pd.DataFrame({"date": dates, "community": community, "arm": arm, "sex": sex, "population": 500_000.0})
            for community, arm in (("alder", "cep"), ("elm", "rfs"))
            for sex in ("female", "male")
        ]
    )

    return Tables(
        sources={
            "deaths": validated("deaths", deaths, table="overdose_deaths"),
            "population": validated("population", population),
        },
        arms={"cep": Arm(name="C"), "rfs": Arm(name="R")},
        communities={"alder": Community(name="A", arm="cep"), "elm": Community(name="E", arm="rfs")},
    )


def steady(change=1.0, start=54):
    return 40.0 * np.where(np.arange(96) >= start, change, 1.0)


@pytest.fixture(autouse=True)
def undrawn(monkeypatch):
    """Figures are made but not written as SVG, which takes most of the time."""
    monkeypatch.setattr("evaluation.reporting.style.to_svg", lambda figure: "<svg/>")


@pytest.fixture
def read(tmp_path, shown, said):
    """Return a function that analyses, writes a release without protection, and returns what the page says."""

    def page_of(
        means,
        *,
        withhold=(),
        withhold_rows=(),
        withhold_ids=(),
        more_rows=lambda rows: rows,
        population_until=2024,
        tables_by=lambda name, frame: frame,
        rates=None,
        **changes,
    ):
        given = {"series": "arm", "seasonality": "none", "subgroups": ("sex",), "interventions": START} | changes
        parameters = OverdoseDeathsParameters(**given)
        key = (parameters, population_until, *(np.asarray(mean).tobytes() for mean in means))
        if key not in ANALYSED:
            ANALYSED[key] = analyse(tables(means, population_until), parameters, np.random.default_rng(0))
        result = ANALYSED[key]
        folder = tmp_path / "release"
        (folder / "tables").mkdir(parents=True)
        about = ABOUT | {"plan": {"overdose_deaths": parameters.plan()}}
        (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")
        rows = pd.DataFrame([asdict(estimate) for estimate in result.estimates])
        rows = rows[~rows["quantity"].isin(withhold_rows) & ~rows["result_id"].isin(withhold_ids)]
        more_rows(rows).sort_values("result_id").to_csv(folder / "results.csv", index=False)
        for table in result.tables:
            if table.name not in withhold:
                frame = tables_by(table.name, table.to_frame())
                frame.to_csv(folder / "tables" / f"{table.name}.csv", index=False)
        if rates:
            every = asdict(RateStandard(**rates))
            (folder / "certificate.json").write_text(json.dumps({"policy": {"rates": every}}), encoding="utf-8")
        page = Page(folder, "en")
        for part in PARTS:
            getattr(overdose_deaths, part)(page)
        page.sources()
        return said()

    return page_of


def test_the_figure_of_months_offers_what_it_draws(read):
    text = read([steady(0.7), steady(1.0)])
    figure = text[text.index("The dashed line is what") :]
    links = re.findall(r"downloads/(\w+)\.csv", figure)
    assert links[:2] == ["deaths_fitted", "deaths_by_month"]
    assert "| Period | Communities | Deaths | Fitted | Expected without the initiative |" in figure


def test_rates_are_of_the_population_given(read):
    text = read([steady(0.7), steady(1.0)]).replace("\n", " ")
    assert "deaths for every 100,000 of the population given" in text
    assert "Whom that population leaves out, such as children, the rate leaves out too." in text
    assert "100,000 people" not in text


@pytest.mark.parametrize(("until", "months"), [(2024, 0), (2023, 6)])
def test_months_whose_population_was_extrapolated_are_said(read, until, months):
    text = " ".join(read([steady(0.7), steady(1.0)], population_until=until).split())
    assert ("population was not given" in text) is bool(months)
    assert ("For 6 months the population was not given" in text) is bool(months)


def test_the_file_of_all_results_is_not_the_data_of_one_figure(read):
    text = read([steady(0.7), steady(1.0)])
    assert '<a class="download" href="downloads/results.csv">Download all results (results.csv)</a>' in text
    assert "Download the data: deaths\\_fitted.csv" in text
    assert "Download the data: results.csv" not in text


def test_an_effect_is_consistent_with_never_because_of(read):
    text = read([steady(0.7), steady(1.0)])
    assert re.search(r"Planning: the death rate was \d+% lower than expected", text)
    assert "consistent with an effect of the initiative" in text
    assert "All that is judged here rests on one design" in text
    for word in ("caused", "thanks to", "led to", "due to"):
        assert word not in text


@pytest.mark.parametrize("is_withheld", [False, True])
def test_places_without_the_initiative_are_said_to_be_compared(read, tmp_path, is_withheld):
    def compare(rows):
        ours = rows[rows["result_id"] == "overdose_deaths/level_change/cep"]
        compared = ours.assign(result_id="overdose_deaths/controlled_level_change/cep", status="sensitivity")
        return rows if is_withheld else pd.concat([rows, compared.assign(quantity="controlled_level_change")])

    withheld = ("controlled_level_change", "controlled_slope_change", "controlled_rate_ratio_12_months")
    means = [steady(0.7), steady(1.0)]
    text = " ".join(read(means, controls=("rfs",), withhold_rows=withheld, more_rows=compare).split())
    page = Page(tmp_path / "release", "en")
    first = " ".join([*answers(page), *caveats(page)])
    where = "could not be computed" if is_withheld else "in the rows whose quantity begins with “controlled”"
    for told in (text, " ".join(first.split())):
        assert "Places that the initiative did not reach (Resources for Services) were" in told
        assert where in told


def test_no_effect_is_said_plainly(read):
    text = read([steady(1.0), steady(1.0)])
    assert text.count("not settled. The data fit a lower death rate than expected, the same, or a higher one.") >= 3
    assert text.count("we cannot tell. The data fit fewer deaths than expected, as many, or more.") == 3
    assert "do not show a change" not in text
    assert "consistent with an effect" not in text.replace("So we say “consistent with an effect”", "")


def test_harm_is_said_plainly(read):
    text = read([steady(1.5), steady(1.0)])
    assert "Deaths went up, not down, and chance alone does not explain it." in text
    assert "Planning: more people died than the earlier trend led us to expect" in text
    assert re.search(r"The estimate is \*\*[\d,]+ more\*\* deaths \(95% interval: from", text)
    assert not [line for line in of_effects(text) if "−" in line]


def test_without_an_intervention_nothing_is_said_of_effects(read, shown):
    text = read([steady(0.7), steady(1.0)], interventions=())
    assert "No change at a known date was declared" in text
    for word in ("averted", "initiative", "consistent with", "expected"):
        assert word not in text
    alts = [piece["metadata"]["image/svg+xml"]["alt"] for piece in shown if "metadata" in piece]
    assert not [alt for alt in alts if "expected" in alt]


def test_too_short_a_past_gives_numbers_without_a_verdict(read):
    early = (Intervention(name="coalition", date=date(2017, 6, 1)),)
    text = read([steady(0.5, start=17), steady(1.0)], interventions=early)
    assert "The data hold only 17 months before the first start." in text
    assert "consistent with an effect" not in text.replace("So we say “consistent with an effect”", "")


@pytest.mark.parametrize(("month", "far"), [(date(2020, 7, 1), True), (date(2022, 1, 1), False)])
def test_a_far_horizon_is_said_where_the_ledger_says_extrapolation(read, tmp_path, month, far):
    text = read([steady(), steady()], interventions=(Intervention(name="coalition", date=month),))
    rows = pd.read_csv(tmp_path / "release" / "results.csv")
    notes = rows.loc[rows["quantity"] == "deaths_averted", "note"]
    assert notes.str.contains("extrapolation").tolist() == [far] * len(notes)
    assert ("no trend lasts for ever" in text) is far


def test_a_horizon_longer_than_the_past_is_far(read):
    given = {"start": date(2021, 7, 1), "interventions": (Intervention(name="coalition", date=date(2022, 7, 1)),)}
    assert "carried 18 months beyond the start" in read([steady(), steady()], **given)


@pytest.mark.parametrize(
    ("changes", "withhold", "expected"),
    [
        ({"start": date(2016, 1, 1)}, (), "only 8 months before"),
        ({}, (), "only 8 months before"),
        ({}, ("deaths_fitted", "deaths_by_month"), "is not known from what was released"),
    ],
)
def test_too_short_a_past_is_known_although_the_row_about_it_is_withheld(read, changes, withhold, expected):
    """Disclosure control withholds a row that rests on 8 months; what is not known must not count as long."""
    early = (Intervention(name="coalition", date=date(2016, 9, 1)),)
    text = read(
        [steady(0.5, start=8), steady(1.0)],
        interventions=early,
        withhold=withhold,
        withhold_rows=("annual_change",),
        **changes,
    )
    assert expected in text
    assert "consistent with an effect" not in text.replace("So we say “consistent with an effect”", "")
    assert "Deaths went up" not in text


def test_both_trends_are_said_before_their_ratio(read):
    years = (np.arange(96) - 54) / 12
    text = read([40 * np.where(years < 0, 1.1**years, 0.85**years), steady(1.0)])
    sentence = next(line for line in text.splitlines() if "Planning: before, the death rate was" in line)
    assert re.search(r"rising by an estimated [\d.]+% a year \(95% interval from", sentence)
    assert re.search(r"since then, falling by an estimated [\d.]+% a year \(95% interval from", sentence)
    assert re.search(r"The yearly change is \d+% lower than before \(95% interval from", sentence)


def test_several_interventions_are_averted_together(read):
    both = (*START, Intervention(name="kits", date=date(2022, 1, 1), description="Kits for all"))
    text = read([steady(0.7), steady(1.0)], interventions=both)
    averted = text[text.index("How many deaths that may mean") : text.index("How sure we are")]
    bullets = [line for line in averted.splitlines() if line.startswith("- ")]
    assert len(bullets) == 3
    assert not [line for line in bullets if "Kits for all" in line]
    assert "without any of the declared changes" in averted
    assert "Each is compared with the trend just before it." in text
    trends = [line for line in text.splitlines() if "Planning" in line and "before, the death rate was" in line]
    (first,), (second,) = ([line for line in trends if name in line] for name in ("Coalitions start", "Kits for all"))
    change = r"(\w+ by an estimated [\d.]+% a year)"
    assert re.search(f"rate was {change}", second)[1] == re.search(f"since then, {change}", first)[1]


def test_no_comparison_between_series_is_claimed(read):
    text = read([steady(0.7), steady(1.0)])
    assert "It does not test whether the effect differs between them." in " ".join(text.split())


def test_with_one_series_there_is_nothing_to_compare(read):
    assert "No comparison between them" not in read([steady(0.7), steady(1.0)], series="all")


def test_the_level_of_confidence_is_that_of_the_analysis(read):
    text = read([steady(0.7), steady(1.0)], conf_level=0.8)
    assert "80% interval" in text
    assert "95%" not in re.sub(r"[\d.]*95\.\d%", "", text)


def closing(**reasons):
    """Close the gates of arms, with the words of the ledger."""

    def change(rows):
        for arm, reason in reasons.items():
            chosen = rows["result_id"] == f"overdose_deaths/gate/{arm}"
            rows.loc[chosen, ["estimate", "note"]] = [1.0, f"closed: {reason}"]
        return rows

    return change


def of_effects(text):
    """Return the bullets about effects, without the words about words."""
    part = text[text.index("### At the start") : text.index("## How sure we are")]
    return [line for line in part.splitlines() if line.startswith("- ")]


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("completeness", "some months were not complete yet when the data were taken"),
        ("mass_at_end", "the months vary in a way that the model cannot describe"),
        ("co_intervention", "something else changed at about the same time"),
        ("leave_one_year_out", "the effect points the other way when one year is left out"),
        ("words nobody knows", "it is not known whether the checks of this analysis hold"),
    ],
)
def test_behind_a_closed_gate_estimate_interval_and_reason_are_shown_without_a_conclusion(read, reason, words):
    text = read([steady(0.6), steady(0.6)], more_rows=closing(cep=reason))
    note = text.index("**No conclusion is drawn for Community Engagement and Planning**")
    assert text.index("Did deaths change") < note < text.index("### At the start")
    assert words in " ".join(text[note : note + 300].split())
    mine = [line for line in of_effects(text) if "Planning:" in line or "All communities" in line]
    others = [line for line in of_effects(text) if "Services:" in line]
    assert len(mine) == 5
    assert all("o conclusion is drawn" in line and "95% interval" in line for line in mine)
    assert not [line for line in mine if "chance alone" in line or "consistent with" in line]
    assert [line for line in others if "hance alone does not explain" in line]
    assert f"does not hold, because {words}" in " ".join(text[text.index("How sure we are") :].split())


@pytest.mark.parametrize("hidden", [["cep"], ["cep", "rfs"]])
def test_a_gate_that_was_kept_back_is_closed(read, hidden):
    ids = [f"overdose_deaths/gate/{arm}" for arm in hidden]
    text = read([steady(0.6), steady(0.6)], withhold_ids=ids, withhold=("residual_autocorrelation",))
    names = ["Community Engagement and Planning", "Resources for Services"][: len(hidden)]
    assert f"**No conclusion is drawn for {' and '.join(names)}**" in text
    for name in (*names, "All communities together"):
        said = [line for line in of_effects(text) if f"- {name}:" in line]
        assert said
        assert not [line for line in said if "consistent with an effect" in line]


def test_an_open_gate_is_said_with_the_certainty_that_it_deserves(read):
    text = read([steady(0.6), steady(1.0)])
    assert "fewer people died than the earlier trend led us to expect, and chance alone does not explain it" in text
    assert "it does not rule out other causes" in text
    assert (
        "Resources for Services: we cannot tell. The data fit fewer deaths than expected, as many, or more." in text
    )
    assert text.count("the checks that must hold before an effect is spoken of hold.") == 2


def test_a_trend_that_is_not_told_from_slow_ups_and_downs_is_said(read):
    def warn(rows):
        chosen = rows["result_id"] == "overdose_deaths/trend_separability/cep"
        rows.loc[chosen, "note"] = "warn; trend not separable from autocorrelation"
        return rows

    said = "Community Engagement and Planning: the trend cannot be told from slow ups and downs."
    text = read([steady(0.7), steady(1.0)], more_rows=warn)
    assert said in text
    assert said.replace("Community Engagement and Planning", "Resources for Services") not in text


def test_how_large_a_fall_would_mostly_be_found_is_said(read):
    def power(rows):
        like = rows[rows["quantity"] == "gate"]
        names = like["result_id"].str.replace("/gate/", "/minimum_detectable_ratio/")
        least = like["arm"].map({"cep": 0.738, "rfs": np.nan})
        added = like.assign(result_id=names, quantity="minimum_detectable_ratio", unit="rate ratio", estimate=least)
        return pd.concat([rows, added.assign(note="found in 80 percent of replicates")])

    means = [steady(0.7), steady(1.0)]
    text = read(means, more_rows=power)
    assert (
        "Community Engagement and Planning: an evaluation like this one would find a death rate that is 26% below "
        "what was expected a year after the start in 4 of 5 cases, and a smaller fall less often." in text
    )
    assert "Resources for Services: an evaluation like this one would miss even a large fall" in text


def test_other_ways_stand_in_one_table_and_nowhere_else(read):
    text = read([steady(0.7), steady(1.0)])
    part = text[text.index("## Other ways to analyse the same deaths") :]
    table = [line for line in part.splitlines() if line.startswith("| ")]
    mine = [line for line in table if "| Community Engagement and Planning |" in line]
    assert mine[0].startswith("| This report: correlation between months integrated out |")
    assert [line for line in mine if line.startswith("| Quasi-Poisson, months taken as independent |")]
    assert "known to give intervals that are too narrow" in " ".join(part.split())
    part = " ".join(part.split())
    for quantity in ("twelve months on", "at the start"):
        assert f"Planning, {quantity}: in the table, 9 of 9 other ways give an estimate on the same side" in part
    assert part.count("Every way gives an estimate.") == 4


def test_ways_without_an_estimate_are_counted(read):
    def unknown(rows):
        chosen = rows["result_id"].isin(
            [f"overdose_deaths/level_change/cep/{way}" for way in ("poisson", "quasi_poisson")]
        )
        rows.loc[chosen, ["estimate", "conf_low", "conf_high"]] = np.nan
        return rows

    text = " ".join(read([steady(0.7), steady(1.0)], more_rows=unknown).split())
    assert re.search(r"Planning, at the start: in the table, 7 of 7 .*? 2 more ways give no estimate\.", text)


GRID = {"method": ("integrated", "quasi_poisson"), "phase_in": (0, 6)}


def unknown_from(first):
    def tables_by(name, frame):
        if name == "specification_curve":
            names = frame["specification"].unique()[first:]
            frame.loc[frame["specification"].isin(names), ["estimate", "conf_low", "conf_high", "p_value"]] = np.nan
        return frame

    return tables_by


@pytest.mark.parametrize(
    ("first", "words"),
    [
        (4, "All 4 specifications could be estimated."),
        (3, "Of 4 specifications, one could not be estimated."),
        (1, "Planning: too few are left for a curve. Of 4 specifications, 3 could not be estimated."),
    ],
)
def test_the_curve_says_how_many_could_not_be_estimated(read, first, words):
    given = {"specification_grid": SpecificationGrid(**GRID), "tables_by": unknown_from(first)}
    text = " ".join(read([steady(0.7), steady(1.0)], **given).split())
    assert words in text
    assert "This is another set than the table" in text
    for quantity in ("Twelve months on", "At the start") if first > 1 else ():
        assert re.search(rf"{quantity}: the estimates run from 0\.\d\d to 0\.\d\d, and", text)


def test_placebo_dates_are_told_in_plain_words_for_both_quantities(read):
    text = " ".join(read([steady(0.5), steady(1.0)]).split())
    assert "Place 1 means that at no other date the estimate lies as far from “no difference”" in text
    for quantity in ("Twelve months on", "At the start"):
        assert re.search(
            rf"Planning, {quantity}: the real start is in place 1 of 32 dates, and \d+ of the intervals at the 31",
            text,
        )


def test_an_empty_check_and_one_that_warns_are_named_beside_the_gate(read):
    def warn(rows):
        rows.loc[rows["result_id"] == "overdose_deaths/residual_autocorrelation/cep", "note"] = "warn; lag 1"
        ours = ["overdose_deaths/co_intervention/rfs", "overdose_deaths/residual_autocorrelation/rfs"]
        rows.loc[rows["result_id"].isin(ours), "note"] = "pass"
        return rows

    lines = read([steady(0.7), steady(1.0)], more_rows=warn).splitlines()
    planning, resources = (line for line in lines if "the checks that must hold before" in line)
    assert "hold. One of them is empty: nobody declared anything else that changed then" in planning
    assert planning.endswith(
        "One check does not decide but asks to take care: “what is left of a month tells nothing of the next”."
    )
    assert resources.endswith("spoken of hold.")


def test_a_check_that_decides_and_only_warns_is_one_of_those_that_decide(read):
    def warn(rows):
        rows.loc[rows["result_id"] == "overdose_deaths/leave_one_year_out/cep", "note"] = "warn; one year"
        rows.loc[rows["result_id"] == "overdose_deaths/residual_autocorrelation/cep", "note"] = "pass"
        return rows

    lines = read([steady(0.7), steady(1.0)], more_rows=warn).splitlines()
    line = next(each for each in lines if "the checks that must hold before" in each)
    assert line.endswith(
        "One of the checks that decide does not fail, but asks to take care: “no single year decides”."
    )
    assert "does not decide" not in line


def test_the_mark_stands_at_the_result(read):
    text = read([steady(0.7), steady(1.0)])
    table = text[text.index("| Who | Deaths averted, by the model") :]
    row = next(line for line in table.splitlines() if line.startswith("| Community Engagement"))
    assert ["source" in cell for cell in row.split(" | ")] == [False, True, False, False, False]
    assert len([line for line in of_effects(text) if "Planning:" in line]) == 4


def test_deaths_averted_are_told_in_every_way(read):
    text = " ".join(read([steady(0.7), steady(1.0)]).split())
    assert "| Who | Deaths averted, by the model | Share of the expected deaths |" in text
    assert "| Per 100,000 person-years | Compared with those counted |" in text
    row = r"\| Community Engagement and Planning \| [\d,]+ \([\d,]+ to [\d,]+\).*?\| [\d.]+% \([\d.]+% to [\d.]+%\) "
    assert re.search(row + r"\| [\d.]+ \([\d.]+ to [\d.]+\) \| [\d,]+ \([\d,]+ to [\d,]+\)", text)


def test_a_series_whose_model_was_kept_back_is_named(read):
    text = read(
        [steady(0.6), steady(0.6)],
        withhold_ids=[f"overdose_deaths/{of}/rfs" for of in ("level_change", "deaths_averted")],
    )
    start = text[text.index("### At the start") : text.index("### Twelve months on")]
    assert "Resources for Services: not shown here." in start
    assert "Community Engagement and Planning: not shown here." not in start
    assert "Resources for Services: not shown here." in text[text.index("How many deaths that may mean") :]


def test_what_is_withheld_is_named_and_the_rest_stays(read):
    text = read([steady(0.7), steady(1.0)], withhold=("deaths_by_month", "deaths_by_sex"))
    assert f"Not shown: Overdose deaths by month ({code('deaths_by_month')})" in text
    assert f"Not shown: Overdose deaths by sex ({code('deaths_by_sex')})" in text
    assert "lower than expected" in text


def test_pooled_to_years_the_year_of_the_start_is_left_out(read):
    def pooled(name, frame):
        if name != "deaths_by_sex":
            return frame
        frame["period"] = frame["period"].str[:4]
        return frame.groupby(["period", "arm", "sex"]).sum().reset_index()

    text = read([steady(0.7), steady(1.0)], tables_by=pooled)
    table = text[text.index("### By sex") :]
    assert "| 2016–2019 |" in table
    assert "| 2021–2023 |" in table
    assert "12 months are in neither period" in " ".join(table.split())
    assert "joined across the start to protect people: 2020." in " ".join(table.split())


def test_months_are_named_exactly_where_a_period_is_not_of_whole_years(read):
    text = read([steady(0.7), steady(1.0)])
    table = text[text.index("### By sex") :]
    assert "| January 2016–June 2020 |" in table
    assert "in neither period" not in table


def test_groups_that_were_pooled_into_one_are_skipped(read):
    def pooled(name, frame):
        return (
            frame.groupby(["period", "arm"]).sum(numeric_only=True).reset_index()
            if name == "deaths_by_sex"
            else frame
        )

    text = read([steady(0.7), steady(1.0)], tables_by=pooled)
    assert "all groups by sex had to be joined into one" in " ".join(text.split())


def test_deaths_by_community_are_added_up_to_years(read):
    text = read([steady(1.0), steady(1.0)])
    row = next(line for line in text.splitlines() if line.startswith("| Alder |"))
    assert len(row.strip("|").split("|")) == 9


def test_groups_without_population_are_counted_only(read):
    def without(name, frame):
        return frame.drop(columns="person_years") if name == "deaths_by_sex" else frame

    text = read([steady(0.7), steady(1.0)], tables_by=without)
    assert "no rate can be given here" in text


def test_rates_that_rest_on_few_deaths_are_called_so(read):
    def few(rows):
        is_rate = (rows["quantity"] == "death_rate") & (rows["arm"] == "cep") & (rows["period"] == "2016")
        return rows.assign(note=rows["note"].where(~is_rate, "all ages; rate unreliable"))

    def years(name, frame):
        return frame.assign(reliability="unreliable") if name == "deaths_by_month" else frame

    limits = {"events_minimum": 10, "events_reliable": 10**6}
    text = " ".join(
        read(
            [steady(0.7), steady(1.0)], rates=limits, more_rows=few, tables_by=years, withhold=("deaths_fitted",)
        ).split()
    )
    assert "One of these rates rests on few deaths." in text
    assert "192 of these rates rest on few deaths. The rules of this report call them *unreliable*" in text
    assert "8 of these rates rest on few deaths." in text
    assert "| unreliable |" in text


def test_rates_on_too_few_deaths_are_left_out(read):
    text = " ".join(read([steady(0.7), steady(1.0)], rates={"events_minimum": 10**6}).split())
    assert "8 rates are not shown, because they rest on too few deaths to mean anything." in text
    assert "Deaths by sex" not in text[text.index("By sex") :]


def test_nothing_is_said_of_rates_where_there_is_no_rule(read):
    text = read([steady(0.7), steady(1.0)])
    assert "unreliable" not in text
    assert "to mean anything" not in text


def test_every_image_has_its_finding_in_words(read, shown):
    read([steady(0.7), steady(1.0)])
    alts = [piece["metadata"]["image/svg+xml"]["alt"] for piece in shown if "metadata" in piece]
    assert len(alts) == 6
    assert len(set(alts)) == 6
    assert all(any(character.isdigit() for character in alt) for alt in alts)


def test_a_change_that_acts_later_is_not_taken_for_the_start(read):
    late = (Intervention(name="coalition", date=date(2020, 7, 1), description="Coalitions start", phase_in=6),)
    said = read([steady(0.7), steady(1.0)], interventions=late)
    assert "The plan takes Coalitions start to act in full only some time after the start" in said
    assert "### Once it acts in full" in said
    assert "### At the start" not in said


def test_a_change_at_once_needs_no_such_note(read):
    assert "to act in full only some time" not in read([steady(0.7), steady(1.0)])


def test_what_no_declared_shape_has_is_not_asked_for(read):
    slope = (Intervention(name="coalition", date=date(2020, 7, 1), description="Coalitions start", shape="slope"),)
    said = read([steady(0.7), steady(1.0)], interventions=slope)
    assert "### At the start" not in said
    assert "### The trend since then" in said


@pytest.mark.parametrize(("series", "is_sum"), [("arm", True), ("all", False)])
def test_a_sum_of_series_says_that_it_takes_them_as_independent(read, series, is_sum):
    text = " ".join(read([steady(0.7), steady(1.0)], series=series).split())
    assert ("The sum over all communities is less certain than its interval says." in text) is is_sum
    assert ("It adds up series that are analysed one by one" in text) is is_sum


def test_the_yearly_trend_is_the_same_number_in_both_places(read):
    rising = 40.0 * 1.06 ** (np.arange(96) / 12)
    text = " ".join(re.sub(r"<a [^>]*>\d+</a>", "", read([rising, rising])).split())
    for name in ("Community Engagement and Planning", "Resources for Services"):
        trend = re.search(rf"- {name}: the death rate rose. Each year it was ([\d.]+%) higher", text)
        before = re.search(rf"- {name}: before, the death rate was rising by an estimated ([\d.]+%)", text)
        assert trend[1] == before[1]
