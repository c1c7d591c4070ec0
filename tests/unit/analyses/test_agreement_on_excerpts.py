"""Agreement over the excerpts of a spreadsheet, which has no paragraphs."""

import math

import numpy as np
import pytest

from evaluation.analyses.themes import check
from evaluation.analyses.voices.agreement_units import ABSENCE, ONLY_CODED, SHARED
from evaluation.data.parameters import ThemesParameters
from evaluation.data.parameters.themes import Scale
from evaluation.data.segment_sheets.layout import ColumnMap, SegmentField
from evaluation.data.segment_sheets.read import read_segments
from evaluation.data.validated import Tables
from evaluation.stats.agreement.krippendorff import alpha_nominal, coincidences

from .test_themes import by_id, run

COLUMNS = {name: SegmentField(name) for name in ("document", "segment", "code", "coder")}
# Excerpt -> codes of each coder, the same in every interview.
CODED = {
    "We laugh.": {"ana": ["hope"], "ben": ["hope"]},
    "They wait.": {"ana": ["delay"], "ben": ["delay", "hope"]},
    "Nobody came.": {"ana": ["delay"], "ben": []},
}
# Each excerpt and code by both coders: hope on all three, then delay on all three.
RATINGS = [[1, 1], [0, 1], [0, 0], [0, 0], [1, 1], [1, 0]]


@pytest.fixture
def project(tmp_path):
    lines = ["document,segment,code,coder"]
    for number in range(12):
        for excerpt, coders in CODED.items():
            for coder, codes in coders.items():
                lines += [f"Interview {number},{excerpt},{code},{coder}" for code in codes]
    path = tmp_path / "s.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_segments(path, ColumnMap(title="a sheet", columns=COLUMNS))


def test_a_spreadsheet_has_agreement_on_its_excerpts(project):
    rows = by_id(run(project, arms=False, unit="excerpt"))
    once = alpha_nominal(coincidences(np.array(RATINGS * 12), n_categories=2).sum(axis=0))
    assert rows["alpha/overall"].estimate == pytest.approx(float(once), abs=1e-12)
    assert rows["alpha/overall"].method.startswith(
        "Krippendorff's alpha, nominal, binary, pooled over excerpt and code"
    )
    assert (rows["alpha/overall"].n_obs, rows["alpha/hope"].n_obs) == (72, 36)
    # Two of three excerpts of each code are alike: observed agreement 2/3; hope 1/3 and 2/3, delay 2/3 and 1/3.
    by_chance = 1 / 3 * 2 / 3 + 2 / 3 * 1 / 3
    assert rows["kappa/hope"].estimate == pytest.approx((2 / 3 - by_chance) / (1 - by_chance), abs=1e-12)
    assert rows["sources_compared/all"].estimate == 12


def test_every_coefficient_says_that_text_nobody_coded_is_not_compared(project):
    scales = (Scale(name="tone", level="nominal", codes=("hope", "delay")),)
    rows = by_id(run(project, arms=False, unit="excerpt", scales=scales))
    quantities = ("alpha", "kappa", "percent", "fleiss", "conger", "brennan", "gwet", "sources_compared")
    of_agreement = [row for name, row in rows.items() if name.startswith(quantities)]
    assert len(of_agreement) == 14
    assert [row.result_id for row in of_agreement if ONLY_CODED not in row.note] == []
    assert [row.result_id for row in of_agreement if ABSENCE not in row.note] == ["themes/alpha_scale/tone"]


def test_in_paragraphs_the_same_spreadsheet_has_none(project):
    row = by_id(run(project, arms=False))["alpha/overall"]
    assert math.isnan(row.estimate)
    assert row.note.startswith("not estimable: no interview with text that two coders finished")
    assert ONLY_CODED not in row.note


def test_disagreements_have_the_words_where_nobody_says_the_place(project):
    found = run(project, arms=False, unit="excerpt").table("disagreements")
    first = found[found["source"] == "Interview 0"].drop(columns=["start", "end", "place"])
    assert list(first.itertuples(index=False, name=None)) == [
        ("Interview 0", 2, "They wait.", "hope", "ben", "ana"),
        ("Interview 0", 3, "Nobody came.", "delay", "ana", "ben"),
    ]
    assert found[["start", "end"]].isna().all(axis=None)


def checked(project, **parameters):
    asked = {"quotes": "", "role_variable": "", "community_variable": "", **parameters}
    return check(Tables({"interviews": project}), ThemesParameters(**asked))


def placed(tmp_path, *places):
    """Twelve interviews of one excerpt, to which two coders give the same code, each at a place."""
    lines = ["document,segment,place,code,coder"]
    for number in range(12):
        lines += [f"Interview {number},We laugh.,{place},hope,{n}" for n, place in enumerate(places)]
    path = tmp_path / "placed.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_segments(path, ColumnMap(title="a sheet", columns=COLUMNS | {"place": SegmentField.PLACE}))


def test_how_many_excerpts_several_coders_marked_is_said(project):
    # Of three excerpts in each of twelve interviews, one coder left out the third.
    said = "24 of 36 excerpts were marked by two coders or more"
    assert checked(project, unit="excerpt") == (f"unit: excerpt: {said}",)
    assert checked(project) == ()
    rows = by_id(run(project, arms=False, unit="excerpt"))
    assert f"{SHARED}; {said}" in rows["alpha/overall"].note
    assert f"{SHARED}; {said}" in rows["sources_compared/all"].note


@pytest.mark.parametrize("places", [("3", "4"), ("3", "")])
def test_excerpts_of_which_none_is_shared_are_told_before_anything_is_computed(tmp_path, places):
    project = placed(tmp_path, *places)
    assert checked(project, unit="excerpt") == (
        "unit: excerpt: 0 of 24 excerpts were marked by two coders or more: coders do not mark the same excerpts, or "
        "their rows do not have the same words, range and place; 24 have the same words as one of another coder that "
        "has another place, or none: if they are the same, declare the columns of places left_out",
    )
    note = by_id(run(project, arms=False, unit="excerpt"))["alpha/overall"].note
    none = "here no excerpt is so, and coders cannot agree but on what is absent"
    assert f"{SHARED}; {none}; 0 of 24 excerpts were marked by two coders or more" in note
    assert "only some at one; 24 such excerpt(s)" in note


def test_places_that_are_written_differently_are_shared(tmp_path):
    project = placed(tmp_path, "3", "3.0")
    (said,) = checked(project, unit="excerpt")
    assert said == "unit: excerpt: 12 of 12 excerpts were marked by two coders or more"
