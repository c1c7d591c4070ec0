"""The first screen of the report: what worked, what did not, for whom, and how sure."""

import json

import numpy as np
import pandas as pd
import pytest

from evaluation.reporting.answers import answers
from evaluation.reporting.page import Page

CEP = "overdose_deaths/level_change/cep"


@pytest.fixture
def answered(released_folder):
    """Return the answers after a change of the ledger and of the plan."""

    def said(change=lambda results: results, plan=None):
        about = json.loads((released_folder / "about.json").read_text(encoding="utf-8"))
        if plan is not None:
            about["plan"] = plan
            (released_folder / "about.json").write_text(json.dumps(about), encoding="utf-8")
        change(pd.read_csv(released_folder / "results.csv")).to_csv(released_folder / "results.csv", index=False)
        return [" ".join(line.split()) for line in answers(Page(released_folder, "en"))]

    return said


def with_interval(low, high, averted=None):
    def change(results):
        results.loc[results["result_id"] == CEP, ["estimate", "conf_low", "conf_high"]] = [
            (low + high) / 2,
            low,
            high,
        ]
        if averted:
            chosen = results["result_id"] == "overdose_deaths/deaths_averted/cep"
            results.loc[chosen, ["estimate", "conf_low", "conf_high"]] = averted
        return results

    return change


def test_each_series_then_what_failed_for_whom_and_how_sure(answered):
    said = answered()
    assert [line.split("**")[1] for line in said] == [
        "Community Engagement and Planning: fewer people died than the earlier trend led us to expect, and chance "
        "alone does not explain it.",
        "Resources for Services: we cannot tell.",
        "What did not work?",
        "For whom?",
        "How sure are we?",
    ]
    assert "the death rate was 21% lower (95% interval from 12% to 29% lower)" in said[0]
    assert "it does not rule out other causes" in said[0]
    assert "the 95% interval runs from 14% lower to 9% higher" in said[1]
    assert "Of the effects on deaths that are shown, none clearly went the wrong way. 2 are not settled." in said[2]


def test_a_rise_is_said_first_and_counted(answered):
    said = answered(with_interval(1.1, 1.3, [-320, -412, -201]))
    assert (
        "more people died than the earlier trend led us to expect, and chance alone does not explain it.**" in said[0]
    )
    assert "the death rate was 20% higher" in said[0]
    assert "about 320 more deaths than expected (95% interval: from 201 to 412 more)." in said[0]
    assert "2 effects on deaths clearly went the wrong way." in said[2]


@pytest.mark.parametrize("end", [(0.9, 1.0), (1.0, 1.1)])
def test_an_interval_that_touches_no_difference_settles_nothing(answered, end):
    assert "we cannot tell" in answered(with_interval(*end, [5, -40, 50]))[0]


@pytest.mark.parametrize("averted", [[90, 20, 160], [-90, -160, -20]])
@pytest.mark.parametrize("ends", [(0.9, 1.1), (0.8, 0.9), (1.1, 1.2)])
def test_two_horizons_that_say_different_things_settle_nothing(answered, ends, averted):
    """The page on deaths shows both, so the summary may not call for one alone what it contradicts."""
    said = answered(with_interval(*ends, averted))[0]
    fewer = averted[0] > 0
    agree = {(0.8, 0.9): fewer, (1.1, 1.2): not fewer}.get(ends, False)
    assert ("not settled.** At the start, the estimated death rate was" in said) is not agree
    amount = "90 fewer" if fewer else "90 more"
    assert (
        f"Over all months since the start, about {amount} deaths than expected (95% interval: from 20 to 160" in said
    )


def closed(results, note="closed: something"):
    results.loc[results["result_id"] == "overdose_deaths/gate/cep", ["estimate", "note"]] = [1.0, note]
    return results


@pytest.mark.parametrize(
    ("note", "reason"),
    [
        ("closed: completeness", "some months were not complete yet"),
        ("closed: mass_at_end", "the months vary in a way that the model cannot describe"),
        ("closed: co_intervention", "something else changed at about the same time"),
        ("closed: leave one year out", "the effect points the other way when one year is left out"),
        ("closed: something", "it is not known whether the checks of this analysis hold"),
    ],
)
def test_a_closed_gate_takes_the_conclusion_away_and_says_why(answered, note, reason):
    said = answered(lambda results: closed(results, note))
    assert said[0].startswith("**Community Engagement and Planning: no conclusion is drawn**, because " + reason)
    assert "21% lower than the earlier trend led us to expect (95% interval from 12% to 29% lower)" in said[0]
    assert "the estimate is 214 fewer deaths than expected" in said[0]
    assert "consistent with an effect" not in " ".join(said)
    assert "chance alone" not in " ".join(said)
    assert "4 are not settled." in said[2]
    assert f"Not sure enough to say more for Community Engagement and Planning, because {reason}" in said[-1]


