"""Reporting checklists and a site's answers to them."""

import pytest

from evaluation.data.checklists import Answer, checklist_names, load_checklist, read_answers
from evaluation.errors import ParameterError


def answers(tmp_path, text):
    path = tmp_path / "answers.yml"
    path.write_text(text, encoding="utf-8")
    try:
        return read_answers(path)
    except ParameterError as error:
        return [str(problem).removeprefix(f"{path}:") for problem in error.problems]


@pytest.mark.parametrize(("name", "count"), [("coreq", 32), ("gramms", 6), ("srqr", 21)])
def test_every_list_has_the_items_of_its_source(name, count):
    checklist = load_checklist(name)
    assert [item.item for item in checklist.items] == [str(number) for number in range(1, count + 1)]
    assert checklist.url.startswith("https://doi.org/")
    assert all(item.topic and item.asks for item in checklist.items)
    assert name in checklist_names()


def test_answers_come_in_the_order_of_the_lists(tmp_path):
    text = 'srqr:\n  "2": {link: index}\ngramms:\n  6: {note: " None yet. "}\n  2: {link: voices#quotes}\n'
    assert answers(tmp_path, text) == (
        Answer("gramms", "2", "voices#quotes", ""),
        Answer("gramms", "6", "", "None yet."),
        Answer("srqr", "2", "index", ""),
    )


def test_what_no_list_has_is_named_with_its_line(tmp_path):
    assert answers(tmp_path, "gramms:\n  1: {note: yes}\n  7: {note: no}\ncoreqs:\n  1: {note: no}\n") == [
        "3: unknown item of gramms; found '7'; expected 1 to 6. Defined in data_dictionary/checklists/.",
        "4: unknown checklist; found 'coreqs'; expected coreq?. Defined in data_dictionary/checklists/.",
    ]


def test_a_link_is_a_page_and_a_place_on_it(tmp_path):
    (problem,) = answers(tmp_path, "gramms:\n  1: {link: https://example.org}\n")
    assert "checklists.gramms.1.link: is no place of a report; found 'https://example.org'" in problem
    assert "expected page#anchor: voices#quotes" in problem
