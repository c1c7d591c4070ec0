"""The page says how interviews were coded, and no more than the release holds."""

import numpy as np
import pytest

from evaluation.reporting import coding, voices

from .test_voices import ROWS, images, open_page, row

__all__ = ["open_page"]
CODEBOOK = (
    "theme,label,parent,description,include,exclude\n"
    "barriers,Barriers,,What stands in the way.,,\n"
    "delay,Delay,Barriers,Time that is lost.,Queues.,Distance.\n"
    "hope,Hope,,What keeps people going.,,\n"
)
SATURATED = [
    row("saturation_random/median", 4.0, unit="sources", n_obs=20),
    row("saturation_random/percentile_95", 7.0, unit="sources", n_obs=20),
]
PLAN = {"saturation_base": 4, "saturation_run": 2, "saturation_percent": 5, "roll_up": True}
CURVE = "n_sources,expected_themes\n" + "".join(f"{n},{2 - 1 / n}\n" for n in range(1, 21))
PAIRS = [
    row("pairs_tested/all", 66.0, unit="count"),
    row("pairs_together/all", 3.0, unit="count"),
    row("pairs_apart/all", 1.0, unit="count"),
]


def test_themes_stand_with_what_they_are_and_are_not_and_their_heading(open_page, said):
    coding.codebook(open_page(ROWS, codebook=CODEBOOK))
    assert "| Delay | Time that is lost. Includes: Queues. Not: Distance. Part of “Barriers”. |" in said()
    assert "| Hope | What keeps people going. |" in said()
    assert "What stands in the way" not in said()


def test_where_no_theme_has_a_number_all_of_the_codebook_is_shown(open_page, said):
    without = [each for each in ROWS if each.quantity != "prevalence"]
    coding.codebook(open_page(without, codebook=CODEBOOK))
    assert "| barriers | What stands in the way. |" in said()
    assert "| Hope | What keeps people going. |" in said()


@pytest.mark.parametrize(
    ("description", "include", "meaning"),
    [
        ("Stigma by staff", "", "Stigma by staff. Part of “Barriers”."),
        ("Stigma by staff", "Queues", "Stigma by staff. Includes: Queues. Part of “Barriers”."),
        ("Stigma by staff?", "", "Stigma by staff? Part of “Barriers”."),
        ("Stigma (by staff.)", "", "Stigma (by staff.) Part of “Barriers”."),
        ("Stigma (by staff)", "", "Stigma (by staff). Part of “Barriers”."),
        ("", "", "Part of “Barriers”."),
    ],
)
def test_a_definition_ends_before_what_else_is_said(open_page, said, description, include, meaning):
    written = f"delay,Delay,Barriers,{description},{include},\n"
    rows = [line for line in CODEBOOK.splitlines(keepends=True) if not line.startswith("delay")]
    coding.codebook(open_page(ROWS, codebook="".join([*rows, written])))
    assert f"| Delay | {meaning} |" in said()


def test_a_definition_alone_stands_as_it_was_written(open_page, said):
    coding.codebook(open_page(ROWS, codebook=CODEBOOK.replace("people going.", "people going")))
    assert "| Hope | What keeps people going |" in said()


def test_a_codebook_without_headings_names_none(open_page, said):
    coding.codebook(open_page(ROWS, codebook=CODEBOOK.replace(",Barriers,Time", ",,Time")))
    assert "Part of" not in said()


def test_a_heading_counts_an_interview_once(open_page, said):
    rolled = row("prevalence_rolled_up/delay/all", 0.9, 0.7, 0.97, n_obs=20, n_events=18)
    coding.codebook(open_page([*ROWS, rolled], plan=PLAN, codebook=CODEBOOK))
    assert "each counted once" in said()
    assert "| Delay | 18 | 20 | 90%" in said()


def test_headings_that_were_not_released_are_said_to_be_missing(open_page, said):
    coding.codebook(open_page(ROWS, plan=PLAN, codebook=CODEBOOK))
    assert "prevalence\\_rolled\\_up" in said() or "prevalence_rolled_up" in said()


def test_saturation_is_of_codes_and_not_of_meaning(open_page, said, shown):
    coding.saturation(open_page([*ROWS, *SATURATED], plan=PLAN, themes_saturation=CURVE))
    assert "4" in said()
    assert "In half of all random orders of the interviews" in said()
    assert "at most 5% new themes, measured by the themes of the first 4" in said()
    assert "In 95 of 100 orders it was 7" in said()
    assert "*code saturation, not meaning saturation*" in said()
    assert "6 interviews hold 1.8 on average" in images(shown)[0]["alt"]


@pytest.mark.parametrize(("late", "words"), [(np.nan, "more than 5 of 100 orders that never happened")])
def test_orders_in_which_it_never_happened(open_page, said, late, words):
    rows = [SATURATED[0], row("saturation_random/percentile_95", late, unit="sources", n_obs=20)]
    coding.saturation(open_page([*ROWS, *rows], plan=PLAN))
    assert words in said()


def test_saturation_that_is_not_known(open_page, said):
    row_without = row("saturation_random/median", np.nan, unit="sources", n_obs=20)
    coding.saturation(open_page([*ROWS, row_without], plan=PLAN))
    assert "is not known" in said()


def test_pairs_are_counted_and_not_named(open_page, said):
    coding.pairs(open_page([*ROWS, *PAIRS]))
    assert "We compared 66" in said()
    assert "more often than chance explains: 3" in said()
    assert "less often: 1" in said()
    assert "a search and no test" in said()


def test_without_pairs_nothing_is_said(open_page, shown):
    coding.pairs(open_page([*ROWS, row("pairs_tested/all", 0.0, unit="count")]))
    assert shown == []


def test_for_how_many_themes_somebody_looked_for_the_opposite(open_page, said):
    rows = [
        row("themes_searched/all", 1.0, unit="count", n_obs=2),
        row("themes_with_contrary/all", 0.0, unit="count", n_obs=2),
    ]
    coding.contrary(open_page([*ROWS, *rows]))
    assert "For 1" in said()
    assert "of 2 themes somebody searched" in said()
    assert "found for 0" in said()


def test_no_record_of_searches_is_said(open_page, said):
    coding.contrary(open_page([*ROWS, row("themes_searched/all", np.nan, unit="count", n_obs=2)]))
    assert "Nobody wrote down a search" in said()


def test_themes_by_the_time_of_the_interview(open_page, said, shown):
    table = (
        "theme,time,n_sources_with_theme,n_sources\ndelay,2022,5,8\nhope,2022,6,8\ndelay,2023,7,12\nhope,2023,9,12\n"
    )
    plan = {"date_variable": "held", "time_unit": "year"}
    voices.over_time(open_page(ROWS, plan=plan, themes_by_time=table))
    assert "| Delay | 2022 | 5 | 8 |" in said()
    assert "2023: “Hope”, 9 of 12." in images(shown)[0]["alt"]


def test_time_that_was_withheld_is_said(open_page, said):
    voices.over_time(open_page(ROWS, plan={"date_variable": "held", "time_unit": "year"}))
    assert "by the time of the interview" in said()


def test_without_a_day_of_interviews_there_is_no_time(open_page, shown):
    voices.over_time(open_page(ROWS))
    assert shown == []
