"""The page on retention says no more than the release and its intervals allow; its figures keep order and axes."""

import re

import numpy as np
import pandas as pd
import pytest

from evaluation.reporting import methods, retention, summary
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.figures import retention as figures
from evaluation.reporting.labels import Labels
from evaluation.reporting.markdown import code

from .retention_fixture import ROWS, frame_of, images, row


def test_who_is_counted_and_what_the_words_mean(open_page, said):
    counts = "medication,persons\nbuprenorphine,65\nmethadone,55\n"
    retention.who(open_page(persons_by_medication=counts))
    assert "**120** people started treatment" in said()
    assert "70 of them were seen to leave" in said()
    assert "30 days without medication" in said()
    assert "at least 60 days without" in said()
    assert "at most 25 days" in said()
    assert "from July 1, 2020 up to, but not including, January 1, 2024. The last 30 days" in said()
    assert said().index("| Methadone | 55") < said().index("| Buprenorphine | 65")


def test_people_by_community_that_were_pooled_are_shown_by_arm(open_page, said):
    retention.who(open_page(persons_by_community="arm,persons\ncep,65\nrfs,55\n"))
    assert said().count("| 65") == 1


def test_people_by_arm_are_not_shown_twice(open_page, said):
    by_arm = "arm,persons\ncep,65\nrfs,55\n"
    retention.who(open_page(persons_by_arm=by_arm, persons_by_community=by_arm))
    assert said().count("| 65") == 1


def test_a_person_level_table_has_no_gap_rule(open_page, said):
    page = open_page(sources=["persons"])
    for part in (retention.who, retention.how_long, retention.limits, methods.plan, methods.models, methods.limits):
        part(page)
    summary.key_findings(page)
    text = said().replace("\n", " ")
    assert "decided by those who made the data" in text
    assert "After 180 days, 50.0% would still be in treatment if everybody had been followed long enough" in text
    assert "this share would still be in it after 180 days if everybody had been followed long enough" in text
    assert "landmarks" in text
    of_supply = (
        "30 days without|gap|washout|(?<!drug )supply|handed out|people with medication|died or moved|jail|provider"
    )
    assert re.findall(of_supply, text, re.IGNORECASE) == []


@pytest.mark.parametrize("is_withheld", [True, False])
def test_a_person_level_table_with_deaths_or_moves_supposes_that_there_were_none(open_page, said, is_withheld):
    died = "cumulative_incidence/all/died/d180"
    more = [] if is_withheld else [row(died, 0.02, 0.01, 0.03)]
    mean = row("restricted_mean_days/all", 124.3, 122.4, 126.1, period="day 180")
    page = open_page([*ROWS, mean, *more], sources=["persons"], withheld=[f"retention/{died}"] if is_withheld else [])
    for part in (retention.who, retention.how_long, retention.mean_days):
        part(page)
    summary.key_findings(page)
    text = " ".join(said().split())
    assert "day 181 if nobody died or moved to another provider" in text
    assert "for the first time, if nobody died or moved to another provider (95%" in text
    assert "how many would still be in treatment if nobody had died or moved to another provider?" in text
    assert "People who died or moved to another provider are followed up to that day." in text
    assert "followed long enough" not in text


def test_supply_alone_claims_no_deaths_moves_or_stays(open_page, said):
    page = open_page(sources=["dispensing", "patients"])
    for part in (retention.who, retention.how_long, retention.limits, methods.models):
        part(page)
    summary.key_findings(page)
    text = " ".join(said().split())
    assert "30 days without medication." in text
    assert "People who died or moved to another provider count as having left." in text
    assert "Days in jail or in hospital count like all other days." in text
    assert "Why medication ended cannot be seen." in text
    assert text.count("if everybody had been followed long enough") == 4
    assert "people with medication of whom the data do not show when treatment started" in text
    for claim in ("are followed up to that day", "if nobody", "do not count", "end the observation"):
        assert claim not in text


def test_with_deaths_moves_and_stays_the_page_says_how_they_count(open_page, said):
    retention.who(open_page())
    text = " ".join(said().split())
    assert "Days in jail or in hospital do not count towards them." in text
    assert "People who died or moved to another provider are followed up to that day." in text
    assert "hold no deaths" not in text


def test_landmarks_in_order_of_days_and_what_is_not_known(open_page, said, shown):
    retention.how_long(open_page())
    text = said()
    assert (
        text.index("After 30 days, 84.0%")
        < text.index("After 180 days, 50.0%")
        < text.index("After 365 days: not known")
    )
    assert "Half of the people would have left by day 181 if nobody died or moved to another provider" in text
    assert "earliest day that fits the data is 150; the latest is not known" in text
    assert "if nobody had died or moved" in text
    assert "After 30 days, 84.0%" in images(shown)[0]["alt"]
    assert "| 100 |" in text


