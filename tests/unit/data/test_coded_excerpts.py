"""Excerpts as units: every value is read off the little tables."""

import numpy as np
import pytest

from evaluation.data.coded_excerpts import coded_excerpts
from evaluation.data.refi_qda import read_project
from evaluation.data.segment_sheets.layout import ColumnMap, Positions, SegmentField
from evaluation.data.segment_sheets.read import read_segments
from evaluation.errors import DataError

TEXT = "Answer zero.\nAnswer one.\nAnswer two."
HEADER = "document,segment,codes,coder"


@pytest.fixture
def sheet(tmp_path):
    """Return a function that reads rows of a spreadsheet."""

    def read(*rows, header=HEADER, positions=Positions.NONE):
        path = tmp_path / "s.csv"
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        columns = {name: SegmentField(name) for name in header.split(",")}
        return read_segments(path, ColumnMap(title="x", columns=columns, separator="|", positions=positions))

    return read


def units_of(project, *, codes=("hope", "care"), coders=("ana", "ben"), **more):
    users = {user.name: user.id for user in project.users}
    ids = {code.name: code.id for code in project.codes}
    chosen = {"code_ids": [ids[code] for code in codes], "coder_ids": [users[coder] for coder in coders]}
    return coded_excerpts(project, **chosen, **more)


def test_excerpts_of_the_same_words_are_one_and_those_that_nobody_coded_none(sheet):
    project = sheet(
        "One,We  laugh.,hope,ana",
        "One,We laugh.,hope|care,ben",
        "One,They wait.,care,ana",
        "One,Nobody coded this.,,ana",
        "One,Nobody coded this.,,ben",
        "Two,We laugh.,hope,ana",
    )
    units = units_of(project)
    assert units.words == ("We laugh.", "They wait.")
    assert units.spans.tolist() == [[-1, -1], [-1, -1]]
    assert units.applied.tolist() == [[[1, 1], [0, 1]], [[0, 0], [1, 0]]]
    assert len(units.source_ids) == 1


def test_excerpts_of_one_range_are_one_whatever_their_words(sheet):
    header = "document,range,segment,codes,coder"
    rows = ["One,8-12,late,hope,ana", "One,0-5,first,care,ana", "One,0-5,First,care,ben", "One,0-6,first,care,ben"]
    units = units_of(sheet(*rows, header=header, positions=Positions.CHARACTERS))
    assert units.spans.tolist() == [[0, 5], [0, 6], [8, 12]]
    assert units.words == ("", "", "")
    assert units.applied[:, 1].tolist() == [[1, 1], [0, 1], [0, 0]]


def test_a_code_that_is_not_reported_makes_an_excerpt_a_unit_all_the_same(sheet):
    units = units_of(sheet("One,a,hope,ana", "One,b,care,ben"), codes=("hope",))
    assert units.applied.tolist() == [[[1, 0]], [[0, 0]]]


def test_codings_without_range_and_words_are_counted(sheet):
    units = units_of(sheet("One,,hope,ana", "One,a,hope|care,ana", "One,a,care,ben", "One,,care,ben"))
    assert (units.n_unplaced, len(units.applied)) == (2, 1)


def test_who_did_not_finish_a_source_has_no_say_in_it(sheet):
    rows = ["One,a,hope,ana", "One,a,hope,ben", "One,b,care,eva", "Two,c,care,ana", "Two,c,hope,ben"]
    project = sheet(*rows)
    users, sources = ({each.name: each.id for each in found} for found in (project.users, project.sources))
    finished = {users["ana"]: {sources["One"], sources["Two"]}, users["ben"]: {sources["One"]}, users["eva"]: set()}
    units = units_of(project, coders=("ana", "ben", "eva"), finished=finished)
    assert units.words == ("a",)
    np.testing.assert_equal(units.applied, [[[1, 1, np.nan], [0, 0, np.nan]]])


def test_a_project_with_texts_has_excerpts_too(tiny_project):
    tiny_project.user("ana").user("ben").code("hope").code("care")
    whole = '<Coding guid="w" creatingUser="ben"><CodeRef targetGUID="hope"/></Coding>'
    marks = [tiny_project.mark("a", 0, 12, "care", user="ana"), tiny_project.mark("b", 0, 12, "care", user="ben")]
    marks.append(tiny_project.mark("empty", 3, 3, "care", user="ben"))
    tiny_project.text("s1", TEXT, *marks, name="s1", extra=whole)
    units = units_of(read_project(tiny_project.write()))
    assert units.spans.tolist() == [[0, 12], [0, len(TEXT)]]
    assert units.applied.tolist() == [[[0, 0], [1, 1]], [[0, 1], [0, 0]]]
    assert units.n_unplaced == 1


