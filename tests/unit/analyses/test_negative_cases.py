"""Searches for passages that speak against a theme, and which themes nobody searched."""

import math

import pandas as pd
import pytest

from evaluation.data.output_table import TableKind
from evaluation.errors import DataError

from ..builders import validated
from .test_themes import build, by_id, run


@pytest.fixture
def project(tiny_project):
    return build(tiny_project)


def searched(project, *rows, **parameters):
    columns = ["theme", "searched_by", "searched_on", "source", "passage", "note"]
    frame = pd.DataFrame(rows, columns=columns)
    table = validated("negative_cases", frame.assign(searched_on=pd.to_datetime(frame["searched_on"])))
    return run(project, negative_cases="negative_cases", more={"negative_cases": table}, **parameters)


def test_a_passage_or_a_search_without_result_counts(project):
    result = searched(
        project,
        ("Delay", "Ana", "2023-05-01", "Interview s2", "Answer two.", "They did not wait."),
        ("delay", "Ben", "2023-06-01", None, None, None),
        ("barriers", "Ben", "2023-06-01", None, None, None),
    )
    assert list(result.table("negative_case_register").itertuples(index=False, name=None)) == [
        ("hope", "not searched", 0, 0, "", ""),
        ("delay", "contrary passages found", 1, 1, "Ana, Ben", "2023-06-01"),
    ]
    rows = by_id(result)
    assert (rows["themes_searched/all"].estimate, rows["themes_searched/all"].n_obs) == (1, 2)
    assert (rows["themes_with_contrary/all"].estimate, rows["themes_with_contrary/all"].n_obs) == (1, 2)


def test_a_search_that_found_nothing_is_a_search(project):
    result = searched(project, ("Hope", "Ben", "2023-06-01", None, None, None))
    assert by_id(result)["themes_searched/all"].estimate == 1
    assert by_id(result)["themes_with_contrary/all"].estimate == 0
    assert result.table("negative_case_register")["state"].tolist() == ["not searched", "searched, none found"]


def test_without_a_record_it_is_said(project):
    result = run(project)
    for name in ("themes_searched/all", "themes_with_contrary/all"):
        row = by_id(result)[name]
        assert math.isnan(row.estimate)
        assert "not estimable: nobody recorded a search for contrary passages" in row.note
    assert "negative_case_register" not in {table.name for table in result.tables}


def test_what_cannot_be_is_named_without_repeating_the_passage(project):
    with pytest.raises(DataError, match=r"4 problem\(s\) with searches") as caught:
        searched(
            project,
            ("Joy", "Ana", "2023-05-01", None, None, None),
            ("Delay", "Ana", "2023-05-01", "Interview s9", None, None),
            ("Delay", "Ana", "2023-05-01", "Interview s1", "Never said.", None),
            ("Delay", "Ana", "2023-05-01", None, "Answer two.", None),
        )
    assert {problem.wrong for problem in caught.value.problems} == {
        "its theme is not in the codebook",
        "its interview is not in the project",
        "its passage does not stand in the interview",
        "has a passage and no interview",
    }
    assert "Never said" not in str(caught.value)
    assert "Answer two" not in str(caught.value)


def test_the_register_is_restricted(project):
    result = searched(project, ("Hope", "Ben", "2023-06-01", None, None, None))
    (table,) = (each for each in result.tables if each.name == "negative_case_register")
    assert table.kind is TableKind.RESTRICTED
