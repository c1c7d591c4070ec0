"""Which paragraph a coded span touches: one character is enough, a line end is none."""

import numpy as np
import pytest

from evaluation.data.coded_units import coded_paragraphs, paragraphs, single_codes
from evaluation.data.finished_sources import finished_by
from evaluation.data.refi_qda import read_project

#       0         1          2
#       0123456789 0 123456789012
TEXT = "First one.\n\n  \nSecond.\nThird."


def test_blank_lines_are_no_paragraphs():
    assert [TEXT[start:end] for start, end in paragraphs(TEXT)] == ["First one.", "Second.", "Third."]
    assert paragraphs("\n \n\t") == ()


@pytest.mark.parametrize(
    ("start", "end", "touched"),
    [
        (0, 10, [1, 0, 0]),
        (9, 10, [1, 0, 0]),
        (10, 15, [0, 0, 0]),
        (9, 16, [1, 1, 0]),
        (15, 16, [0, 1, 0]),
        (21, 22, [0, 1, 0]),
        (22, 23, [0, 0, 0]),
        (22, 24, [0, 0, 1]),
        (28, 29, [0, 0, 1]),
        (0, 29, [1, 1, 1]),
        (17, 17, [0, 0, 0]),
    ],
)
def test_one_character_of_overlap(tiny_project, start, end, touched):
    tiny_project.user("ana").user("ben").code("hope").code("other")
    span = tiny_project.mark("m", start, end, "hope", user="ana", name=TEXT[start:end])
    both = [tiny_project.mark(f"b{user}", 0, 5, "other", user=user, name="First") for user in ("ana", "ben")]
    project = read_project(tiny_project.text("s1", TEXT, span, *both).write())
    units = coded_paragraphs(project, code_ids=["hope"], coder_ids=["ana", "ben"])
    assert units.applied[:, 0, 0].tolist() == touched
    assert units.applied[:, 0, 1].tolist() == [0, 0, 0]


def test_only_sources_that_both_coders_finished(tiny_project):
    tiny_project.user("ana").user("ben").code("hope").code("care")
    tiny_project.text("s1", TEXT, tiny_project.mark("m1", 0, 5, "hope", ("care", "ben"), user="ana"))
    tiny_project.text("s2", TEXT, tiny_project.mark("m2", 0, 5, "hope", user="ana"))
    tiny_project.text("s3", TEXT, tiny_project.mark("m3", 0, 5, "hope", ("hope", "ben"), user="ana"))
    project = read_project(tiny_project.write())
    assert finished_by(project, "ana") == {"s1", "s2", "s3"}
    units = coded_paragraphs(project, code_ids=["hope"], coder_ids=["ana", "ben"])
    assert units.source_ids == ("s1", "s3")
    assert units.document.tolist() == [0, 0, 0, 1, 1, 1]
    assert units.applied[:, 0, 1].tolist() == [0, 0, 0, 1, 0, 0]


def test_a_third_coder_who_did_not_finish_is_missing_not_zero(tiny_project):
    tiny_project.user("ana").user("ben").user("cem").code("hope")
    tiny_project.text("s1", "One.", tiny_project.mark("m", 0, 3, "hope", ("hope", "ben"), user="ana"))
    tiny_project.text("s2", "Two.", tiny_project.mark("n", 0, 3, "hope", ("hope", "cem"), user="ana"))
    project = read_project(tiny_project.write())
    units = coded_paragraphs(project, code_ids=["hope"], coder_ids=["ana", "ben", "cem"])
    np.testing.assert_array_equal(units.applied[:, 0, :], [[1, 1, np.nan], [1, np.nan, 1]])


def test_marks_in_a_source_that_their_coder_did_not_finish_are_left_out(tiny_project):
    tiny_project.user("ana").user("ben").user("cem").code("hope")
    every = tiny_project.mark("m", 0, 3, "hope", ("hope", "ben"), ("hope", "cem"), user="ana")
    project = read_project(tiny_project.text("s1", "One.\nTwo.", every).write())
    read, unread = frozenset({"s1"}), frozenset()
    units = coded_paragraphs(
        project,
        code_ids=["hope"],
        coder_ids=["ana", "ben", "cem"],
        finished={"ana": read, "ben": read, "cem": unread},
    )
    np.testing.assert_array_equal(units.applied[:, 0, :], [[1, 1, np.nan], [0, 0, np.nan]])


def test_a_code_on_a_whole_source_is_on_all_its_paragraphs(tiny_project):
    whole = '<Coding guid="c" creatingUser="ben"><CodeRef targetGUID="hope"/></Coding>'
    tiny_project.user("ana").user("ben").code("hope")
    tiny_project.text("s1", TEXT, tiny_project.mark("m", 0, 5, "hope", user="ana"), extra=whole)
    units = coded_paragraphs(read_project(tiny_project.write()), code_ids=["hope"], coder_ids=["ana", "ben"])
    assert units.applied[:, 0, 1].tolist() == [1, 1, 1]


def test_sources_without_text_have_no_units(tiny_project):
    tiny_project.user("ana").user("ben").code("hope").sources.append(
        '<TextSource guid="s1" plainTextPath="internal://gone.txt">'
        f"{tiny_project.mark('m', 0, 5, 'hope', ('hope', 'ben'), user='ana')}</TextSource>"
    )
    units = coded_paragraphs(read_project(tiny_project.write()), code_ids=["hope"], coder_ids=["ana", "ben"])
    assert units.applied.shape == (0, 1, 2)


def test_who_put_several_codes_of_a_scale_on_a_unit_or_none_has_no_value_there():
    #                    no code         the first       the second      both            did not finish
    of_ana = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [np.nan, np.nan]])
    applied = np.stack([of_ana, of_ana[::-1]], axis=2)
    values, n_several = single_codes(applied)
    np.testing.assert_array_equal(values[:, 0], [np.nan, 0, 1, np.nan, np.nan])
    np.testing.assert_array_equal(values[:, 1], values[::-1, 0])
    assert n_several == 2