def test_a_check_that_failed_says_why_where_the_gate_does_not(answered):
    def fail(results):
        gate = results[results["result_id"] == "overdose_deaths/gate/cep"]
        check = {
            "quantity": "mass_at_end",
            "result_id": "overdose_deaths/mass_at_end/cep",
            "note": "fail; at the edge",
        }
        other = {
            "quantity": "completeness",
            "result_id": "overdose_deaths/completeness/cep",
            "note": "pass; complete",
        }
        return pd.concat([closed(results, "closed"), gate.assign(**check), gate.assign(**other)])

    said = answered(fail)
    assert "because the months vary in a way that the model cannot describe. " in said[0]


@pytest.mark.parametrize("withheld", [["cep"], ["cep", "rfs"]])
def test_a_gate_that_was_not_released_is_closed(answered, withheld):
    ids = [f"overdose_deaths/gate/{arm}" for arm in withheld]
    said = answered(lambda results: results[~results["result_id"].isin(ids)])
    names = ["Community Engagement and Planning", "Resources for Services"][: len(withheld)]
    assert f"Not sure enough to say more for {' and '.join(names)}, because it is not known" in said[-1]
    assert "no conclusion is drawn" in said[0]
    assert "consistent with an effect" not in " ".join(said)


def test_harm_behind_a_closed_gate_is_not_passed_over(answered):
    said = answered(lambda results: closed(with_interval(1.1, 1.3, [-320, -412, -201])(results)))
    assert "2 effects on deaths point the wrong way, but no conclusion is drawn from them." in said[2]


def test_other_ways_are_no_answers(answered):
    def other(results):
        mine = results[results["result_id"] == CEP]
        return pd.concat([results, mine.assign(result_id=f"{CEP}/poisson", status="sensitivity", estimate=0.5)])

    assert answered(other) == answered()


def test_a_series_that_was_kept_back_is_named(answered):
    said = answered(lambda results: results[results["result_id"] != CEP])
    assert said[1].startswith("**Community Engagement and Planning: this report cannot say.**")


def test_without_any_interval_nothing_is_said_about_direction(answered):
    said = " ".join(answered(lambda results: results.assign(conf_low=np.nan, conf_high=np.nan)))
    assert "nothing can be said about which way it went" in said
    assert "wrong way" not in said


def test_deaths_without_rates_do_not_mean_that_nothing_was_shown(answered):
    said = answered(lambda results: results[results["quantity"] != "level_change"])
    assert len(said) == 1
    assert "What else could be shown stands on the page on overdose deaths." in said[0]


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ({"themes": {}}, "This report does not judge whether anything worked."),
        ({"overdose_deaths": {"interventions": []}}, "No change at a known date was declared for overdose deaths."),
        (
            {
                "overdose_deaths": {
                    "start": "2020-01-01",
                    "interventions": [{"name": "c", "date": "2020-07-01", "description": ""}],
                }
            },
            "We cannot tell.",
        ),
    ],
)
def test_where_there_is_nothing_to_judge(answered, plan, words):
    said = answered(plan=plan)
    assert len(said) == 1
    assert words in said[0]


def test_where_nothing_was_released(answered):
    said = answered(lambda results: results.assign(estimate=np.nan))
    assert len(said) == 1
    assert said[0].startswith("**This report cannot say.** No effect on deaths could be estimated, or shown")


@pytest.mark.parametrize(("rows", "is_far"), [(42, True), (24, False)])
def test_a_sum_that_is_carried_too_far_says_so_beside_it(answered, rows, is_far):
    def carried(results):
        results.loc[results["quantity"] == "deaths_averted", "n_obs"] = rows
        return results

    said = answered(carried)[:2]
    words = f"That carries the earlier trend {rows} months beyond the start, further than the data can bear."
    assert [words in line for line in said] == [is_far, is_far]
    assert not is_far or said[0].index("Over all months since the start") < said[0].index(words)
