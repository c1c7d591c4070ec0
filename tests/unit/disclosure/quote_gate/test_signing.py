"""A reader signs what they were shown, once, under one name; all quotes that are named, or none."""

from datetime import UTC, datetime

import pytest

from evaluation.disclosure.quote_gate.readers import Word, read_decisions
from evaluation.disclosure.quote_gate.records import listing
from evaluation.disclosure.quote_gate.signing import Reader, decide_quotes, judged_quotes_of
from evaluation.disclosure.releasing import release
from evaluation.errors import DisclosureError, EvaluationError, ParameterError, UsageError

from ..run_builder import SIGNATURES, read

ANA = Reader("Ana  Muñoz", "community researcher")
BEN = Reader("Ben Low", "person with lived experience")
EXCEPT = Word.NOT_IDENTIFYING
NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
ROWS = [
    ("They asked us what we need.", "clinician", "yes"),
    ("I grew up in Alder.", "clinician", "yes"),
    ("We were not heard.", "clinician", "no"),
]


@pytest.fixture
def unsigned(run):
    run.readers = ()
    return run.interviews({"clinician": 9}).quotes(ROWS, proposed_by="Cleo Park").write()


@pytest.fixture
def file(run):
    return run.params_file.parent / SIGNATURES


def sign(folder, *names, reader=ANA, word=Word.PUBLISH, **more):
    return decide_quotes(folder, names, reader, word, moment=NOW, **more)


def test_a_signature_is_name_role_time_and_hash_and_no_words(unsigned, file):
    assert sign(unsigned, "INT-0") == file
    (row,) = read(file)
    judged = judged_quotes_of(unsigned)
    assert row == {
        "time": "2024-05-01T12:00:00Z",
        "name": "Ana Muñoz",
        "role": "community researcher",
        "decision": "publish",
        "sha256": judged.quotes[0].quote.sha256,
        "finding": "",
        "reason": "",
    }


def test_two_readers_let_a_quote_out(unsigned):
    sign(unsigned, "INT-0")
    sign(unsigned, "INT-0", reader=BEN)
    release(unsigned)
    assert [row["text"] for row in read(unsigned / "released" / "quotes.csv")] == [ROWS[0][0]]


def test_the_reader_is_shown_the_quote_and_may_stop(unsigned, file):
    shown = []
    assert sign(unsigned, "INT-0", confirm=lambda text: shown.append(text)) is None
    assert ROWS[0][0] in shown[0]
    assert not file.exists()


@pytest.mark.parametrize(
    ("names", "reader", "said"),
    [
        (["INT-1"], ANA, "quote INT-1: is only restricted; found place found: place@13-18"),
        (["INT-2"], ANA, "quote INT-2: is only coded_safe; found consent is no; expected consent_checked"),
        (["INT-0"], Reader("cleo PARK", "lead"), "quote INT-0: was proposed by this reader; found cleo PARK"),
    ],
)
def test_what_may_not_be_signed_is_refused(unsigned, file, names, reader, said):
    with pytest.raises(DisclosureError) as caught:
        sign(unsigned, "INT-0", *names, reader=reader)
    assert caught.value.exit_code == 14
    assert said in str(caught.value)
    assert "Alder" not in str(caught.value)
    assert not file.exists()


def test_nobody_signs_twice(unsigned):
    sign(unsigned, "INT-0")
    with pytest.raises(DisclosureError, match="quote INT-0: was signed by this reader; found 2024-05-01T12:00:00Z"):
        sign(unsigned, "INT-0", reader=Reader("ANA MUNOZ", "other"))


def test_who_proposed_a_quote_can_still_refuse_it(unsigned):
    sign(unsigned, "INT-0", reader=Reader("Cleo Park", "lead"), word=Word.REFUSE)
    assert "Cleo Park refused it at" in listing(judged_quotes_of(unsigned))


