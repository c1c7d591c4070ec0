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


def with_interval(low, high):
    def change(results):
        results.loc[results["result_id"] == CEP, ["estimate", "conf_low", "conf_high"]] = [
            (low + high) / 2,
            low,
            high,
        ]
        return results

    return change


def test_each_series_then_what_failed_for_whom_and_how_sure(answered):
    said = answered()
    assert [line.split("**")[1] for line in said] == [
        "Community Engagement and Planning: fewer overdose deaths than expected.",
        "Resources for Services: we cannot tell.",
        "What did not work?",
        "For whom?",
        "How sure are we?",
    ]
    assert "21% lower than the earlier trend led us to expect (95% interval from 12% to 29% lower)" in said[0]
    assert "it is no proof of one" in said[0]
    assert "the 95% interval runs from 14% lower to 9% higher" in said[1]
    assert "No effect on deaths clearly went the wrong way. 2 are not settled." in said[2]


def test_a_rise_is_said_first_and_counted(answered):
    said = answered(with_interval(1.1, 1.3))
    assert "more overdose deaths than expected.** At the start, the death rate was 20% higher" in said[0]
    assert "One effect on deaths clearly went the wrong way." in said[2]


@pytest.mark.parametrize("end", [(0.9, 1.0), (1.0, 1.1)])
def test_an_interval_that_touches_no_difference_settles_nothing(answered, end):
    assert "we cannot tell" in answered(with_interval(*end))[0]


def test_months_that_resemble_their_neighbours_make_the_answer_less_sure(answered):
    def change(results):
        row = results[results["result_id"] == CEP].iloc[0].to_dict()
        row |= {"result_id": "overdose_deaths/residual_autocorrelation/cep", "quantity": "residual_autocorrelation"}
        return pd.concat([results, pd.DataFrame([row | {"p_value": 0.01, "unit": "correlation"}])])

    assert "they are too narrow for Community Engagement and Planning" in answered(change)[-1]


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ({"themes": {}}, "This report does not judge whether anything worked."),
        ({"overdose_deaths": {"interventions": []}}, "No change at a known date was declared."),
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
