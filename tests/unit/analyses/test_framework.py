"""The framework matrix: cells that lead to passages, and empty ones that say why they are empty."""

import pandas as pd
import pytest

from evaluation.data.output_table import TableKind
from evaluation.data.refi_qda import read_project
from evaluation.errors import DataError

from ..builders import validated
from .test_themes import SPANS, TEXT, build, run


@pytest.fixture
def project(tiny_project):
    return build(tiny_project)


def guide(*rows):
    frame = pd.DataFrame(rows, columns=["theme", "role", "source"])
    return {"topic_guide": validated("topic_guide", frame)}


def summaries(*rows):
    frame = pd.DataFrame(rows, columns=["source", "theme", "summary", "author", "date"])
    return {"framework_summaries": validated("framework_summaries", frame.assign(date=pd.to_datetime(frame["date"])))}


def with_tables(project, more, **parameters):
    return run(project, more=more, **{name: name for name in more}, **parameters)


def states(result):
    return {(row.source, row.theme): row.state for row in result.table("framework_matrix").itertuples()}


def test_a_cell_leads_to_its_passages_each_once(project):
    """Both coders marked delay in paragraph 0 of s1, and Ana alone in paragraph 1."""
    result = run(project)
    cell = result.table("framework_matrix").iloc[0]
    assert (cell["source"], cell["theme"], cell["state"], cell["n_segments"]) == ("Interview s1", "delay", "said", 2)
    assert cell["segments"] == "s01-0-12 s01-13-24"
    segments = result.table("framework_segments")
    assert list(segments.iloc[0]) == ["s01-0-12", "Interview s1", "delay", 0, 12, "Ana, Ben", "Answer zero."]
    assert list(segments.iloc[1]) == ["s01-13-24", "Interview s1", "delay", 13, 24, "Ana", "Answer one."]


def test_overlapping_marks_are_one_passage(tiny_project):
    tiny_project.user("ana", "Ana").user("ben", "Ben").code("delay", name="Delay")
    marks = [tiny_project.mark("a", 0, 6, "delay", user="ana"), tiny_project.mark("b", 0, 12, "delay", user="ben")]
    tiny_project.text("s1", TEXT, *marks, name="s1")
    (passage,) = run(read_project(tiny_project.write())).table("framework_segments").to_dict("records")
    assert (passage["start"], passage["end"], passage["coders"]) == (0, 12, "Ana, Ben")
    assert passage["text"] == "Answer zero."


def test_a_code_on_a_whole_interview_leads_to_all_of_it(tiny_project):
    tiny_project.user("ana", "Ana").code("delay", name="Delay")
    whole = '<Coding guid="w" creatingUser="ana"><CodeRef targetGUID="delay"/></Coding>'
    tiny_project.text("s1", TEXT, name="s1", extra=whole)
    (passage,) = run(read_project(tiny_project.write())).table("framework_segments").to_dict("records")
    assert (passage["segment"], passage["text"]) == (f"s01-0-{len(TEXT)}", TEXT)


def test_without_a_guide_nobody_knows_what_was_asked(project):
    assert states(run(project))["Interview s3", "delay"] == "not known whether asked"


def test_a_guide_tells_silence_from_what_was_not_asked(project):
    asked = guide(("Delay", "peer_worker", ""), ("hope", "", "Interview s2"))
    found = states(with_tables(project, asked, role_variable="role"))
    assert found == {
        ("Interview s1", "delay"): "said",
        ("Interview s1", "hope"): "said",
        ("Interview s2", "delay"): "said",
        ("Interview s2", "hope"): "said",
        ("Interview s3", "delay"): "asked, nothing said",
        ("Interview s3", "hope"): "said",
        ("Interview s4", "delay"): "said",
        ("Interview s4", "hope"): "not asked",
    }


def test_a_guide_that_names_a_code_asks_of_those_below_it(project):
    """Delay stands below Barriers, Hope does not; what is asked of one interview is not of others."""
    found = states(with_tables(project, guide(("Barriers", "", "Interview s3"))))
    assert found["Interview s3", "delay"] == "asked, nothing said"
    assert found["Interview s4", "hope"] == "not asked"
    found = states(with_tables(project, guide(("barriers", "", "Interview s2"), ("barriers", "clinician", ""))))
    assert found["Interview s3", "delay"] == "not known whether asked"
    found = states(with_tables(project, guide(("Barriers", "clinician", "")), role_variable="role"))
    assert found["Interview s3", "delay"] == "not asked"


