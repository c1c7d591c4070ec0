"""Passages of coders: joined where they overlap, absent where a coder did not finish."""

from evaluation.data.coded_continua import coded_texts
from evaluation.data.refi_qda import read_project

TEXT = "Waiting is hard. Hope helps. Both are said."


def passages(project, codes=("hope", "care"), coders=("ana", "ben", "cem")):
    return [
        (
            text.source_id,
            text.length,
            [None if coder is None else [spans.tolist() for spans in coder] for coder in text.passages],
        )
        for text in coded_texts(project, code_ids=codes, coder_ids=coders)
    ]


def build(tiny_project):
    for name in ("ana", "ben", "cem"):
        tiny_project.user(name)
    return tiny_project.code("hope").code("care")


def test_overlapping_passages_of_one_code_are_one_and_touching_ones_two(tiny_project):
    project = build(tiny_project)
    marks = [
        project.mark("a1", 17, 22, "hope", user="ana", name=TEXT[17:22]),
        project.mark("a2", 20, 28, "hope", user="ana", name=TEXT[20:28]),
        project.mark("a3", 28, 33, "hope", user="ana", name=TEXT[28:33]),
        project.mark("b1", 0, 7, "care", user="ben", name=TEXT[0:7]),
    ]
    found = passages(read_project(project.text("s1", TEXT, *marks).write()))
    assert found == [("s1", len(TEXT), [[[[17, 28], [28, 33]], []], [[], [[0, 7]]], None])]


def test_sources_that_one_coder_finished_are_left_out(tiny_project):
    project = build(tiny_project)
    project.text("s1", TEXT, project.mark("a1", 0, 7, "hope", user="ana", name=TEXT[0:7]))
    assert passages(read_project(project.write())) == []
