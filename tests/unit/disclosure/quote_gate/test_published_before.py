"""A quote that was published and is not any more: the release says so, and the ledger accepts it."""

import json
from dataclasses import replace

import pytest

from evaluation.disclosure.quote_gate.readers import Word
from evaluation.disclosure.quote_gate.signing import Reader, decide_quotes, judged_quotes_of
from evaluation.disclosure.releasing import release

from ..run_builder import RunBuilder, read, sign_all

WITHDRAWN = "withdrawn"


def made(tmp_path, run_id, rows, persons=None):
    run = RunBuilder(tmp_path / run_id)
    run.folder = tmp_path / "outputs" / "tiny" / run_id
    run.manifest["run_id"] = run_id
    run.params["disclosure"] = {**run.params.get("disclosure", {}), "population": "same_people"}
    if persons is not None:
        run.frame((f"Interview {number}", "clinician", "elm") for number in range(1, 31))
        frame = run.tables.pop()
        given = [(source, persons.get(source, person), *known) for source, person, *known in frame.rows]
        run.tables.append(replace(frame, rows=tuple(given)))
    return run.interviews({"clinician": 30}).quotes(rows).write()


@pytest.fixture
def earlier(tmp_path):
    folder = made(
        tmp_path, "20240601T120000Z-0a1b2c3d", [("They asked us.", "clinician", "yes"), ("It works.", "", "yes")]
    )
    release(folder)
    assert len(read(folder / "released" / "quotes.csv")) == 2
    return tmp_path


def test_a_withdrawn_quote_disappears_and_the_release_says_so(earlier):
    rows = [("They asked us.", "clinician", WITHDRAWN), ("It works.", "", "yes")]
    folder = made(earlier, "20240701T120000Z-0a1b2c3e", rows)
    summary = release(folder)
    assert [row["text"] for row in read(folder / "released" / "quotes.csv")] == ["It works."]
    said = (
        "Published before (publication 1) and no longer shown: quote INT-0: its speaker has withdrawn consent. Take "
        "the old pages from where they are, and ask whoever has a copy to delete the quote."
    )
    assert said in str(summary).splitlines()
    withheld = (folder / "released" / "withheld.csv").read_text(encoding="utf-8")
    assert "the speaker has not consented, or has withdrawn consent" in withheld
    assert json.loads((folder / "released" / "certificate.json").read_text())["publication"]["number"] == 2
    assert release(folder).publication.number == 2


def test_a_quote_that_left_the_table_is_told_by_its_hash(earlier):
    folder = made(earlier, "20240701T120000Z-0a1b2c3e", [("They asked us.", "clinician", "yes")])
    (said,) = release(folder).quotes_gone
    assert "a quote (text sha256 " in said
    assert "is not in the table any more" in said


def test_nothing_is_said_where_all_quotes_stay(earlier):
    rows = [("They asked us.", "clinician", "yes"), ("It works.", "", "yes"), ("We were heard.", "", "yes")]
    assert release(made(earlier, "20240701T120000Z-0a1b2c3e", rows)).quotes_gone == ()


def test_what_is_signed_or_refused_later_is_another_publication_of_the_same_run(run):
    run.readers = ()
    folder = run.interviews({"clinician": 9}).quotes([("They asked us.", "clinician", "yes")]).write()
    assert release(folder).n_quotes == 0
    sign_all(folder)
    later = release(folder)
    assert (later.n_quotes, later.publication.number, later.quotes_gone) == (1, 2, ())
    decide_quotes(folder, ["INT-0"], Reader("Synthetic reader one", "reader"), Word.REFUSE)
    last = release(folder)
    assert (last.n_quotes, last.publication.number) == (0, 1)  # as it was before the quote was signed
    assert "quote INT-0: Synthetic reader one refused it at" in last.quotes_gone[0]


def test_the_share_of_a_speaker_counts_what_was_published_before(tmp_path):
    """Two quotes of one person in two releases are two of six, as if they had come out together."""
    words = ("what", "who", "why", "when", "whether", "how")
    rows = [(f"They asked us {word}.", "clinician", "yes") for word in words]
    first = made(tmp_path, "20240601T120000Z-0a1b2c3d", rows[:5])
    assert release(first).n_quotes == 5
    second = made(tmp_path, "20240701T120000Z-0a1b2c3e", rows, persons={"Interview 12": "Interview 7"})
    assert release(second).n_quotes == 5
    judged = judged_quotes_of(second).quotes[-1]
    assert [reason for _, reason in judged.stopped] == [
        "its speaker has more than a fifth of the quotes: propose fewer of this speaker"
    ]
    third = made(tmp_path, "20240801T120000Z-0a1b2c3f", rows[5:], persons={"Interview 7": "Interview 7"})
    assert release(third).n_quotes == 0
    (reason,) = [reason for _, reason in judged_quotes_of(third).quotes[0].stopped]
    assert reason.startswith(
        "its speaker has more than a fifth of the quotes, with those that were published before; 5"
    )
