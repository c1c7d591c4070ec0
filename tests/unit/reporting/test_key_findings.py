"""Which numbers become headlines, and what is said beside them."""

import json

import pandas as pd

from evaluation.reporting.findings import Certainty
from evaluation.reporting.key_findings import MOST_SERIES, cards, caveats
from evaluation.reporting.page import Page


def edit(folder, change):
    path = folder / "results.csv"
    change(pd.read_csv(path)).to_csv(path, index=False)
    return Page(folder, "en")


def plan(folder, **values):
    path = folder / "about.json"
    about = json.loads(path.read_text(encoding="utf-8"))
    about["plan"]["overdose_deaths"] |= values
    path.write_text(json.dumps(about), encoding="utf-8")
    return Page(folder, "en")


def test_cards_show_what_changed_and_what_is_not_settled(page):
    first, second, third = cards(page)
    assert (first.value, first.certainty) == ("21% lower", Certainty.LOWER)
    assert (second.value, second.certainty) == ("3% lower", Certainty.UNCLEAR)
    assert "no change" in second.sentence
    assert third.value == "45.3%"
    assert "if everybody had been followed long enough" in third.sentence


def test_the_limits_of_the_design_stand_beside_the_cards(page):
    said = " ".join(caveats(page))
    assert "cannot tell the initiative from anything else" in said
    assert "did not test whether the effect differs" in said


def test_a_card_behind_a_closed_gate_draws_no_conclusion(released_folder, shown):
    page = edit(released_folder, lambda results: results[results["quantity"] != "gate"])
    first = cards(page)[0]
    assert (first.value, first.certainty) == ("21% lower", Certainty.UNCLEAR)
    assert (
        "No conclusion is drawn, because it is not known whether the checks of this analysis hold." in first.sentence
    )
    assert "For Community Engagement and Planning and Resources for Services, no conclusion" in " ".join(
        caveats(page)
    )


def test_too_short_a_past_gives_no_card_about_deaths(released_folder, shown):
    page = plan(released_folder, start="2019-11-01")
    assert [card.value for card in cards(page)] == ["45.3%"]
    assert "Too few months came before the start" in " ".join(caveats(page))


def test_without_an_intervention_there_is_no_limit_of_a_design(released_folder, shown):
    assert caveats(plan(released_folder, interventions=[])) == []


def test_series_beyond_the_fourth_are_counted_not_dropped_in_silence(released_folder, shown):
    def repeat(results):
        level = results[results["quantity"] == "level_change"].iloc[[0] * (MOST_SERIES + 2)]
        names = [f"overdose_deaths/level_change/place{number}" for number in range(len(level))]
        return pd.concat([results[results["quantity"] != "level_change"], level.assign(result_id=names)])

    page = edit(released_folder, repeat)
    assert len([card for card in cards(page) if "level_change" in card.result_id]) == MOST_SERIES
    assert caveats(page)[0].startswith("2 more series")


def test_several_interventions_are_told_apart(released_folder, shown):
    def name(results):
        return results.assign(result_id=results["result_id"].replace("(level_change/cep)", r"\1/law", regex=True))

    edit(released_folder, name)
    law = {"name": "law", "date": "2022-01-01", "description": "A law"}
    start = {"name": "coalition", "date": "2020-07-01", "description": "Coalitions start"}
    assert any("(A law)" in card.heading for card in cards(plan(released_folder, interventions=[start, law])))


def themes(results):
    rows = results[results["analysis"] == "themes"].iloc[[0, 0, 0]].assign(
        result_id=[f"themes/prevalence/{theme}/all" for theme in ("trust", "housing", "stigma")],
        quantity="prevalence", unit="proportion", estimate=[0.75, 0.5, 0.75], n_obs=28, n_events=[21, 14, 21],
    )  # fmt: skip
    return pd.concat([results, rows])


def test_themes_that_were_equally_frequent_share_a_card(released_folder, shown):
    card = cards(edit(released_folder, themes))[-1]
    assert card.heading.endswith("trust and stigma")
    assert card.value == "75%"
    assert card.sentence.startswith("Found in 21 of 28 interviews: the largest of 3 shares")


def test_a_theme_on_which_coders_do_not_agree_says_so(released_folder, shown):
    def agreed(results, low):
        alpha = (
            results[results["analysis"] == "themes"]
            .iloc[[0, 0]]
            .assign(result_id=["themes/alpha/trust", "themes/alpha/stigma"], quantity="alpha", conf_low=[0.9, low])
        )
        return pd.concat([results, alpha])

    edit(released_folder, themes)
    said = cards(edit(released_folder, lambda results: agreed(results, 0.6)))[-1].sentence
    assert "On stigma, readers were not shown to agree." in said
    sure = edit(released_folder, lambda results: agreed(results[results["quantity"] != "alpha"], 0.7))
    assert "not shown to agree" not in cards(sure)[-1].sentence
