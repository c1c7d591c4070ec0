"""What a params file may say of a joint display."""

import pytest
import yaml

from evaluation.data.parameters import load_parameters
from evaluation.errors import ParameterError

CONSTRUCT = {
    "name": "one",
    "question": "Did it work?",
    "numbers": [{"result": "activities/kits/all/2020"}],
    "kind": "expansion",
    "inference": "It adds something.",
    "author": "A",
    "date": "2024-06-03",
}


def problems_of(tmp_path, *constructs, **more):
    content = {
        "evaluation": "tiny",
        "title": "A tiny evaluation",
        "synthetic": True,
        "seed": 1,
        "sources": {"naloxone": {"path": "naloxone.csv", "table": "naloxone"}},
        "activities": {"naloxone": "naloxone"},
        "joint_display": {"readings": "r.yml", "constructs": list(constructs), **more},
    }
    path = tmp_path / "tiny.yml"
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    try:
        return load_parameters(path)
    except ParameterError as error:
        return [str(problem).split(": ", 1)[1] for problem in error.problems]


def test_a_construct_has_numbers_or_themes_and_a_judgement_is_whole(tmp_path):
    assert problems_of(tmp_path, CONSTRUCT).joint_display.constructs[0].is_judged
    blank = CONSTRUCT | {"kind": "", "inference": "", "author": "", "date": ""}
    assert not problems_of(tmp_path, blank).joint_display.constructs[0].is_judged
    assert problems_of(tmp_path, CONSTRUCT | {"author": " ", "numbers": []}) == [
        "joint_display.constructs.0.author is missing beside others; found only kind, inference, date; expected "
        "kind, inference, author and date, or none of them. Defined in evaluation/data/parameters/joint_display.py.",
        "joint_display.constructs.0: has no numbers and no themes; expected at least one of the two. Defined in "
        "evaluation/data/parameters/joint_display.py.",
    ]


def test_names_and_numbers_stand_once_and_quotes_need_a_table(tmp_path):
    twice = CONSTRUCT | {"numbers": [dict(number) for number in CONSTRUCT["numbers"] * 2]}
    assert "numbers.1.result stands twice" in problems_of(tmp_path, twice)[0]
    other = CONSTRUCT | {"numbers": [{"result": "activities/kits/all/2021"}], "quotes": ["Q-1"]}
    found = problems_of(tmp_path, CONSTRUCT, other)
    assert "joint_display.constructs.1.name stands twice; found one" in found[0]
    assert "joint_display.constructs.1.quotes needs a table of quotes; found quotes Q-1" in found[1]


def test_what_it_is_about_must_be_in_the_evaluation(tmp_path):
    wrong = CONSTRUCT | {"numbers": [{"result": "retention/retained/all/d180"}], "themes": ["trust"]}
    assert problems_of(tmp_path, wrong) == [
        "joint_display.constructs.0.numbers.0.result is of an analysis that is not in this evaluation; found "
        "retention/retained/all/d180; expected a result of activities. Defined in "
        "evaluation/data/parameters/joint_display.py.",
        "joint_display.constructs.0.themes needs the section themes; found trust; expected that section too. Defined "
        "in evaluation/data/parameters/joint_display.py.",
    ]


@pytest.mark.parametrize("result", ["kits", "activities/kits", "Activities/kits/all"])
def test_a_result_has_the_form_of_an_id(tmp_path, result):
    (problem,) = problems_of(tmp_path, CONSTRUCT | {"numbers": [{"result": result}]})
    assert f"joint_display.constructs.0.numbers.0.result: is no id of a result; found {result!r}" in problem
