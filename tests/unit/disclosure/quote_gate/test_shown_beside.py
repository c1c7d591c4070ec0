"""What is shown of a speaker with the same words in two places counts as shown together."""

from dataclasses import replace

import pytest

from evaluation.disclosure.quote_gate.judged import State
from evaluation.disclosure.quote_gate.signing import judged_quotes_of
from evaluation.disclosure.releasing import release

from ..run_builder import RunBuilder, read

SAID = "They asked us before they decided what we need."
EDITED = "They asked us before they decided."
OTHER = "Nobody told us when it would open."
TWO_ROLES = "shows role, role of its speaker, and nobody knows how many that fits"
GONE = "has words of a quote that was published before and is not in the table any more: put that one back"


class Project:
    """Releases of one project, one after the other."""

    def __init__(self, folder):
        self.folder, self.n = folder, 0

    def made(self, rows, roles=("clinician", "peer_worker"), *, sources=None, attributes=None):
        """Return the folder of the next run.

        Each row has text, role and consent; ``sources`` and ``attributes`` are by the name of a quote.
        """
        self.n += 1
        run_id = f"20240601T120000Z-{self.n:08x}"
        run = RunBuilder(self.folder / f"files{self.n}")
        run.folder = self.folder / "outputs" / "tiny" / run_id
        run.params_file = self.folder / f"params{self.n}" / "tiny.yml"
        run.manifest["run_id"] = run_id
        run.params["disclosure"] = {"population": "same_people"}
        run.frame((f"Interview {number}", roles[number % 2], "elm") for number in range(1, 31))
        run.interviews(dict.fromkeys(roles, 15)).quotes(rows)
        quotes = run.tables.pop()
        found = [
            (row[0], (sources or {}).get(row[0], row[1]), *row[2:-1], (attributes or {}).get(row[0], "none"))
            for row in quotes.rows
        ]
        run.tables.append(replace(quotes, rows=tuple(found)))
        return run.write()


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


def texts(folder):
    release(folder)
    return {row["text"]: row["role"] for row in read(folder / "released" / "quotes.csv")}


def stops(folder):
    return {each.quote.text: [why for _, why in each.stopped] for each in judged_quotes_of(folder).quotes}


OF_ANOTHER_VARIABLE = ("person_in_recovery", "family_member")


def test_one_quote_is_not_shown_under_two_roles_in_two_releases(project):
    assert texts(project.made([(SAID, "clinician", "yes"), (OTHER, "peer_worker", "yes")])) == {
        SAID: "clinician",
        OTHER: "peer_worker",
    }
    rows = [(SAID, "person_in_recovery", "yes"), ("It was far.", "family_member", "yes")]
    second = project.made([*rows, (OTHER, "", "yes")], OF_ANOTHER_VARIABLE)
    assert texts(second) == {"It was far.": "family_member", OTHER: ""}
    assert stops(second)[SAID] == [TWO_ROLES]
    assert judged_quotes_of(second).quotes[0].stopped[0][0] is State.CODED_SAFE


def test_a_role_that_was_not_shown_before_may_be_shown(project):
    assert texts(project.made([(SAID, "", "yes")])) == {SAID: ""}
    assert texts(project.made([(SAID, "clinician", "yes")])) == {SAID: "clinician"}


def test_the_same_role_is_shown_again(project):
    assert texts(project.made([(SAID, "clinician", "yes")])) == {SAID: "clinician"}
    assert texts(project.made([(SAID, "clinician", "yes"), (OTHER, "clinician", "yes")])) == {
        SAID: "clinician",
        OTHER: "clinician",
    }


ONE = {"INT-1": "Interview 7"}
"""The second quote is of the interview of the first."""


def test_an_edited_quote_counts_as_the_one_that_was_published(project):
    """Its words are published under one role, and most of them would be under another, of the same interview."""
    assert texts(project.made([(SAID, "clinician", "yes")])) == {SAID: "clinician"}
    rows = [(SAID, "person_in_recovery", "yes"), (EDITED, "person_in_recovery", "yes")]
    edited = project.made(rows, OF_ANOTHER_VARIABLE, sources=ONE)
    assert stops(edited)[EDITED] == [TWO_ROLES]
    of_another = project.made(rows, OF_ANOTHER_VARIABLE)
    assert stops(of_another)[EDITED] == []


def test_what_two_versions_of_a_quote_say_counts_together_in_one_release(project):
    """One shows a role, the other tells of a fire in words that no frame knows; both are of one interview."""
    rows = [(SAID, "clinician", "yes"), (EDITED, "clinician", "yes")]
    alone = project.made(rows, attributes={"INT-1": "event: a fire"})
    assert stops(alone)[SAID] == []
    together = project.made(rows, sources=ONE, attributes={"INT-1": "event: a fire"})
    assert stops(together)[SAID] == ["shows role, event of its speaker, and nobody knows how many that fits"]


def test_words_of_a_quote_that_left_the_table_are_not_shown_again(project):
    assert texts(project.made([(SAID, "clinician", "yes")])) == {SAID: "clinician"}
    second = project.made([(EDITED, "clinician", "yes")])
    assert texts(second) == {}
    assert stops(second)[EDITED][0] == GONE


def test_a_role_shown_and_another_in_the_words_are_two_things(project):
    folder = project.made([(SAID, "clinician", "yes")], attributes={"INT-0": "role: person_in_recovery"})
    assert stops(folder)[SAID] == [TWO_ROLES]
