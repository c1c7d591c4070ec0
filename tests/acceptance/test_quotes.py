"""The quotes of the demonstration: each rule stops one, two readers sign, and what changed has no signature."""

import csv
import re
import shutil

import pytest

STOPPED = {
    "SYN-Q01": "scanned: can be searched for: verbatim@0-64",
    "SYN-Q02": "consent_checked: consent is no",
    "SYN-Q04": "consent_checked: consent is withdrawn",
    "SYN-Q10": "second_reader: is signed by 1 of 2 readers: Synthetic reader one",
    "SYN-Q13": "coded_safe: shows role, event of its speaker, and nobody knows how many that fits",
    "SYN-Q15": "scanned: facility found: facility@7-21, stands in a list of the site",
    "SYN-Q17": "consent_checked: holds words of others, who were not asked",
    "SYN-Q18": "released: its speaker has more than a fifth of the quotes",
}
RELEASED = ["SYN-Q06", "SYN-Q08", "SYN-Q09", "SYN-Q11", "SYN-Q12", "SYN-Q16"]
OTHERS = ("activities", "overdose_deaths", "interrupted_series", "retention")
READER = ("--role", "synthetic reader", "--yes")


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_rule_stops_a_quote_of_the_demonstration_and_six_are_released(first_run):
    states = rows(first_run / "restricted" / "quote_states.csv")
    stopped = {row["quote_id"]: f"{row['state']}: {row['why_not']}" for row in states if row["reached"] == "no"}
    for quote, why in STOPPED.items():
        assert stopped[quote].startswith(why)
    assert sorted({row["quote_id"] for row in states} - set(stopped)) == RELEASED
    assert len(stopped) == 13
    assert len(rows(first_run / "released" / "quotes.csv")) == len(RELEASED)
    signed = [row for row in states if (row["quote_id"], row["state"]) == ("SYN-Q06", "second_reader")]
    assert [row["when"] for row in signed] == ["2024-03-05T15:30:00Z"]
    assert signed[0]["who"].startswith("Synthetic reader one (community researcher); Synthetic reader two (")


def test_the_public_reads_no_more_than_general_reasons(first_run):
    withheld = [row for row in rows(first_run / "released" / "withheld.csv") if row["item"] == "quotes"]
    assert len(withheld) == 6
    assert not [row for row in withheld if re.search(r"SYN|\d", row["reason"])]


@pytest.fixture(scope="module")
def study(workspace):
    """An evaluation of interviews alone, run once, with a file of signatures of its own."""
    changes = [("demo_quote_signatures.csv", "study_signatures.csv"), ("demo-data/quotes.csv", "study/quotes.csv")]
    outputs = workspace.root / "outputs"
    (outputs / "study").mkdir()
    shutil.copy(outputs / "demo-data" / "quotes.csv", outputs / "study" / "quotes.csv")
    params = workspace.variant("interviews_alone", *changes, without=OTHERS)
    workspace.ok("run", params)
    return params


def test_a_quote_is_read_signed_twice_released_and_void_when_it_changes(workspace, study):
    def sign(*arguments):
        return workspace.evaluation("sign", study, *arguments, *READER)

    listed = workspace.ok("quotes", study)
    assert "0 of 19 quotes may be released." in listed
    asked = workspace.evaluation("sign", study, "SYN-Q06", "--name", "A. Reader", "--role", "synthetic reader")
    assert asked.returncode == 2
    assert "--yes: is not given, and nobody can be asked" in asked.stderr
    done = sign("SYN-Q06", "SYN-Q09", "--name", "Synthetic A")
    assert done.returncode == 0
    assert "I call nine people every Sunday" in done.stdout
    twice = sign("SYN-Q06", "--name", "synthetic  a.")
    assert (twice.returncode, "was signed by this reader" in twice.stderr) == (14, True)
    proposer = sign("SYN-Q06", "--name", "SYNTHETIC RESEARCHER")
    assert (proposer.returncode, "was proposed by this reader" in proposer.stderr) == (14, True)
    early = sign("SYN-Q15", "--name", "Synthetic B")
    assert (early.returncode, "is only restricted" in early.stderr) == (14, True)
    assert "Esperanza" not in early.stderr
    assert sign("SYN-Q06", "--name", "Synthetic B").returncode == 0
    workspace.ok("release", "interviews_alone")
    run = (workspace.root / "outputs" / "interviews_alone" / "latest").resolve()
    assert len(rows(run / "released" / "quotes.csv")) == 1

    quotes = workspace.root / "outputs" / "study" / "quotes.csv"
    text = quotes.read_text(encoding="utf-8")
    withdrawn = re.sub(r"(SYN-Q06,.*),yes,(2023-09-07)", r"\1,withdrawn,\2", text)
    assert withdrawn != text
    quotes.write_text(withdrawn, encoding="utf-8")
    refused = workspace.evaluation("release", "interviews_alone")
    assert (refused.returncode, "source quotes: changed after the run" in refused.stderr) == (14, True)
    workspace.ok("run", study)
    said = workspace.ok("release", "interviews_alone")
    assert "Published before (publication" in said
    assert "quote SYN-Q06: its speaker has withdrawn consent" in said

    quotes.write_text(text.replace("SYN-Q09", "SYN-Q99"), encoding="utf-8")
    workspace.ok("run", study)
    assert "Stale signatures" in workspace.ok("quotes", study)
