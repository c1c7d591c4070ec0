"""A run says plainly that no effect could be estimated, and why."""

from pathlib import Path

import pytest

from evaluation.runs.no_effect import without_effect
from evaluation.runs.runner import RunSummary

NOTE = "not estimable: no event before it; short"


def row(
    quantity, estimate="", *, status="primary", note="not estimable: no event before it; short", analysis="deaths"
):
    return {"analysis": analysis, "quantity": quantity, "estimate": estimate, "status": status, "note": note}


def test_the_first_reason_is_given_once_per_analysis():
    rows = [
        row("annual_change", "1.1"),
        row("level_change"),
        row("slope_change"),
        row("level_change", analysis="own"),
    ]
    assert list(without_effect(rows)) == [
        f"{stem}: no effect could be estimated: no event before it" for stem in ("deaths", "own")
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [row("annual_change")],
        [row("level_change"), row("level_change", "0.9")],
        [row("level_change", "0.9"), row("level_change", status="sensitivity")],
    ],
)
def test_nothing_is_said_where_there_is_an_effect_or_none_was_asked_for(rows):
    assert list(without_effect(rows)) == []


def test_the_summary_says_it():
    said = "deaths: no effect could be estimated: no event before it"
    assert f".\n{said}\n7 results: " in str(RunSummary(Path("run"), ("deaths",), (), (), 7, (said,)))
