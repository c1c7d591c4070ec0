"""Proposed quotes: their words stand in the interview, marks of omission count, problems do not repeat the words."""

import unicodedata
from pathlib import Path

import pandas as pd
import pytest

from evaluation.data.quote_check import check_quotes
from evaluation.data.quote_place import stands_in, stands_within, touches
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


TWICE = "I was afraid. Nobody asked. Then the winter came. I was afraid. We waited by the door in Elm all night."
SECOND = TWICE.rindex("I was"), TWICE.rindex("I was") + len("I was afraid.")


@pytest.mark.parametrize(
    ("quote", "passages", "stands"),
    [
        ("I was afraid.", [SECOND], True),
        ("Nobody asked.", [SECOND], False),
        ("Nobody asked.", [], False),
        ("winter came. I was", [SECOND], True),
        ("Nobody asked. ... I was afraid.", [SECOND], False),
        ("Nobody asked. ... I was afraid.", [(14, 20), SECOND], True),
        ("I was afraid. ... I was afraid.", [SECOND], False),
        ("I was afraid. We waited by the door in [town] all night.", [SECOND], True),
        ("Nobody asked. [town] I was afraid.", [SECOND], True),
        ("Nobody asked. [town] all night.", [SECOND], False),
        ("We waited [...] all night.", [(TWICE.index("door"), TWICE.index("door") + 4)], False),
        ("We  waited by", [(TWICE.index("waited") + 5, TWICE.index("waited") + 7)], True),
    ],
)
def test_words_stand_in_passages(quote, passages, stands):
    """Every stretch between marks of omission has to; brackets for a few words do not part a stretch."""
    assert stands_within(quote, TWICE, passages) == stands


@pytest.mark.parametrize(
    ("quote", "passages", "is_touched"),
    [
        ("Nobody asked. ... I was afraid.", [SECOND], True),
        ("Nobody asked.", [SECOND], False),
        ("I was afraid. ... We waited", [(TWICE.index("waited") + 2, TWICE.index("waited") + 3)], True),
        ("We waited [...] all night.", [(TWICE.index("door"), TWICE.index("door") + 4)], False),
        ("I was afraid.", [], False),
    ],
)
def test_any_words_of_a_quote_touch_a_passage(quote, passages, is_touched):
    assert touches(quote, TWICE, passages) == is_touched


def test_words_that_were_said_twice_touch_either_place():
    last = TWICE.rindex("I was afraid.")
    assert all(touches("I was afraid.", TWICE, [(at, at + 1)]) for at in (TWICE.index("I was afraid."), last))


def test_places_are_those_of_the_text_as_it_was():
    text = "A\u200bh \u200b  well.\n\n  Te\u0301l me ‘all’\u00a0of it."
    start = text.index("me")
    assert stands_within("Tél me 'all'", text, [(start, start + 2)])
    assert stands_within("Ah well.", text, [(0, 1)])
    assert not stands_within("Ah well.", text, [(start, start + 2)])


@pytest.fixture
def project(tiny_project):
    tiny_project.text("s1", TEXT, name="Interview 1").text("s2", "Other.", name="Twin").text(
        "s3", "Other.", name="Twin"
    )
    tiny_project.sources.append('<TextSource guid="s4" name="No text" plainTextPath="internal://gone.txt"/>')
    return read_project(tiny_project.write())


CODED = {"Delay": [(0, 19)]}


def problems(project, consent_variable="", roles=("clinician",), coded=CODED, **changed):
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
        themes={"delay": "Delay", "stigma": "Stigma", "access": "Access"},
        coded={"s1": coded},
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


def test_a_theme_that_nobody_gave_these_words_is_refused(project):
    (problem,) = problems(project, theme="Stigma", coded=CODED | {"Access": [(2, 100)], "Stigma": [(25, 40)]})
    found = str(problem)
    assert "quotes.csv, quote Q1" in found
    assert "no counted coder gave its theme to these words; found 'Stigma'" in found
    assert "expected a theme of this passage: 'Delay' or 'Access'" in found
    (problem,) = problems(project, coded={})
    assert "expected words of a coded passage" in str(problem)


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
