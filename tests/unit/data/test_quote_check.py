"""Proposed quotes: their words stand in the interview, marks of omission count, problems do not repeat the words."""

import unicodedata
from pathlib import Path

import pandas as pd
import pytest

from evaluation.data.quote_check import check_quotes, stands_in
from evaluation.data.refi_qda import read_project

TEXT = "I waited nine days.\nThen Maria from the clinic in Elmsford called, and it was “too late”, she said."


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ("I waited nine days.", True),
        ("  I waited\nnine   days. ", True),
        ("I waited ... she said.", True),
        ("Then [a nurse] from the clinic in [town] called", True),
        ('it was "too late"', True),
        ("she said … I waited", False),
        ("I waited ten days.", False),
        ("i waited nine days.", False),
        ("days. Then Maria", True),
        ("I wai\u200bted nine days.", True),
        ("[...]", False),
        ("", False),
    ],
)
def test_words_stand_in_the_text(quote, stands):
    assert stands_in(quote, TEXT) == stands


@pytest.fixture
def project(tiny_project):
    tiny_project.text("s1", TEXT, name="Interview 1").text("s2", "Other.", name="Twin").text(
        "s3", "Other.", name="Twin"
    )
    tiny_project.sources.append('<TextSource guid="s4" name="No text" plainTextPath="internal://gone.txt"/>')
    return read_project(tiny_project.write())


def problems(project, consent_variable="", roles=("clinician",), **changed):
    row = {
        "quote_id": "Q1",
        "source": "Interview 1",
        "theme": "Delay",
        "text": "I waited nine days.",
        "role": "clinician",
        "consent": "yes",
    }
    quotes = pd.DataFrame([row | changed])
    return check_quotes(
        quotes,
        project,
        path=Path("quotes.csv"),
        themes={"delay": "Delay"},
        roles={"s1": roles},
        consent_variable=consent_variable,
    )


def test_a_right_quote_has_no_problem(project):
    assert problems(project) == []


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"text": "Secret words nobody said."}, "do not stand in the interview"),
        ({"theme": "Joy"}, "theme is not in the codebook"),
        ({"source": "Interview 9"}, "interview is not in the project; found 'Interview 9'"),
        ({"source": "Twin"}, "several interviews of that name"),
        ({"source": "No text"}, "has no text in the project"),
        ({"role": "peer_worker"}, "role is not the speaker's"),
    ],
)
def test_what_can_be_wrong_with_a_quote(project, changed, wrong):
    (problem,) = problems(project, **changed)
    assert wrong in str(problem)
    assert "quote Q1" in problem.where
    assert "Secret" not in str(problem)


@pytest.mark.parametrize(
    ("in_project", "of_quote", "stops"),
    [
        ("no", "yes", True),
        ("Withdrawn", "yes", True),
        (" Yes", "yes", False),
        ("no", "no", False),
    ],
)
def test_a_case_that_does_not_consent_is_not_quoted(tiny_project, in_project, of_quote, stops):
    tiny_project.text("s1", TEXT, name="Interview 1").variable("Consent").case("p1", ["s1"], Consent=in_project)
    project = read_project(tiny_project.write())
    found = [str(problem) for problem in problems(project, consent_variable="consent", consent=of_quote)]
    assert any("speaker does not consent in the project" in problem for problem in found) is stops


@pytest.mark.parametrize(("of_quote", "stops"), [("yes", True), ("no", False)])
def test_a_case_of_which_consent_is_not_known_is_not_quoted(tiny_project, of_quote, stops):
    tiny_project.text("s1", TEXT, name="Interview 1").text("s2", "Other.").variable("Consent")
    tiny_project.case("p1", ["s1"]).case("p2", ["s2"], Consent="yes")
    project = read_project(tiny_project.write())
    found = [str(problem) for problem in problems(project, consent_variable="consent", consent=of_quote)]
    assert any("the project does not say whether its speaker consents" in problem for problem in found) is stops


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ({}, "does not say whether words of others stand in it; found 2 persons in 'Interview 1'"),
        ({"others_speak": "no"}, None),
        ({"others_speak": "no", "role": "peer_worker"}, None),
        ({"others_speak": "no", "role": "school_staff"}, "its role is not the speaker's; found 'school_staff'"),
    ],
)
def test_of_several_persons_a_quote_says_who_speaks(tiny_project, row, wrong):
    tiny_project.text("s1", TEXT, name="Interview 1").case("p1", ["s1"]).case("p2", ["s1"])
    project = read_project(tiny_project.write())
    found = [str(problem) for problem in problems(project, roles=("clinician", "peer_worker"), **row)]
    assert [wrong in problem for problem in found] == ([True] if wrong else [])


def test_every_problem_is_listed(project):
    assert len(problems(project, theme="Joy", text="Never said", role="peer_worker")) == 3


def test_characters_that_nobody_sees_are_not_compared():
    text = unicodedata.normalize("NFD", "Nadie me llam\u00ado, José.")
    assert stands_in("Nadie me llamo, José.", text)