def test_the_same_words_at_another_place_are_another_excerpt(sheet):
    header = "document,segment,place,codes,coder"
    rows = ["One,Yes.,3,hope,ana", "One,Yes.,40,hope,ben", "One,Yes.,41,care,ana", "One,Yes.,41,care,ben"]
    units = units_of(sheet(*rows, header=header))
    assert units.words == ("Yes.",) * 3
    assert units.places == ("place 3", "place 40", "place 41")
    assert units.applied.tolist() == [[[1, 0], [0, 0]], [[0, 1], [0, 0]], [[0, 0], [1, 1]]]
    assert units.n_alike == 0


def test_places_that_are_equal_as_numbers_are_one(sheet):
    header = "document,segment,place,codes,coder"
    written = [("3", "3.0"), ("40", " 40"), ("0.0", "0"), ("03", "3."), ("-2.0", "-2"), ("-0", "0.00")]
    rows = [
        f"{number},Yes.,{place},hope,{coder}"
        for number, places in enumerate(written)
        for place, coder in zip(places, ("ana", "ben"), strict=True)
    ]
    units = units_of(sheet(*rows, header=header), codes=("hope",))
    assert units.places == ("place 3", "place 40", "place 0", "place 3", "place -2", "place 0")
    assert units.applied.tolist() == [[[1, 1]]] * 6
    assert (units.n_shared, units.n_elsewhere) == (6, 0)


@pytest.mark.parametrize(
    "places", [("3", "30"), ("3.0", "3.01"), ("1.10", "1.1"), ("1:03", "1:3"), ("3", "p. 3"), ("2", "-2")]
)
def test_places_that_are_not_equal_as_numbers_are_several(sheet, places):
    rows = [f"One,Yes.,{place},hope,{coder}" for place, coder in zip(places, ("ana", "ben"), strict=True)]
    units = units_of(sheet(*rows, header="document,segment,place,codes,coder"), codes=("hope",))
    assert units.applied.tolist() == [[[1, 0]], [[0, 1]]]
    assert (units.n_shared, units.n_elsewhere) == (0, 2)


def test_excerpts_that_several_coders_marked_and_those_they_have_elsewhere_are_counted(sheet):
    rows = [
        *("One,Yes.,,hope,ana", "One,Yes.,4,hope,ben"),
        *("One,No.,5,hope,ana", "One,No.,5,care,ben"),
        *("One,Both.,6,hope,ana", "One,Both.,6,hope,ben", "One,Both.,7,hope,ben"),
        *("One,Ana only.,8,hope,ana", "One,Ana only.,9,hope,ana"),
        *("Two,Yes.,4,hope,ana", "Two,Other.,4,hope,ben"),
    ]
    units = units_of(sheet(*rows, header="document,segment,place,codes,coder"), codes=("hope",))
    assert len(units.document) == 9
    # The two of "No." with different codes, and "Both." at 6.
    assert units.n_shared == 2
    # "Yes." of each, and "Both." at 7.
    assert units.n_elsewhere == 3


def test_a_range_that_counts_no_characters_is_a_place(sheet):
    rows = ["One,3,3,Yes.,hope,ana", "One,40,40,Yes.,hope,ben"]
    units = units_of(sheet(*rows, header="document,start,end,segment,codes,coder"), codes=("hope",))
    assert units.spans.tolist() == [[-1, -1], [-1, -1]]
    assert units.places == ("start 3; end 3", "start 40; end 40")


def test_passages_of_one_coder_that_nothing_tells_apart_are_counted(sheet):
    header = "document,segment_id,segment,codes,coder"
    rows = ["One,1,Yes.,hope,ana", "One,2,Yes.,hope,ana", "One,3,Yes.,hope,ben", "One,4,No.,hope,ben"]
    units = units_of(sheet(*rows, header=header), codes=("hope",))
    assert (units.words, units.n_alike) == (("Yes.", "No."), 1)


def test_excerpts_that_share_text_are_counted(sheet):
    header = "document,range,segment,codes,coder"
    rows = ["0-18", "0-19", "19-25", "30-60", "31-32", "40-50", "60-61"]
    rows = [f"One,{span},a,hope,{coder}" for span in rows for coder in ("ana", "ben")]
    rows += [f"Two,55-58,b,hope,{coder}" for coder in ("ana", "ben")]
    project = sheet(*rows, header=header, positions=Positions.CHARACTERS)
    assert units_of(project, codes=("hope",)).n_overlapping == 5


def test_a_number_of_excerpts_with_other_words_is_refused(sheet):
    header = "document,segment_id,segment,codes,coder"
    with pytest.raises(DataError) as found:
        sheet(
            "One,1,Yes.,hope,ana", "One,1, Yes. ,care,ana", "One,1,No.,hope,ana", "One,1,No.,hope,ben", header=header
        )
    (problem,) = found.value.problems
    assert (problem.wrong, problem.found) == ("a number of an excerpt stands for several", "row 4, number 1")
