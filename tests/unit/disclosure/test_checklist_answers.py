"""Answers to reporting checklists are released as people wrote them, if they tell nothing else."""

import pytest

from evaluation.disclosure.releasing import release
from evaluation.errors import DisclosureError, ParameterError

from .run_builder import read


def answered(run, tmp_path, text):
    (tmp_path / "answers.yml").write_text(text, encoding="utf-8")
    run.params_file = tmp_path / "tiny.yml"
    run.params["report"] = {"checklists": "answers.yml"}
    return run.interviews({"clinician": 9, "school_staff": 2}).write()


def test_answers_are_released(run, tmp_path):
    folder = answered(run, tmp_path, 'gramms:\n  1: {link: voices#quotes, note: "Of 11 people."}\n')
    summary = release(folder)
    (row,) = read(folder / "released" / "checklists.csv")
    assert row == {"checklist": "gramms", "item": "1", "link": "voices#quotes", "note": "Of 11 people."}
    assert "checklists.csv" in summary.publication.files


@pytest.mark.parametrize(
    ("note", "found"),
    [
        ("Of 4711 people.", "number without a source"),
        ("The 2 school staff.", "tells a count that the release does not"),
        ("Both school staff.", "tells a count that the release does not"),
    ],
)
def test_a_note_tells_no_number_of_its_own(run, tmp_path, note, found):
    folder = answered(run, tmp_path, f"gramms:\n  1: {{note: {note}}}\n")
    with pytest.raises(DisclosureError) as caught:
        release(folder)
    assert any(found in str(problem) for problem in caught.value.problems)


def test_a_file_that_is_gone_is_named(run, tmp_path):
    folder = answered(run, tmp_path, "gramms: {}\n")
    (tmp_path / "answers.yml").unlink()
    with pytest.raises(ParameterError, match=r"answers\.yml cannot be read"):
        release(folder)
