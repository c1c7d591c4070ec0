"""A site's own codebook: versions, what they changed, and whether it is that of the project."""

import pandas as pd
import pytest

from evaluation.data.refi_qda import read_project
from evaluation.errors import DataError, ParameterError

from ..builders import validated
from .test_themes import SPANS, TEXT, by_id, run

FIRST, SECOND = "2022-01-01", "2022-07-01"
HEADING = {"code": "barriers", "definition": "What stands in the way."}
OLD = [
    HEADING,
    {"code": "Lateness", "parent": "barriers", "definition": "Time that is lost."},
    {"code": "Joy", "definition": "Being glad."},
    {"code": "Faith", "definition": "Religion."},
    {"code": "Unused", "definition": "Never."},
    {"code": "Other", "definition": "All else."},
]
NEW = [
    HEADING,
    {"code": "Delay", "parent": "barriers", "definition": "Waiting for help.", "replaces": "Lateness"},
    {"code": "Hope", "definition": "What keeps people going.", "replaces": "Joy; faith", "exclude": "Plans."},
    {"code": "Unused", "definition": "Never."},
]


def codebook(old=OLD, new=NEW, **changed):
    rows = [row | {"version": "1", "since": FIRST} for row in old]
    rows += [row | {"version": "2", "since": SECOND} for row in new]
    columns = ["code", "parent", "definition", "include", "exclude", "example", "version", "since", "replaces"]
    frame = pd.DataFrame(rows, columns=columns).assign(**changed)
    return validated("codebook", frame.assign(since=pd.to_datetime(frame["since"])))


def build(tiny_project, made=("2022-03-01T10:00:00Z", "2022-08-01T10:00:00Z")):
    """Ana coded delay twice, before and after the second version, and hope once, at a time that nobody wrote down."""
    tiny_project.user("ana", "Ana").code("barriers", tiny_project.code_xml("delay", name="Delay"), codable=False)
    tiny_project.code("hope", name="Hope").code("unused", name="Unused")
    for number, at in enumerate(made):
        mark = tiny_project.mark(f"d{number}", *SPANS[0], "delay", user="ana", at=at)
        tiny_project.text(f"s{number}", TEXT, mark, name=f"s{number}")
    tiny_project.text("s9", TEXT, tiny_project.mark("h", *SPANS[0], "hope", user="ana"), name="s9")
    return read_project(tiny_project.write())


def with_codebook(project, table=None, **parameters):
    table = codebook() if table is None else table
    return run(project, codebook="codebook", more={"codebook": table}, **parameters)


def test_what_the_versions_changed(tiny_project):
    found = with_codebook(build(tiny_project)).table("codebook_changes")
    assert list(found.itertuples(index=False, name=None)) == [
        ("2", SECOND, "renamed", "Delay", "Lateness", ""),
        ("2", SECOND, "redefined", "Delay", "Time that is lost.", "definition"),
        ("2", SECOND, "merged", "Hope", "Joy, Faith", ""),
        ("2", SECOND, "removed", "Other", "", ""),
    ]


def test_codes_that_were_split_moved_and_added(tiny_project):
    old = [HEADING, {"code": "Mood", "definition": "Feelings."}, {"code": "Delay", "definition": "Waiting for help."}]
    new = [
        HEADING,
        {"code": "Delay", "parent": "barriers", "definition": "Waiting for help."},
        {"code": "Hope", "definition": "Good ones.", "replaces": "Mood"},
        {"code": "Unused", "definition": "Bad ones.", "replaces": "mood"},
        {"code": "New", "parent": "Hope", "definition": "New."},
    ]
    tiny_project.user("ana", "Ana").code("barriers", tiny_project.code_xml("delay", name="Delay"), codable=False)
    tiny_project.code("hope", tiny_project.code_xml("new", name="New"), name="Hope").code("unused", name="Unused")
    tiny_project.text("s1", TEXT, tiny_project.mark("h", *SPANS[0], "hope", user="ana"))
    project = read_project(tiny_project.write())
    found = with_codebook(project, codebook(old, new)).table("codebook_changes")
    assert list(found[["change", "code", "was"]].itertuples(index=False, name=None)) == [
        ("moved", "Delay", ""),
        ("split", "Hope", "Mood"),
        ("split", "Unused", "Mood"),
        ("added", "New", ""),
    ]


def test_codings_from_before_a_code_was_redefined_are_named(tiny_project):
    result = with_codebook(build(tiny_project))
    found = result.table("codings_under_older_definition")
    assert list(found.itertuples(index=False, name=None)) == [
        ("delay", "s0", 0, 12, "Ana", "2022-03-01", "2022-07-01")
    ]
    row = by_id(result)["codings_under_older_definition/all"]
    assert row.estimate == 1
    assert "of 1 more the project does not say when they were made" in row.note


