"""What was withdrawn once is not released again by an older table, only with a consent that was given later."""

import json
import shutil
from datetime import UTC, datetime

import pytest

from evaluation.disclosure.publications.end import END_FILE
from evaluation.disclosure.publications.withdrawn import WITHDRAWN_FILE, add_marks, read_marks
from evaluation.disclosure.quote_gate.signing import judged_quotes_of
from evaluation.disclosure.releasing import release
from evaluation.errors import DisclosureError

from ..run_builder import RunBuilder, read

SAID, OTHER = "They asked us what we need.", "It works."
WHEN = datetime(2024, 7, 5, tzinfo=UTC)


def run_of(folder, number, consent, day, text=SAID):
    """Return the folder of a run with two quotes; the first has this consent, dated so."""
    run = RunBuilder(folder)
    run.folder = folder / "outputs" / "tiny" / f"20240601T120000Z-{number:08x}"
    run.manifest["run_id"] = run.folder.name
    run.params["disclosure"] = {"population": "same_people"}
    rows = [(text, "", consent), (OTHER, "", "yes")]
    return run.interviews({"clinician": 30}).quotes(rows, consent_date=day).write()


def shown(run_folder, moment=WHEN):
    release(run_folder, released_at=moment)
    return {row["text"] for row in read(run_folder / "released" / "quotes.csv")}


@pytest.fixture
def project(tmp_path):
    """Return a project that released two quotes, and withheld one when it was withdrawn on 1 July."""
    assert shown(run_of(tmp_path, 1, "yes", "2024-02-01")) == {SAID, OTHER}
    assert shown(run_of(tmp_path, 2, "withdrawn", "2024-07-01")) == {OTHER}
    return tmp_path


@pytest.mark.parametrize(
    ("day", "text", "is_shown"),
    [
        ("2024-02-01", SAID, False),
        ("", SAID, False),
        ("2024-07-01", SAID, False),
        ("2024-07-02", SAID, True),
        ("2024-02-01", f"well, {SAID.upper()}", False),
    ],
)
def test_only_a_later_consent_lets_out_what_was_withdrawn(project, day, text, is_shown):
    folder = run_of(project, 3, "yes", day, text)
    assert shown(folder) == ({text, OTHER} if is_shown else {OTHER})


def test_the_evaluator_is_told_why(project):
    folder = run_of(project, 3, "yes", "2024-02-01")
    first = judged_quotes_of(folder).quotes[0]
    why = "its words were withdrawn on 2024-07-01, and its consent is dated 2024-02-01: an older table, or ask the "
    assert first.stopped[0][1] == why + "speaker again"
    gone = release(folder, released_at=WHEN).quotes_gone
    assert "quote INT-0: its words were withdrawn on 2024-07-01" in " ".join(gone)


def test_the_same_run_as_before_the_withdrawal_is_not_released_as_it_was(project):
    """Its table stands where it stood, as it was."""
    first = run_of(project, 1, "yes", "2024-02-01")
    assert shown(first) == {OTHER}


def test_other_words_of_the_interview_may_be_published(project):
    folder = run_of(project, 3, "yes", "2024-02-01", "They asked us, yes.")
    assert not [why for _, why in judged_quotes_of(folder).quotes[0].stopped if "withdrawn" in why]


def test_the_day_of_a_withdrawal_is_that_of_the_release_at_most(tmp_path):
    """The day stands in every row: the consent to the other quote is yet to come."""
    assert shown(run_of(tmp_path, 1, "withdrawn", "2099-01-01")) == set()
    assert set(read_marks(tmp_path / "outputs").values()) == {"2024-07-05"}
    assert shown(run_of(tmp_path, 2, "yes", "2024-07-06"), datetime(2024, 8, 1, tzinfo=UTC)) == {SAID, OTHER}


def test_a_second_withdrawal_counts_from_its_own_day(project):
    assert shown(run_of(project, 3, "yes", "2024-07-02")) == {SAID, OTHER}
    assert shown(run_of(project, 4, "withdrawn", "2024-07-04")) == {OTHER}
    assert shown(run_of(project, 5, "yes", "2024-07-02")) == {OTHER}


def test_nothing_public_tells_of_a_withdrawal(project):
    marks = read_marks(project / "outputs")
    files = [path for path in (project / "outputs" / "publications").rglob("*") if path.is_file()]
    ledger = "".join(path.read_text(encoding="utf-8") for path in files)
    assert marks
    assert not [mark for mark in marks if mark in ledger]
    assert "2024-07-01" not in ledger


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (lambda path: path.unlink(), r"\.withdrawn: is missing or shorter; found 0 of 4 marks"),
        (lambda path: path.write_text("{}"), r"\.withdrawn: is not what a release wrote"),
        (lambda path: path.write_text('{"a": "2024-02-30"}'), r"\.withdrawn: is not what a release wrote"),
        (lambda path: path.write_text("["), r"\.withdrawn: is not what a release wrote"),
        (lambda path: (shutil.move(path, f"{path}.old"), path.symlink_to(f"{path}.old")), "is not what a release"),
    ],
)
def test_marks_that_were_lost_or_damaged_stop_every_release(project, harm, told):
    folder = run_of(project, 3, "yes", "2024-02-01")
    harm(project / "outputs" / WITHDRAWN_FILE)
    with pytest.raises(DisclosureError, match=told) as caught:
        release(folder)
    assert caught.value.exit_code == 14
    assert not (folder / "released").exists()


def test_the_note_of_the_end_says_how_many_marks_there_are_and_no_mark(project):
    note = json.loads((project / "outputs" / END_FILE).read_text())
    assert note["withdrawn"] == len(read_marks(project / "outputs")) == 4
    assert set(note) == {"lines", "sha256", "withdrawn"}


def test_of_two_days_of_one_mark_the_later_is_kept(tmp_path):
    add_marks(tmp_path, {"a": "2024-02-01", "b": "2024-01-01"})
    add_marks(tmp_path, {"a": "2024-01-15"})
    assert read_marks(tmp_path) == {"a": "2024-02-01", "b": "2024-01-01"}
