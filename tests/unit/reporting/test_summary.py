import json
import re

import pandas as pd
import pytest

from evaluation.reporting import summary
from evaluation.reporting.findings import Certainty
from evaluation.reporting.page import Page


def change_results(folder, result_id, values):
    results = pd.read_csv(folder / "results.csv")
    chosen = results["result_id"] == result_id
    for name, value in values.items():
        results.loc[chosen, name] = value
    results.to_csv(folder / "results.csv", index=False)


def test_the_question_is_the_title(page, said):
    summary.heading(page)
    assert said().startswith("# Did what we did work, for whom, and how sure are we?")


def test_what_was_evaluated(page, said):
    summary.evaluated(page)
    assert "**Coalitions start** in July 2020" in said()
    assert "2 communities take part" in said()
    assert "- **Resources for Services** (1 community). Coalitions receive funds." in said()


def test_without_an_intervention_nothing_causal_is_said(released_folder, shown, said):
    about = json.loads((released_folder / "about.json").read_text(encoding="utf-8"))
    about["plan"]["overdose_deaths"]["interventions"] = []
    (released_folder / "about.json").write_text(json.dumps(about), encoding="utf-8")
    summary.evaluated(Page(released_folder, "en"))
    assert "cannot say what caused them" in said()
    assert "July 2020" not in said()


def test_cards_show_what_worked_and_what_is_not_settled(page):
    first, second, third = summary.key_findings(page)
    assert (first.value, first.certainty) == ("21% lower", Certainty.LOWER)
    assert (second.value, second.certainty) == ("3% lower", Certainty.UNCLEAR)
    assert "no change" in second.sentence
    assert third.value == "45.3%"


def test_themes_that_were_equally_frequent_share_a_card(released_folder, shown):
    results = pd.read_csv(released_folder / "results.csv")
    themes = results[results["analysis"] == "themes"].iloc[[0, 0, 0]].assign(
        result_id=[f"themes/prevalence/{theme}/all" for theme in ("trust", "housing", "stigma")],
        quantity="prevalence", unit="proportion", estimate=[0.75, 0.5, 0.75], n_obs=28, n_events=[21, 14, 21],
    )  # fmt: skip
    pd.concat([results, themes]).to_csv(released_folder / "results.csv", index=False)
    card = summary.key_findings(Page(released_folder, "en"))[-1]
    assert card.heading.endswith("trust and stigma")
    assert card.value == "75.0%"
    assert card.sentence.startswith("21 of 28 people")


def test_an_estimate_that_went_the_wrong_way_is_listed(released_folder, shown, said):
    rise = {"estimate": 1.3, "conf_low": 1.1, "conf_high": 1.5}
    change_results(released_folder, "overdose_deaths/level_change/rfs", rise)
    loss = {"estimate": -90, "conf_low": -150, "conf_high": -20}
    change_results(released_folder, "overdose_deaths/deaths_averted/rfs", loss)
    summary.not_settled(Page(released_folder, "en"))
    wrong, unclear = said().split("The interval of every prespecified comparison")
    assert "2 prespecified results went the wrong way" in wrong
    assert "Resources for Services: 30% higher" in wrong
    assert "Resources for Services: −90" in wrong
    assert "Resources" not in unclear


@pytest.mark.parametrize(("interventions", "is_listed"), [([], True), (None, False)])
def test_a_rising_trend_is_listed_only_where_it_is_a_result(released_folder, shown, said, interventions, is_listed):
    """Before a declared intervention, the trend is what the intervention is compared with."""
    rise = {"quantity": "annual_change", "estimate": 1.2, "conf_low": 1.1, "conf_high": 1.3}
    rise["result_id"] = "overdose_deaths/annual_change/rfs"
    change_results(released_folder, "overdose_deaths/level_change/rfs", rise)
    if interventions is not None:
        about = json.loads((released_folder / "about.json").read_text(encoding="utf-8"))
        about["plan"]["overdose_deaths"]["interventions"] = interventions
        (released_folder / "about.json").write_text(json.dumps(about), encoding="utf-8")
    summary.not_settled(Page(released_folder, "en"))
    assert ("Yearly change in the death rate, Resources for Services" in said()) is is_listed


def test_a_harmless_rise_is_not_called_wrong(page, said):
    """Deaths averted above zero are a success, although the number is higher than none."""
    summary.not_settled(page)
    assert "No prespecified result clearly went the wrong way." in said()
    assert "2 prespecified comparisons are not settled" in said()


@pytest.mark.parametrize(("truth", "inside"), [(0.71, 1), (0.7099, 0), (0.88, 1), (0.8801, 0)])
def test_a_planted_truth_at_the_end_of_an_interval_is_inside(released_folder, shown, said, truth, inside):
    planted = pd.DataFrame(
        {"result_id": ["overdose_deaths/level_change/cep"], "truth": truth, "description": "Level"}
    )
    planted.to_csv(released_folder / "truth.csv", index=False)
    summary.planted_truths(Page(released_folder, "en"))
    assert f"{inside} of 1 planted truth lies" in said()


def test_planted_truths_are_counted_over_those_released(page, said):
    summary.planted_truths(page)
    assert "**1 of 2** planted truths" in said()
    missed, every = said().split("<details")
    row = r"\| Resources for Services \| 1.20 \| 0.97<.*\| 0.86 to 1.09 \| No \|"
    assert re.search(row, missed)
    assert re.search(row, every)
    assert "first arm" not in missed


def test_real_data_have_no_planted_truths(released_folder, shown):
    (released_folder / "truth.csv").unlink()
    summary.planted_truths(Page(released_folder, "en"))
    assert shown == []


def test_hidden_items_are_counted(page, said):
    summary.withheld(page)
    assert "One table or number is not shown" in said()


def test_activities_are_added_up_by_arm(released_folder, shown, said):
    table = {"year": [2022, 2022, 2023], "arm": ["cep", "rfs", "cep"], "channel": "mail", "kits": [10, 20, 5]}
    pd.DataFrame(table).to_csv(released_folder / "tables" / "naloxone_by_year.csv", index=False)
    summary.activities(Page(released_folder, "en"))
    assert "| Year | Community Engagement and Planning | Resources for Services | Together |" in said()
    assert "| 2022 | 10 | 20 | 30 |" in said()
    assert "| 2023 | 5 | – | 5 |" in said()