def test_under_the_first_version_nothing_is_older(tiny_project):
    first = {"code": "Delay", "parent": "barriers", "definition": "Time that is lost."}
    old = [HEADING, first, {"code": "Hope", "definition": "Joy."}, NEW[3]]
    table = codebook(old, [row | {"replaces": ""} for row in NEW])
    result = with_codebook(build(tiny_project), table, codebook_version="1")
    assert by_id(result)["codings_under_older_definition/all"].estimate == 0
    assert result.table("codebook").set_index("theme").loc["hope", "description"] == "Joy."


def test_definitions_come_from_the_codebook_and_examples_stay_here(tiny_project):
    table = codebook(example="They told me to wait.")
    result = with_codebook(build(tiny_project), table)
    found = result.table("codebook").set_index("theme")
    assert found.loc["hope", ["parent", "description", "include", "exclude"]].tolist() == [
        "",
        "What keeps people going.",
        "",
        "Plans.",
    ]
    assert "example" not in found.columns
    assert set(result.table("codebook_versions")["example"]) == {"They told me to wait."}


def test_every_difference_from_the_project_is_named_at_once(tiny_project):
    new = [
        HEADING,
        {"code": "Delays", "parent": "barriers", "definition": "x"},
        {"code": "Unused", "parent": "barriers", "definition": "x"},
    ]
    with pytest.raises(DataError, match=r"4 difference\(s\) from the project's codes") as caught:
        with_codebook(build(tiny_project), codebook(new=new))
    wrong = [(problem.wrong, problem.found) for problem in caught.value.problems]
    assert wrong == [
        ("lacks a code of the project", "'barriers > Delay'"),
        ("lacks a code of the project", "'Hope'"),
        ("code 'Unused' stands elsewhere in the project", "below 'barriers'"),
        ("has a code that the project lacks", "'Delays'"),
    ]


@pytest.mark.parametrize(
    ("old", "changed", "wrong"),
    [
        ([HEADING, HEADING], {}, "version 1: has a code twice; found 'barriers'"),
        ([HEADING | {"parent": "none"}], {}, "has a parent that is no code of it; found 'none', above 'barriers'"),
        ([HEADING], {}, "replaces what is no code of the version before; found 'Lateness', by 'Delay'"),
        (OLD, {"since": FIRST}, "begins on the day of another; found 2022-01-01; expected a day of its own"),
        (OLD, {"version": "1"}, "has several days; found 2022-01-01, 2022-07-01"),
    ],
)
def test_a_codebook_that_contradicts_itself(tiny_project, old, changed, wrong):
    with pytest.raises(DataError) as caught:
        with_codebook(build(tiny_project), codebook(old=old, **changed))
    assert wrong in str(caught.value)
    assert caught.value.exit_code == 11


def test_a_version_that_the_codebook_lacks(tiny_project):
    with pytest.raises(
        ParameterError, match=r"is no version of the codebook; found '3'; expected '1', '2'"
    ) as caught:
        with_codebook(build(tiny_project), codebook_version="3")
    assert caught.value.exit_code == 10


def test_a_parent_counts_an_interview_once_however_many_of_its_codes_it_holds(tiny_project):
    tiny_project.user("ana", "Ana").code(
        "barriers",
        tiny_project.code_xml("delay", tiny_project.code_xml("queue", name="Queue"), name="Delay"),
        tiny_project.code_xml("cost", name="Cost"),
    ).code("hope", name="Hope")
    held = {"s1": ("queue", "cost"), "s2": ("barriers",), "s3": ("queue", "queue", "delay"), "s4": ("hope",)}
    for source, codes in held.items():
        marks = [tiny_project.mark(f"{source}{n}", *SPANS[0], code, user="ana") for n, code in enumerate(codes)]
        tiny_project.text(source, TEXT, *marks, name=source)
    project = read_project(tiny_project.write())
    assert not [name for name in by_id(run(project)) if "rolled" in name]
    rows = by_id(run(project, roll_up=True))
    rolled = {name: (rows[name].n_events, rows[name].n_obs) for name in rows if name.startswith("prevalence_rolled")}
    assert rolled == {"prevalence_rolled_up/barriers/all": (3, 4), "prevalence_rolled_up/delay/all": (2, 4)}
    assert rows["prevalence/barriers/all"].n_events == 1
    assert "holds the code or any code below it" in rows["prevalence_rolled_up/delay/all"].note
