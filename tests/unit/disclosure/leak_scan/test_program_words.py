"""An ordinary word is nobody's name in a sentence of the program, and a name anywhere else."""

import pytest

from evaluation.disclosure.leak_scan.program_words import ProgramWords, is_in_lower_case

MORE = [
    "{n} people who leave may come back.",
    "Page {number}",
    "Gray's test compares groups.",
    "main { max-width: 9px }",
]


def is_own(text, name, **more):
    text = text.casefold()
    start = text.index(name)
    return ProgramWords(MORE).has(text, start, start + len(name), **more)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("11 people who leave may come back.", "may"),
        ("May 2020", "may"),
        ("on 3 June", "june"),
        ("page 3", "page"),
        ("of people: Gray's test compares", "gray"),
        ("main { max-width: 9px }", "max"),
        ("Kaplan-Meier, log-log interval", "kaplan"),
    ],
)
def test_a_word_between_the_words_of_a_sentence_of_the_program_is_its_own(text, name):
    assert is_own(text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("coded by May", "may"),
        ("May coded 7 interviews", "may"),
        ("asked Page about it", "page"),
        ("Gray: kappa 0.6", "gray"),
        ("Max told us", "max"),
        ("with June and Cox", "june"),
    ],
)
def test_anywhere_else_it_is_a_name(text, name):
    assert not is_own(text, name)


def test_what_somebody_wrote_must_be_as_in_the_program_on_both_sides():
    assert is_own("who leave may come", "may", whole=True)
    assert not is_own("page 3", "page", whole=True)
    assert not is_own("of people: Gray's test compares", "gray", whole=True)


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("services may help", "may", True),
        ("Services May help", "May", False),
        ("may help", "may", False),
        ("a may-be", "may", False),
        ("as zora said", "zora", False),
    ],
)
def test_an_ordinary_word_in_lower_case_within_a_sentence(text, name, expected):
    start = text.index(name)
    assert is_in_lower_case(text, start, start + len(name)) is expected