@pytest.mark.parametrize(
    ("names", "reader", "more", "said"),
    [
        (["INT-9"], ANA, {}, "INT-9: is no quote of this run; expected INT-2 or INT-1"),
        (["INT-0"], Reader(" \u200b", "-"), {}, "1. --name: is blank; expected of the reader.\n2. --role: is blank"),
        (["INT-0"], ANA, {"finding": "place@1-2"}, "--finding: is for an exception"),
        (
            ["INT-0"],
            ANA,
            {"word": EXCEPT, "finding": "place@1-2", "reason": "a word"},
            "found 6 characters",
        ),
        (["INT-1"], ANA, {"word": EXCEPT, "finding": "place@1-2"}, "expected one of place@13-18"),
        (
            ["INT-1"],
            ANA,
            {"word": EXCEPT, "finding": "place@13-18", "reason": "alder is a tree here"},
            "--reason: repeats words of the quote",
        ),
        (
            ["INT-1"],
            ANA,
            {"word": EXCEPT, "finding": "place@13-18", "reason": "I grew up in it too"},
            "--reason: repeats words of the quote",
        ),
    ],
)
def test_what_cannot_be_meant_is_told_all_at_once(unsigned, file, names, reader, more, said):
    with pytest.raises(UsageError) as caught:
        sign(unsigned, *names, reader=reader, **more)
    assert caught.value.exit_code == 2
    assert said in str(caught.value)
    assert not file.exists()


def test_an_exception_lets_others_sign(unsigned, file):
    excepted = {"finding": "place@13-18", "reason": "every child of the county grew up there"}
    sign(unsigned, "INT-1", word=EXCEPT, **excepted)
    sign(unsigned, "INT-1")
    sign(unsigned, "INT-1", reader=BEN)
    assert judged_quotes_of(unsigned).quotes[1].stopped == ()
    assert len(read_decisions(file)) == 3
    assert "not_identifying says Ana Muñoz: every child of the county grew up there" in listing(
        judged_quotes_of(unsigned)
    )


def test_a_name_may_never_be_shown(run):
    run.readers = ()
    folder = run.interviews({"clinician": 9}).quotes([("My name is Ramón Muñoz.", "clinician", "yes")]).write()
    (found,) = judged_quotes_of(folder).quotes[0].scan.findings
    with pytest.raises(UsageError, match="a person may never be shown"):
        sign(folder, "INT-0", word=Word.MAY_BE_SHOWN, finding=found.name, reason="everybody knows him")


def test_without_a_file_to_sign_in_it_is_said_where_to_name_one(run):
    run.readers = ()
    run.params["disclosure"] = {"quote_signatures": ""}
    folder = run.interviews({"clinician": 9}).quotes(ROWS).write()
    with pytest.raises(ParameterError, match=r"disclosure\.quote_signatures: is not given"):
        sign(folder, "INT-0")


def test_a_run_without_quotes_says_so(run):
    with pytest.raises(UsageError, match=r"This run has no quotes\."):
        judged_quotes_of(run.interviews({"clinician": 9}).write())


def test_the_listing_shows_words_findings_suggestion_and_what_stops(unsigned):
    text = listing(judged_quotes_of(unsigned))
    assert text.startswith("Restricted: words that nobody has let out.")
    for line in (
        "INT-1: restricted",
        "  place@13-18 'Alder': ",
        "  suggested: I grew up in [town].",
        "  not consent_checked: consent is no",
        "  not second_reader: is signed by 0 of 2 readers",
        "0 of 3 quotes may be released.",
    ):
        assert line in text


def test_words_that_are_heard_as_stigma_are_told_and_may_stand(run):
    folder = run.interviews({"clinician": 9}).quotes([("They called me a junkie.", "clinician", "yes")]).write()
    judged = judged_quotes_of(folder)
    assert "'junkie' is heard as stigma; instead: person with a substance use disorder" in listing(judged)
    assert judged.released


def changed_since(run):
    (run.params_file.parent / "data" / "interviews.qdpx").write_bytes(b"interviews, one case withdrawn")


def damaged_ledger(run):
    (run.folder.parent.parent / "publications").write_text("not a folder", encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (changed_since, "quotes or interviews are not those of the run."),
        (damaged_ledger, "something else has the place of the ledger."),
    ],
)
def test_what_stops_a_release_is_told_as_what_it_stops_here(run, unsigned, spoil, why):
    spoil(run)
    with pytest.raises(EvaluationError) as caught:
        judged_quotes_of(unsigned)
    assert caught.value.headline == f"The quotes cannot be judged: {why}"
    with pytest.raises(type(caught.value)) as of_release:
        release(unsigned)
    assert of_release.value.headline == f"Nothing is released: {why}"
    assert caught.value.problems == of_release.value.problems
    assert caught.value.exit_code == of_release.value.exit_code


def test_nothing_is_signed_of_quotes_that_changed_since(run, unsigned, file):
    changed_since(run)
    with pytest.raises(DisclosureError) as caught:
        sign(unsigned, "INT-0")
    assert caught.value.headline == "Nothing is signed: quotes or interviews are not those of the run."
    assert not file.exists()