def test_shares_that_were_withheld_are_said_to_be_missing(open_page, said, shown):
    retention.how_long(open_page([each for each in ROWS if "retained" not in each.result_id]))
    assert images(shown) == []
    assert f"Not shown: share still in treatment ({code('retention/retained/all')})." in said()


def test_groups_are_compared_without_a_claim_of_cause(open_page, said, shown):
    retention.by_group(open_page())
    text = said()
    assert "Nobody was assigned to a medication or to a place by chance" in text
    assert "does not show that the medication, or the place, made it" in text.replace("\n", " ")
    assert "do not leave at the same pace" in text
    assert "p = 0.006" in text
    assert (
        "the data do not show whether the groups leave at different paces (log-rank test, p = 0.29)"
        in text.replace("\n", " ")
    )
    assert "Methadone: 60.0% after 180 days. Buprenorphine: 40.0% after 180 days." in images(shown)[0]["alt"]
    assert f"share still in treatment, by group of communities ({code('retention/retained')})." in text


def test_hazard_ratios_in_words_that_their_intervals_allow(open_page, said, shown):
    retention.hazards(open_page())
    text = said().replace("\n", " ")
    assert "Medication: Buprenorphine, compared with Methadone: people left **sooner**" in text
    assert "38% higher (95% interval from 20% to 60% higher)" in text
    assert "Dose: the data do not show whether more of it goes with leaving sooner" in text
    assert "No test of that is shown here" in text
    assert (
        "Buprenorphine compared with Methadone: 1.38, leaving sooner. Dose: 0.99, not settled."
        in images(shown)[0]["alt"]
    )


HOUSING = {"subgroup": "housing=street"}
OWN = {
    "columns": {"housing": "Housing at the start", "income": "Income"},
    "plan": {
        "covariates": ["housing", "income"],
        "own_columns": {"housing": {"unit": ""}, "income": {"unit": "US dollars a month"}},
    },
}


def test_columns_of_the_study_have_their_titles_in_words_figure_and_table(open_page, said, catalogue):
    rows = [
        row("hazard_ratio/housing.street", 1.4, 1.1, 1.8, **HOUSING),
        row("hazard_ratio/income", 0.9, 0.8, 0.95, note="per unit"),
    ]
    page = open_page(rows, **OWN)
    retention.hazards(page)
    text = " ".join(said().split())
    assert "| Income | 0.9" in text
    assert "do so for what was not, and much of what decides how long people stay is in no record" in text
    frame = frame_of(rows).assign(covariate=["housing", "income"])
    axes = figures.hazard_ratios(frame, labels=page.labels, catalogue=page.catalogue).axes
    assert [axis.get_title("left") for axis in axes] == ["Housing at the start", "Income"]
    assert "home" not in catalogue.text("retention.not_caused")


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        (
            (1.0, 1.0, 1.0),
            "Income: for each unit more (US dollars a month), the ratio and its whole 95% interval lie so",
        ),
        ((1.0, 0.9999, 1.0), "the digits of this report hardly tell them from it"),
        ((1.0, 1.0, 1.001), "The estimate for each unit more (US dollars a month) is neither higher nor lower"),
        ((1.2, 1.1, 1.3), "Income: for each unit more (US dollars a month), the pace of leaving was 20% higher"),
    ],
)
def test_a_number_has_its_unit_and_one_unit_may_be_too_little_to_tell(open_page, said, shown, ends, words):
    page = open_page([row("hazard_ratio/income", *ends, note="per unit")], **OWN)
    retention.hazards(page)
    text = " ".join(said().split())
    assert words in text
    assert "from no difference to no difference" not in text
    assert ("Income: too close to 1 to be told." in images(shown)[0]["alt"]) is ("coarser unit" in text)


def test_each_group_has_a_figure_of_its_own(open_page, shown):
    arms = [
        row("retained/cep/d30", 0.85, 0.8, 0.9, arm="cep"),
        row("retained/rfs/d30", 0.82, 0.7, 0.9, arm="rfs"),
    ]
    retention.by_group(open_page([*ROWS, *arms]))
    names = [image["name"] for image in images(shown)]
    assert names == ["retention-retained-by-group-medication", "retention-retained-by-group-arm"]
    page = open_page()
    retention.how_long(page)
    with pytest.raises(ValueError, match="have the file name"):
        retention.how_long(page)


@pytest.mark.parametrize(("plan", "call"), [({"groups": []}, "by_group"), ({"covariates": []}, "hazards")])
def test_what_the_plan_does_not_ask_for_is_not_shown(open_page, said, plan, call):
    getattr(retention, call)(open_page(plan=plan))
    assert said() == ""