def test_a_guide_that_names_a_code_does_not_ask_of_the_one_above_it(tiny_project):
    tiny_project.user("ana", "Ana").code("barriers", tiny_project.code_xml("delay", name="Delay"))
    tiny_project.text("s1", TEXT, tiny_project.mark("a", *SPANS[0], "barriers", user="ana"), name="s1")
    tiny_project.text("s2", TEXT, tiny_project.mark("b", *SPANS[0], "delay", user="ana"), name="s2")
    found = states(with_tables(read_project(tiny_project.write()), guide(("Delay", "", ""))))
    assert (found["s1", "delay"], found["s2", "barriers"]) == ("asked, nothing said", "not asked")


def test_a_guide_that_names_roles_cannot_tell_of_an_interview_without_one(project):
    found = states(with_tables(project, guide(("Delay", "peer_worker", ""))))
    assert found["Interview s3", "delay"] == "not known whether asked"
    assert found["Interview s4", "hope"] == "not asked"


def test_an_interview_whose_speaker_withdrew_is_suppressed(tiny_project):
    tiny_project.user("ana", "Ana").code("delay", name="Delay").variable("consent")
    for source, consent in (("s1", "Withdrawn"), ("s2", "no")):
        tiny_project.text(source, TEXT, tiny_project.mark(source + "m", *SPANS[0], "delay", user="ana"), name=source)
        tiny_project.case(f"p-{source}", [source], consent=consent)
    result = with_tables(
        read_project(tiny_project.write()), summaries(("s1", "Delay", "Waits.", "Ana", "2023-01-01"))
    )
    assert states(result) == {("s1", "delay"): "suppressed", ("s2", "delay"): "said"}
    assert list(result.table("framework_segments")["source"]) == ["s2"]
    assert "Waits." not in set(result.table("framework_matrix")["summary"])


def test_summaries_stand_with_their_author_and_day(project):
    result = with_tables(project, summaries(("Interview s2", "barriers > delay", "Waits.", "Lead", "2023-01-02")))
    cell = result.table("framework_matrix").set_index(["source", "theme"]).loc[("Interview s2", "delay")]
    assert (cell["summary"], cell["author"], cell["written_on"]) == ("Waits.", "Lead", "2023-01-02")


def test_by_group(project):
    asked = guide(("hope", "clinician", ""), ("delay", "clinician", ""))
    found = with_tables(project, asked, role_variable="role").table("framework_by_group")
    rows = found.set_index(["dimension", "group", "theme"])
    assert rows.loc[("role", "clinician", "delay")].tolist() == [
        "said",
        2,
        2,
        3,
        "s01-0-12 s01-13-24 s02-37-50",
    ]
    assert rows.loc[("role", "peer_worker", "hope"), ["n_sources", "n_sources_with_theme"]].tolist() == [2, 1]


def test_every_row_that_does_not_fit_the_project_is_named(project):
    wrong = summaries(
        ("Interview s7", "Delay", "x", "Ana", "2023-01-01"), ("Interview s1", "Joy", "x", "Ana", "2023-01-01")
    )
    with pytest.raises(DataError, match=r"2 problem\(s\) with themes and interviews") as caught:
        with_tables(project, wrong)
    assert [(problem.wrong, problem.found) for problem in caught.value.problems] == [
        ("its interview is not in the project", "'Interview s7'"),
        ("its theme is not in the codebook", "'Joy'"),
    ]
    assert caught.value.exit_code == 11


def test_problems_of_several_tables_are_told_at_once(project):
    wrong = guide(("Joy", "", "")) | summaries(("Interview s7", "Delay", "x", "Ana", "2023-01-01"))
    with pytest.raises(DataError, match=r"2 problem\(s\) with the tables beside the interviews") as caught:
        with_tables(project, wrong)
    assert [problem.where for problem in caught.value.problems] == [
        "topic_guide.csv, row 1",
        "framework_summaries.csv, row 1",
    ]


def test_all_of_it_is_restricted(project):
    kinds = {table.name: table.kind for table in run(project).tables if table.name.startswith("framework")}
    assert set(kinds) == {"framework_matrix", "framework_by_group", "framework_segments"}
    assert set(kinds.values()) == {TableKind.RESTRICTED}
