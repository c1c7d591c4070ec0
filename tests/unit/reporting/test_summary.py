import json
import re

import pandas as pd
import pytest

from evaluation.reporting import summary
from evaluation.reporting.deaths.judgement import EFFECTS
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


def test_controls_do_not_take_part(released_folder, shown, said):
    about = json.loads((released_folder / "about.json").read_text(encoding="utf-8"))
    about["plan"]["overdose_deaths"]["controls"] = ["rfs"]
    (released_folder / "about.json").write_text(json.dumps(about), encoding="utf-8")
    summary.evaluated(Page(released_folder, "en"))
    assert "One community takes part." in said()
    assert "One more is compared with them. The initiative did not reach it." in said()
    assert "- **Resources for Services (control)** (1 community)." in said()


def test_without_an_intervention_nothing_causal_is_said(released_folder, shown, said):
    set_interventions(released_folder, [])
    summary.evaluated(Page(released_folder, "en"))
    assert "cannot say what caused them" in said()
    assert "July 2020" not in said()


def set_interventions(folder, interventions):
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    about["plan"]["overdose_deaths"]["interventions"] = interventions
    (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")


def test_an_estimate_that_went_the_wrong_way_is_listed(released_folder, shown, said):
    rise = {"estimate": 1.3, "conf_low": 1.1, "conf_high": 1.5}
    change_results(released_folder, "overdose_deaths/level_change/rfs", rise)
    loss = {"estimate": -90, "conf_low": -150, "conf_high": -20}
    change_results(released_folder, "overdose_deaths/deaths_averted/rfs", loss)
    summary.not_settled(Page(released_folder, "en"))
    wrong, unclear = said().split("Every interval that is shown")
    assert "2 effects on deaths went the wrong way" in wrong
    assert "Resources for Services: 30% higher" in wrong
    assert "Resources for Services: 90 more than expected (95% interval: from 20 to 150 more)" in wrong
    assert "Resources" not in unclear


def test_the_trend_is_never_what_failed(released_folder, shown, said):
    """Before an intervention it is what the intervention is compared with; without one, nothing was tried."""
    rise = {"quantity": "annual_change", "estimate": 1.2, "conf_low": 1.1, "conf_high": 1.3}
    rise["result_id"] = "overdose_deaths/annual_change/rfs"
    change_results(released_folder, "overdose_deaths/level_change/rfs", rise)
    summary.not_settled(Page(released_folder, "en"))
    assert "20%" not in said()
    assert "Of the effects on deaths that are shown, none clearly went the wrong way." in said()


def test_without_an_intervention_nothing_is_said_to_have_worked_or_failed(released_folder, shown, said):
    set_interventions(released_folder, [])
    summary.not_settled(Page(released_folder, "en"))
    assert "So nothing here can be said to have worked or to have failed." in said()
    assert "wrong way" not in said()


@pytest.mark.parametrize("declared", [True, False])
def test_other_series_alone_are_said_to_stand_in_the_downloads(released_folder, shown, said, declared):
    interventions = [{"name": "coalition", "date": "2020-07-01", "description": ""}] if declared else []
    about = json.loads((released_folder / "about.json").read_text(encoding="utf-8"))
    about["plan"] = {"interrupted_series": {"series": ["visits"], "interventions": interventions}}
    (released_folder / "about.json").write_text(json.dumps(about), encoding="utf-8")
    results = pd.read_csv(released_folder / "results.csv")
    results = results[results["quantity"] == "level_change"].assign(analysis="interrupted_series")
    results["result_id"] = ["interrupted_series/level_change/a", "interrupted_series/level_change/b"]
    results.to_csv(released_folder / "results.csv", index=False)
    page = Page(released_folder, "en")
    for part in (summary.heading, summary.evaluated, summary.key_findings, summary.not_settled):
        part(page)
    text = " ".join(said().split())
    assert "No key number of this evaluation" not in text
    assert "This page has no key number. What was found in other series stands in the [files to download]" in text
    assert ("No change at a known date was declared" in text) is not declared
    assert ("Other series are compared with the time before a known date" in text) is declared


def test_a_harmless_rise_is_not_called_wrong(page, said):
    """Deaths averted above zero are a success, although the number is higher than none."""
    summary.not_settled(page)
    assert "Of the effects on deaths that are shown, none clearly went the wrong way." in said()
    assert "2 effects on deaths are not settled" in said()
    assert "These are 4 comparisons" in said()


def test_an_effect_that_could_not_be_estimated_is_named(released_folder, shown, said):
    unknown = {"estimate": None, "conf_low": None, "conf_high": None}
    change_results(released_folder, "overdose_deaths/level_change/rfs", unknown)
    summary.not_settled(Page(released_folder, "en"))
    assert "One effect on deaths could not be estimated:" in said()
    assert "- Death rate at the start, Resources for Services." in said()


def test_behind_a_closed_gate_nothing_is_concluded(released_folder, shown, said):
    closed = {"estimate": 1.0, "note": "closed: completeness"}
    change_results(released_folder, "overdose_deaths/gate/cep", closed)
    page = Page(released_folder, "en")
    summary.not_settled(page)
    summary.key_findings(page)
    text = " ".join(said().split())
    assert "2 effects on deaths point the hoped-for way. No conclusion is drawn from them" in text
    assert "Community Engagement and Planning: 21% lower" in text
    assert "Every interval that is shown leaves out" not in text
    assert "No conclusion is drawn, because some months were not complete yet" in text
    assert "How sure: a decrease" not in text
    assert "For Community Engagement and Planning, no conclusion is drawn, because some months" in text


def test_harm_behind_a_closed_gate_is_not_passed_over(released_folder, shown, said):
    change_results(released_folder, "overdose_deaths/gate/rfs", {"estimate": 1.0, "note": "closed: mass_at_end"})
    rise = {"estimate": 1.3, "conf_low": 1.1, "conf_high": 1.5}
    change_results(released_folder, "overdose_deaths/level_change/rfs", rise)
    page = Page(released_folder, "en")
    summary.heading(page)
    summary.not_settled(page)
    text = " ".join(said().split())
    assert "One effect on deaths points the wrong way, but no conclusion is drawn from it." in text
    assert "One effect on deaths points the wrong way. No conclusion is drawn from it" in text
    assert "Resources for Services: 30% higher" in text
    assert "none clearly went the wrong way" not in text


def test_without_any_effect_nothing_is_said_about_direction(released_folder, shown, said):
    results = pd.read_csv(released_folder / "results.csv")
    results[["conf_low", "conf_high"]] = None
    results[results["quantity"] != "level_change"].to_csv(released_folder / "results.csv", index=False)
    page = Page(released_folder, "en")
    summary.heading(page)
    summary.key_findings(page)
    summary.not_settled(page)
    assert "No effect on deaths could be estimated and shown." in said()
    assert "wrong way" not in said()


def test_groups_that_left_treatment_sooner_are_described(released_folder, shown, said):
    results = pd.read_csv(released_folder / "results.csv")
    given = [
        ("medication.methadone", "medication=methadone", 1.0, None, None, "reference level"),
        ("medication.buprenorphine", "medication=buprenorphine", 1.38, 1.2, 1.6, ""),
        ("medication.xr_buprenorphine", "medication=xr_buprenorphine", 0.8, 0.7, 0.9, ""),
        ("age_group.15_24", "age_group=15-24", 1.0, None, None, "reference level"),
        ("age_group.25_34", "age_group=25-34", 1.1, 0.9, 1.3, ""),
        ("dose", "", 1.2, 1.1, 1.3, "per unit"),
    ]
    columns = ["result_id", "subgroup", "estimate", "conf_low", "conf_high", "note"]
    rows = pd.DataFrame(given, columns=columns).assign(
        analysis="retention", quantity="hazard_ratio", unit="hazard ratio", conf_level=0.95, method="Cox"
    )
    rows["result_id"] = "retention/hazard_ratio/" + rows["result_id"]
    pd.concat([results, rows]).to_csv(released_folder / "results.csv", index=False)
    about = json.loads((released_folder / "about.json").read_text(encoding="utf-8"))
    about["plan"]["retention"]["covariates"] = ["medication", "age_group", "dose"]
    about["plan"]["overdose_deaths"]["interventions"] = []
    (released_folder / "about.json").write_text(json.dumps(about), encoding="utf-8")
    page = Page(released_folder, "en")
    summary.not_settled(page)
    assert "left treatment sooner" not in said()
    summary.for_whom(page)
    text = " ".join(said().split())
    assert "In 3 of 4 comparisons, people of one group left treatment sooner than others" in text
    assert "if no groups differed, about 0.2 of 4 would." in text
    assert "they do not show what made people leave, nor for whom the initiative worked." in text
    assert "says what these intervals leave out" in text
    assert "- Medication: **Buprenorphine**, compared with Methadone: the pace of leaving was 38% higher" in text
    assert (
        "- Medication: **Methadone** left sooner than xr\\_buprenorphine, whose pace of leaving was 20% lower" in text
    )
    assert "- Dose, for each unit more: the pace of leaving was 20% higher" in text
    assert "25-34" not in text


def test_every_mark_of_a_source_is_shown(released_folder, shown, said):
    """What is only counted leaves no mark that the list of sources would lead back to."""
    results = pd.read_csv(released_folder / "results.csv")
    row = {"result_id": "retention/hazard_ratio/dose", "analysis": "retention", "quantity": "hazard_ratio"}
    row |= {"unit": "hazard ratio", "estimate": 1.2, "conf_low": 1.1, "conf_high": 1.3, "conf_level": 0.95}
    pd.concat([results, pd.DataFrame([row])]).to_csv(released_folder / "results.csv", index=False)
    about = json.loads((released_folder / "about.json").read_text(encoding="utf-8"))
    about["plan"]["retention"]["covariates"] = ["dose"]
    (released_folder / "about.json").write_text(json.dumps(about), encoding="utf-8")
    page = Page(released_folder, "en")
    summary.heading(page)
    (line,) = (line for line in said().splitlines() if "**For whom?**" in line)
    assert "one comparison of groups was made. In 1 of 1, people of one group left sooner" in " ".join(line.split())
    page.sources()
    assert set(re.findall(r'href="#(mark-\d+)"', said())) == set(re.findall(r'id="(mark-\d+)"', said()))


def test_no_comparison_is_not_a_clean_bill(released_folder, shown, said):
    results = pd.read_csv(released_folder / "results.csv")
    kept = results[~results["quantity"].isin(EFFECTS)]
    kept.to_csv(released_folder / "results.csv", index=False)
    summary.not_settled(Page(released_folder, "en"))
    assert "we cannot tell whether deaths changed" in said()
    assert "wrong way" not in said()


@pytest.mark.parametrize(("truth", "inside"), [(0.71, 1), (0.7099, 0), (0.88, 1), (0.8801, 0)])
def test_a_planted_truth_at_the_end_of_an_interval_is_inside(released_folder, shown, said, truth, inside):
    planted = pd.DataFrame(
        {"result_id": ["overdose_deaths/level_change/cep"], "truth": truth, "description": "Level"}
    )
    planted.to_csv(released_folder / "truth.csv", index=False)
    summary.planted_truths(Page(released_folder, "en"))
    assert f"{inside} of 1 planted truth whose result is shown lies" in " ".join(said().split())


@pytest.mark.parametrize(
    ("hidden", "words"),
    [
        (0, ""),
        (1, "One more truth was planted. It is not counted here"),
        (6, "6 more truths were planted. They are not counted here"),
    ],
)
def test_planted_truths_whose_results_are_not_shown_are_said(released_folder, shown, said, hidden, words):
    truth = pd.read_csv(released_folder / "truth.csv")
    more = pd.DataFrame({"result_id": [f"interrupted_series/level_change/s{n}" for n in range(hidden)], "truth": 1.0})
    pd.concat([truth, more]).to_csv(released_folder / "truth.csv", index=False)
    summary.planted_truths(Page(released_folder, "en"))
    text = " ".join(said().split())
    assert "**1 of 2** planted truths whose results are shown lie inside" in text
    assert words in text
    assert ("not counted here" in text) is bool(hidden)


def test_planted_truths_of_which_no_result_is_shown_are_not_passed_over(released_folder, shown, said):
    pd.DataFrame({"result_id": ["a/b/c"], "truth": [1.0], "description": ["x"]}).to_csv(
        released_folder / "truth.csv", index=False
    )
    summary.planted_truths(Page(released_folder, "en"))
    assert "One more truth was planted" in said()


def test_other_series_are_said_to_be_among_the_downloads(released_folder, shown, said):
    about = json.loads((released_folder / "about.json").read_text(encoding="utf-8"))
    about["plan"]["interrupted_series"] = {}
    (released_folder / "about.json").write_text(json.dumps(about), encoding="utf-8")
    summary.evaluated(Page(released_folder, "en"))
    text = " ".join(said().split())
    assert "other series of counts or values" in text
    assert "has no page of its own: what is not kept back is in the [files to download]" in text


def test_a_changed_trend_is_called_a_change(released_folder, shown, said):
    change = {"quantity": "slope_change", "estimate": 0.94, "conf_low": 0.8, "conf_high": 1.1}
    change["result_id"] = "overdose_deaths/slope_change/rfs"
    change_results(released_folder, "overdose_deaths/level_change/rfs", change)
    summary.not_settled(Page(released_folder, "en"))
    assert "Change of the yearly trend of the death rate, Resources for Services: the yearly change is 6% lower" in (
        said()
    )


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
    assert "One number, table or quote is not shown: A cell of 1 to 9 deaths would be shown. [Methods" in said()


def test_activities_are_added_up_by_arm(released_folder, shown, said):
    table = {"year": [2022, 2022, 2023], "arm": ["cep", "rfs", "cep"], "channel": "mail", "kits": [10, 20, 5]}
    pd.DataFrame(table).to_csv(released_folder / "tables" / "naloxone_by_year.csv", index=False)
    summary.activities(Page(released_folder, "en"))
    assert "| Year | Community Engagement and Planning | Resources for Services | Together |" in said()
    assert "| 2022 | 10 | 20 | 30 |" in said()
    assert "| 2023 | 5 | – | 5 |" in said()


@pytest.mark.parametrize(("years", "said_years"), [([2021, 2022, 2023], "2021–2023"), ([2022, 2022, 2022], "2022")])
def test_money_has_its_years(released_folder, shown, said, years, said_years):
    table = {"fiscal_year": years, "arm": "cep", "category": "treatment", "amount_usd": [1.0, 2.0, 3.0]}
    pd.DataFrame(table).to_csv(released_folder / "tables" / "spending_by_category.csv", index=False)
    summary.activities(Page(released_folder, "en"))
    assert f"Money spent, by purpose (fiscal {said_years}, US dollars)" in said()
    assert "| 6 |" in said()


def test_where_nobody_left_sooner_none_is_said_and_without_comparisons_nothing(released_folder, shown, said):
    summary.for_whom(Page(released_folder, "en"))
    assert said() == ""
    results = pd.read_csv(released_folder / "results.csv")
    row = {"analysis": "retention", "quantity": "hazard_ratio", "unit": "hazard ratio", "estimate": 1.1}
    row |= {"conf_low": 0.9, "conf_high": 1.3, "conf_level": 0.95}
    rows = [{"result_id": f"retention/hazard_ratio/{name}", **row} for name in ("arm", "dose")]
    pd.concat([results, pd.DataFrame(rows)]).to_csv(released_folder / "results.csv", index=False)
    about = json.loads((released_folder / "about.json").read_text(encoding="utf-8"))
    about["plan"]["retention"]["covariates"] = ["arm", "dose"]
    (released_folder / "about.json").write_text(json.dumps(about), encoding="utf-8")
    summary.for_whom(Page(released_folder, "en"))
    text = " ".join(said().split())
    assert "In none of 2 comparisons, people of one group left treatment sooner" in text
    assert "**Few places.**" in text


def test_a_sum_of_series_on_the_first_page_says_what_it_leaves_out(released_folder, shown, said):
    results = pd.read_csv(released_folder / "results.csv")
    total = results[results["result_id"] == "overdose_deaths/deaths_averted/rfs"]
    total = total.assign(result_id="overdose_deaths/deaths_averted/all", arm="")
    pd.concat([results, total]).to_csv(released_folder / "results.csv", index=False)
    summary.not_settled(Page(released_folder, "en"))
    lines = [line for line in said().splitlines() if "makes the true interval wider" in line]
    assert [line.split(":")[0] for line in lines] == [
        "- Deaths over all months since the start, All communities together"
    ]
