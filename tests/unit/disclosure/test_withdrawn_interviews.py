"""An interview that a release saw withdrawn does not come back with an older project, under whatever evaluation."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from evaluation.data.qualitative_parts import identifier_of, lasting_identifier
from evaluation.disclosure.publications.withdrawn import WITHDRAWN_FILE, read_marks
from evaluation.disclosure.quote_gate.signing import judged_quotes_of
from evaluation.disclosure.releasing import release
from evaluation.disclosure.review.review import review_release
from evaluation.disclosure.withdrawn_interviews import returned_in_words
from evaluation.errors import DisclosureError

from .run_builder import RunBuilder, read

WHEN = datetime(2024, 7, 5, tzinfo=UTC)
GUID, OTHER_GUID = "2f8e1b7c-5c0d-4a53-9a10-7a8f0e6b1c22", "0d9b7c1e-0b1f-4f6e-8d5b-2f1f6a3e9c44"
SAID, OTHER_WORDS = "They asked us what we need.", "The van came to our street at last."
NAMES = [f"Interview {number}" for number in range(1, 31)]


def run_of(folder, number, *, withdrawn=(), interviews=None, params=None, quotes=((SAID, "yes", "2024-02-01"),)):
    """Return the folder of a run with 30 interviews; the quotes are of Interview 7 and those after it."""
    run = RunBuilder(folder)
    name = (params or {}).get("evaluation", "tiny")
    run.folder = folder / "outputs" / name / f"20240601T120000Z-{number:08x}"
    run.manifest["run_id"] = run.folder.name
    run.params |= {"disclosure": {"population": "same_people"}} | (params or {})
    rows = interviews or [(name, "", "withdrawn" if name in withdrawn else "") for name in NAMES]
    run.consent(rows).interviews({"clinician": 30})
    for text, consent, day in quotes[:1]:
        run.quotes([(text, "", consent)], consent_date=day)
    return run.write()


def withdrawn_quote():
    return (SAID, "withdrawn", "2024-07-01")


@pytest.fixture
def project(tmp_path):
    """Return a project whose second release saw Interview 7 withdrawn."""
    release(run_of(tmp_path, 1), released_at=WHEN)
    release(run_of(tmp_path, 2, withdrawn=["Interview 7"], quotes=[withdrawn_quote()]), released_at=WHEN)
    return tmp_path


def refusal_of(folder):
    with pytest.raises(DisclosureError) as caught:
        release(folder, released_at=WHEN)
    assert caught.value.exit_code == 14
    return list(map(str, caught.value.problems))


def test_an_older_project_with_other_words_of_the_interview_is_refused(project):
    """The table of quotes is not older: its one quote has no word of the one that was withdrawn."""
    folder = run_of(project, 3, quotes=[(OTHER_WORDS, "yes", "2024-02-01")])
    (problem,) = refusal_of(folder)
    assert problem.startswith(
        "interview Interview 7: was withdrawn and is counted again; found withdrawn by 2024-07-05"
    )
    assert "expected the newer project, in which it is withdrawn; who consents again comes in as a new doc" in problem
    assert not (folder / "released").exists()


def test_all_interviews_that_came_back_are_listed(tmp_path):
    gone = ["Interview 3", "Interview 7", "Interview 20"]
    release(run_of(tmp_path, 1, withdrawn=gone, quotes=()), released_at=WHEN)
    found = refusal_of(run_of(tmp_path, 2, withdrawn=gone[1:2], quotes=()))
    assert [problem.partition(":")[0] for problem in found] == ["interview Interview 3", "interview Interview 20"]


def test_an_interview_that_was_deleted_does_not_come_back_either(tmp_path):
    """Of its quote the run knows neither the theme nor what was coded: the project has no word of it."""
    run = RunBuilder(tmp_path)
    run.params |= {"disclosure": {"population": "same_people"}}
    run.folder = tmp_path / "outputs" / "tiny" / "20240601T120000Z-00000001"
    run.manifest["run_id"] = run.folder.name
    run.consent([("Interview 7", "", "withdrawn")]).interviews({"clinician": 30}).quotes(
        [("gone", "", "withdrawn")], coded=""
    )
    run.tables[-1] = replace(run.tables[-1], rows=[(*row[:2], "", *row[3:]) for row in run.tables[-1].rows])
    release(run.write(), released_at=WHEN)
    refusal_of(run_of(tmp_path, 2, quotes=()))


def test_a_run_from_before_the_withdrawal_is_not_released_again(project):
    refusal_of(project / "outputs" / "tiny" / "20240601T120000Z-00000001")


def test_the_project_in_which_it_stays_withdrawn_is_released_again(project):
    before = read_marks(project / "outputs")
    folder = run_of(project, 3, withdrawn=["Interview 7"], quotes=[withdrawn_quote()])
    release(folder, released_at=datetime(2024, 8, 1, tzinfo=UTC))
    assert read_marks(project / "outputs") == before


def test_who_consents_again_is_a_new_document(project):
    rows = [(name, "", "withdrawn" if name == "Interview 7" else "") for name in [*NAMES, "Interview 7, again"]]
    release(run_of(project, 3, interviews=rows, quotes=[withdrawn_quote()]), released_at=WHEN)


@pytest.mark.parametrize("name", ["interview  7", "INTERVIEW 7 ", "Interview 7"])
def test_a_name_is_one_however_it_is_written(project, name):
    refusal_of(run_of(project, 3, interviews=[(name, "", "")], quotes=()))


def test_a_guid_is_one_under_another_name_and_in_another_evaluation(tmp_path):
    release(run_of(tmp_path, 1, interviews=[("int07", GUID, "withdrawn")], quotes=()), released_at=WHEN)
    renamed = [("int07 (new)", GUID, ""), ("int08", OTHER_GUID, "")]
    (problem,) = refusal_of(run_of(tmp_path, 2, interviews=renamed, quotes=()))
    assert problem.startswith("interview int07 (new)")
    other = {"evaluation": "other", "disclosure": {"population": "others"}}
    refusal_of(run_of(tmp_path, 3, interviews=renamed, params=other, quotes=()))


def test_a_name_is_one_among_the_same_people_only(project):
    other = {"evaluation": "other", "disclosure": {"population": "others"}}
    release(run_of(project, 3, params=other, quotes=()), released_at=WHEN)
    same = {"evaluation": "other", "disclosure": {"population": "same_people"}}
    refusal_of(run_of(project, 4, params=same, quotes=()))


def test_of_two_interviews_of_one_name_the_withdrawn_one_is_meant(tmp_path):
    rows = [("int07", GUID, "withdrawn"), ("int07", OTHER_GUID, "")]
    for number in (1, 2):
        release(run_of(tmp_path, number, interviews=rows, quotes=()), released_at=WHEN)
    found = refusal_of(run_of(tmp_path, 3, interviews=[(*row[:2], "") for row in rows], quotes=()))
    assert len(found) == 2


def test_without_a_population_the_evaluation_names_the_people(tmp_path):
    """Synthetic people are others with other data; an older copy of their project is none of new people."""
    plain = {"disclosure": {}}
    release(run_of(tmp_path, 1, withdrawn=["Interview 7"], params=plain, quotes=()), released_at=WHEN)
    refusal_of(run_of(tmp_path, 2, params=plain, quotes=()))
    named = {"evaluation": "other", "disclosure": {}}
    release(run_of(tmp_path, 3, params=named, quotes=()), released_at=WHEN)


@pytest.mark.parametrize(("day", "is_stopped"), [("2024-02-01", True), ("2024-07-05", True), ("2024-07-06", False)])
def test_a_quote_of_it_passes_the_gate_with_a_later_consent_only(project, day, is_stopped):
    folder = run_of(project, 3, quotes=[(OTHER_WORDS, "yes", day)])
    (judged,) = judged_quotes_of(folder, datetime(2024, 8, 1, tzinfo=UTC)).quotes
    why = f"its interview was withdrawn by 2024-07-05, and its consent is dated {day}: an older project, or ask the "
    assert [reason for _, reason in judged.stopped if "interview" in reason] == [f"{why}speaker again"] * is_stopped


def test_the_review_says_why_nothing_would_be_released(project):
    page = review_release(run_of(project, 3)).read_text(encoding="utf-8")
    assert "interview Interview 7: was withdrawn and is counted again" in page


def test_a_run_that_does_not_say_which_interviews_it_has_is_refused(tmp_path):
    run = RunBuilder(tmp_path).interviews({"clinician": 30})
    run.other("interview_consent", "restricted", ("source",), [], analysis="themes", sensitivity="participant")
    (problem,) = refusal_of(run.write())
    assert problem.startswith("table interview_consent: is not in the run; expected a new run")


def test_marks_tell_neither_names_nor_identifiers(tmp_path):
    run = run_of(tmp_path, 1, interviews=[("int07", GUID, "withdrawn"), ("int08", "", "")], quotes=())
    release(run, released_at=WHEN)
    text = (tmp_path / "outputs" / WITHDRAWN_FILE).read_text(encoding="utf-8")
    assert len(read_marks(tmp_path / "outputs")) == 2
    assert not [word for word in ("int07", GUID, GUID[:8], "same_people") if word in text]
    public = [path.read_text(encoding="utf-8") for path in (run / "released").rglob("*") if path.is_file()]
    assert not [text for text in public if "int07" in text or GUID in text or "interview_consent" in text]
    assert "interview_consent" not in {path.stem for path in (run / "released" / "tables").glob("*")}
    assert not [row for row in read(run / "released" / "withheld.csv") if "interview_consent" in row["item"]]


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [(GUID, GUID), (GUID.upper(), GUID), ("", ""), ("12", ""), (identifier_of("taguette", "document", 1), "")],
)
def test_only_an_identifier_of_its_own_lasts(identifier, expected):
    assert lasting_identifier(identifier) == expected


def test_whoever_makes_the_run_is_told_before(project):
    said = returned_in_words(run_of(project, 3))
    assert said == "An older project? What was withdrawn is counted again, and will not be released: Interview 7."
    assert returned_in_words(run_of(project, 4, withdrawn=["Interview 7"], quotes=[withdrawn_quote()])) == ""


def test_nothing_is_asked_of_a_run_where_nothing_was_withdrawn(tmp_path):
    (tmp_path / "outputs" / "tiny" / "run").mkdir(parents=True)
    assert returned_in_words(tmp_path / "outputs" / "tiny" / "run") == ""
