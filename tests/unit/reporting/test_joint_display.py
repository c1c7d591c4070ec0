"""Numbers beside words: what a reader sees of each construct."""

import csv

import pandas as pd
import pytest

from evaluation.reporting import joint_display, numbers
from evaluation.reporting.page import Page

CEP = "overdose_deaths/level_change/cep"
COLUMNS = ("construct", "part", "item", "state", "direction", "text", "author", "date", "remarks")


@pytest.fixture
def open_display(released_folder, shown):
    """Write a joint display of one construct into a release, and return its page."""

    def opened(*rows, kind="confirmation", remarks="", question="Did it *work*?"):
        every = [
            {"part": "question", "text": question},
            *rows,
            {
                "part": "inference",
                "item": kind,
                "text": "Both <b>agree</b>.",
                "author": "Ann Reader",
                "date": "2024-06-03",
                "remarks": remarks,
            },
        ]
        with (released_folder / "joint_display.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, restval="")
            writer.writeheader()
            writer.writerows({"construct": "the_one", **row} for row in every)
        return Page(released_folder, "en")

    return opened


def number(result_id, direction, state="released"):
    return {"part": "number", "item": result_id, "direction": direction, "state": state}


def test_a_number_is_said_in_words_with_interval_direction_and_source(open_display, said):
    joint_display.constructs(open_display(number(CEP, "better")))
    assert (
        "**Change of the death rate at the start, against the earlier trend, Community Engagement and Planning**"
        in (said())
    )
    assert "21% lower (95% interval: from 12% to 29% lower)." in said()
    assert f'data-result-id="{CEP}"' in said()
    assert "The whole interval points to the better." in said()


def test_a_number_on_a_day_says_which(open_display, said):
    joint_display.constructs(open_display(number("retention/retained/all/d180", "describes")))
    assert "**Share still in treatment on day 180, All communities together**: 45.3% (95% interval" in said()
    assert "This number describes and compares nothing." in said()


def test_a_number_of_a_year_says_which_and_a_count_has_no_decimals(open_display, said):
    joint_display.constructs(open_display(number("overdose_deaths/deaths/all/2023", "describes")))
    assert " in 2023, All communities together**: 612" in said()
    assert numbers.by_unit(7800.0, "kits", "en") == "7,800"


@pytest.mark.parametrize(
    ("quantity", "low", "said_of_it"),
    [
        ("alpha", 0.81, "By the usual rule for such studies: *can be relied on*."),
        ("alpha", 0.797, "*for tentative conclusions only*"),
        ("gwet_ac1", 0.61, "*not shown to be reliable*"),
        ("u_alpha", None, "*no interval, so not shown to be reliable*"),
        ("percent_agreement", 0.61, ""),
    ],
)
def test_a_coefficient_of_agreement_says_what_its_interval_allows(
    open_display, released_folder, said, quantity, low, said_of_it
):
    file = released_folder / "results.csv"
    frame = pd.read_csv(file, dtype=str, keep_default_na=False)
    row = dict.fromkeys(frame.columns, "") | {
        "result_id": f"themes/{quantity}/overall",
        "analysis": "themes",
        "quantity": quantity,
        "unit": "coefficient",
        "estimate": "0.84",
        "conf_low": "" if low is None else str(low),
        "conf_high": "" if low is None else "0.91",
        "conf_level": "" if low is None else "0.95",
    }
    others = frame[frame["result_id"] != row["result_id"]]
    pd.concat([others, pd.DataFrame([row])]).to_csv(file, index=False)
    joint_display.constructs(open_display(number(row["result_id"], "describes")))
    assert ("the usual rule" in said()) is bool(said_of_it)
    assert said_of_it in said()
    assert (" 0.84 (95% interval: 0.797 to 0.91)." in said()) is (low == 0.797)


def test_the_page_leads_to_the_checklists_that_people_filled(open_display, released_folder, said):
    joint_display.how_made(open_display())
    assert "checklists.html" not in said()
    (released_folder / "checklists.csv").write_text("checklist,item,link,note\ngramms,1,index,\n", encoding="utf-8")
    joint_display.how_made(open_display())
    assert "[checklists of good reporting](checklists.html)" in said()


def test_what_is_withheld_is_said_to_be(open_display, said):
    theme = {"part": "theme", "item": "trust", "state": "withheld"}
    quote = {"part": "quote", "state": "withheld"}
    page = open_display(number("overdose_deaths/level_change/elm", "not_shown", "withheld"), theme, quote)
    joint_display.constructs(page)
    assert "**Change of the death rate at the start, Elm**: kept back to protect people." in said()
    assert "**trust**: in how many interviews is kept back" in said()
    assert "A quote is not shown." in said()


def test_a_side_without_anything_says_so(open_display, said):
    joint_display.constructs(open_display(kind="silence"))
    assert "No number of this evaluation is about it." in said()
    assert "No theme of the interviews is about it." in said()
    assert "… Silence" in said()


def test_a_quote_has_its_speaker_and_says_that_it_is_simulated(open_display, said):
    joint_display.constructs(open_display({"part": "quote", "item": "q1", "state": "released", "text": "x"}))
    assert "> They asked us first." in said()
    assert "Peer worker" in said()
    assert "Nobody said this." in said()


def test_what_people_wrote_is_shown_as_it_stands_with_their_name(open_display, said):
    joint_display.constructs(open_display(number(CEP, "better")))
    assert "## Did it \\*work\\*? {#construct-the-one}" in said()
    assert "= Confirmation" in said()
    assert "Both \\<b\\>agree\\</b\\>." in said()
    assert "Ann Reader, June 3, 2024" in said()


def test_a_remark_of_the_program_stands_beside_the_judgement(open_display, said):
    remark = "inconclusive_numbers_cannot_confirm"
    joint_display.constructs(open_display(number(CEP, "inconclusive"), remarks=remark))
    assert "A check by the program, which decides nothing:" in said()
    assert "inconclusive numbers cannot confirm" in said()


def test_the_kinds_are_explained_and_counted(open_display, said):
    joint_display.kinds(open_display(number(CEP, "better")))
    assert "**Confirmation** (\\=): Numbers and words point the same way. One question is judged so." in said()
    assert "**Silence** (…): One side says nothing, or nothing that can be shown. No question is judged so." in said()


def test_every_judgement_direction_and_remark_has_its_words(catalogue):
    from evaluation.analyses.joint.direction import Direction
    from evaluation.analyses.joint.fit import Remark

    assert [each for each in Remark if f"joint_display.remark.{each}" not in catalogue] == []
    told = [each for each in Direction if each.says_something]
    assert [each for each in told if f"joint_display.direction.{each}" not in catalogue] == []


def test_sections_have_names_for_links_once_each(page, said):
    page.section("methods_and_data.limits")
    page.section("methods_and_data.limits")
    page.section("retention.mean_days.heading")
    assert said().count("{#limits}") == 1
    assert "{#mean-days}" in said()
