"""Signatures in a file that two evaluations share: whose are its own, whose the other's, and whose nobody's."""

import re

import pytest

from evaluation.disclosure.quote_gate.records import listing
from evaluation.disclosure.quote_gate.signing import judged_quotes_of

from ..run_builder import READERS, RunBuilder

MINE, THEIRS, CHANGED = "They asked us what we need.", "The van came to our street at last.", "The van came at last."


def run_of(folder, evaluation, number, text, role=""):
    """Return the folder of a run with one quote, which both readers sign in the same file."""
    run = RunBuilder(folder / "study")
    run.folder = folder / "study" / "outputs" / evaluation / f"20240601T120000Z-{number:08x}"
    run.manifest["run_id"] = run.folder.name
    run.params["evaluation"] = evaluation
    return run.interviews({"clinician": 30}).quotes([(text, role, "yes")]).write()


@pytest.mark.parametrize("role", ["", "clinician"])
def test_signatures_for_quotes_of_another_evaluation_are_not_stale(tmp_path, role):
    run_of(tmp_path, "other", 1, THEIRS, role)
    found = judged_quotes_of(run_of(tmp_path, "tiny", 2, MINE))
    assert found.stale == ()
    assert [(name, each.name) for name, each in found.elsewhere] == [("other", reader) for reader in READERS]
    said = listing(found)
    assert "Of evaluation other: 2 signatures in the same file." in said
    assert "Stale" not in said
    assert THEIRS not in said


def test_those_for_a_quote_that_this_evaluation_changed_are(tmp_path):
    """Its own older run has the words, and is no other evaluation."""
    run_of(tmp_path, "tiny", 1, THEIRS)
    found = judged_quotes_of(run_of(tmp_path, "tiny", 2, CHANGED))
    assert [each.name for each in found.stale] == list(READERS)
    assert found.elsewhere == ()


@pytest.mark.parametrize("content", [b"", b"quote_id\n", b"\xff"])
def test_a_run_that_cannot_be_read_explains_nothing(tmp_path, content):
    folder = run_of(tmp_path, "other", 1, THEIRS)
    (folder / "restricted" / "tables" / "quotes.csv").write_bytes(content)
    found = judged_quotes_of(run_of(tmp_path, "tiny", 2, MINE))
    assert len(found.stale) == 2


def test_the_same_quote_signed_in_another_file_explains_nothing(tmp_path):
    folder = run_of(tmp_path, "other", 1, THEIRS)
    params = folder / "params.yml"
    text = params.read_text(encoding="utf-8")
    (named,) = re.findall(r"quote_signatures: (\S+)", text)
    params.write_text(text.replace(named, f"other_{named}"), encoding="utf-8")
    assert len(judged_quotes_of(run_of(tmp_path, "tiny", 2, MINE)).stale) == 2