def test_what_was_left_out_is_said_and_not_how_much(open_page, said):
    retention.limits(open_page())
    assert "so are people with medication of whom the data do not show when treatment started" in said()
    assert "How many is not shown: beside other reports from the same data it could point to single people" in said()


def test_rows_follow_the_code_list_and_the_day(labels):
    rows = frame_of(ROWS)
    ordered = figures.in_order(rows[rows["subgroup"] != ""].query("quantity == 'retained'"), labels)
    assert ordered["result_id"].str.removeprefix("retention/retained/medication.").tolist() == [
        "methadone/d30",
        "methadone/d180",
        "buprenorphine/d30",
        "buprenorphine/d180",
    ]


def test_shares_start_at_everybody_and_stand_at_their_days(labels, catalogue):
    rows = frame_of(ROWS)
    figure = figures.retained_at_landmarks(
        rows[rows["result_id"].str.startswith("retention/retained/all")], labels=labels, catalogue=catalogue
    )
    (axis,) = figure.axes
    assert axis.lines[0].get_xydata().tolist() == [[0, 1], [30, 0.84], [180, 0.5]]
    assert axis.get_ylim()[0] == 0
    assert [text.get_text() for text in axis.texts] == ["84%", "50%"]


def test_hazard_ratios_have_a_panel_for_each_covariate_and_name_the_reference(labels, catalogue):
    from evaluation.reporting.hazard_ratios import hazard_rows

    rows = hazard_rows(frame_of(ROWS), ["medication", "dose"], labels)
    first, second = figures.hazard_ratios(rows, labels=labels, catalogue=catalogue).axes
    assert [text.get_text() for text in first.get_yticklabels()] == ["Methadone\n(compared with)", "Buprenorphine"]
    assert len(second.get_yticklabels()) == 1
    assert first.get_xscale() == "log"


def test_curves_have_the_number_at_risk_beneath(labels, catalogue):
    curve = pd.DataFrame(
        {
            "group": ["", "", "medication", "medication"],
            "level": ["", "", "methadone", "buprenorphine"],
            "time": [20.0, 100.0, 20.0, 100.0],
            "n_risk": [2, 1, 1, 1],
            "survival": [0.5, 0.5, 0.0, 1.0],
            "conf_low": [0.1, 0.1, np.nan, np.nan],
            "conf_high": [0.9, 0.9, np.nan, np.nan],
        }
    )
    upper, table, _, by_level = figures.survival_curves(curve, labels=labels, catalogue=catalogue).axes
    assert upper.get_xticks().tolist() == table.get_xticks().tolist() == [0, 30, 60, 90, 120]
    assert [text.get_text() for text in table.texts] == ["2", "1", "1", "1", "0"]
    assert [text.get_text() for text in by_level.texts] == ["1", "0", "0", "0", "0", "1", "1", "1", "1", "0"]


def test_labels_of_an_evaluation_need_no_release():
    from pathlib import Path

    from evaluation.data.parameters import load_parameters

    evaluation = load_parameters(Path(__file__).parents[3] / "params" / "demo.yml")
    own = Labels.of_evaluation(evaluation, Catalogue("en"))
    assert own.label("arm", "cep") == "Community Engagement and Planning"
    assert next(iter(own.of("medication"))) == "methadone"


CURVE = """quantity,arm,community,subgroup,cause,period,estimate,conf_low,conf_high,n_obs,n_events
retained,,,,,day 30,0.84,0.76,0.9,100,20
retained,,,,,day 105,0.61,0.52,0.69,71,15
retained,,,,,day 180,0.5,0.41,0.58,52,12
"""


def test_a_released_curve_is_drawn_through_the_landmarks(open_page, said, shown):
    retention.how_long(open_page(retained_over_time=CURVE))
    text = said()
    assert "After 180 days, 50.0% would still be in treatment" in text
    assert "| 105 | 61.0% | 52.0% to 69.0% | 71" in text
    assert "downloads/retained_over_time.csv" in text
    assert "After 105 days" not in text, "a landmark is a result, the other days are the curve's"
    assert len(images(shown)) == 1


def test_the_axis_names_the_landmarks_of_a_curve(labels, catalogue):
    rows = frame_of([each for each in ROWS if each.result_id.startswith("retention/retained/all")])
    more = rows.iloc[:1].assign(period="day 105", estimate=0.61)
    figure = figures.retained_at_landmarks(
        pd.concat([rows, more]), labels=labels, catalogue=catalogue, named=(30, 180)
    )
    (axis,) = figure.axes
    assert axis.get_xticks().tolist() == [0, 30, 180]
    assert [text.get_text() for text in axis.texts] == ["84%", "50%"]
    assert axis.lines[0].get_xydata()[:, 0].tolist() == [0, 30, 105, 180]
