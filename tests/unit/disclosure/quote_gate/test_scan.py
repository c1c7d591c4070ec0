"""What in a quote points to somebody, and what of it stands in a public text."""

import pytest

from evaluation.data.site_files import SiteFiles
from evaluation.disclosure.quote_gate.scan import Scanner, can_be_shown

PUBLIC = "One of us said: the bus does not run on Sundays and nobody told us why."
SAID = "They know it. The bus does NOT run on sundays — and nobody told us. Really."


def scanner(**public):
    return Scanner(SiteFiles({"facilities": ("Copper Kettle",)}, public))


def test_a_name_of_the_site_is_found_and_its_placeholder_suggested():
    scan = scanner().scan("We sat at the copper kettle for hours.")
    (found,) = scan.findings
    assert (found.name, found.kind, found.words) == ("facility@14-27", "facility", "copper kettle")
    assert found.why == "stands in a list of the site (certain)"
    assert scan.suggestion == "We sat at the [facility] for hours."


def test_eight_words_in_a_row_that_are_public_are_found_whatever_their_form():
    (found,) = scanner(newsletter=PUBLIC).scan(SAID).findings
    assert (found.kind, found.words) == ("verbatim", "The bus does NOT run on sundays — and nobody told us")
    assert "stand in newsletter" in found.why


@pytest.mark.parametrize(("n", "is_found"), [(7, False), (8, True)])
def test_fewer_than_eight_are_not(n, is_found):
    words = PUBLIC.split()[:n]
    assert bool(scanner(newsletter=PUBLIC).scan(" ".join(words)).findings) == is_found


def test_what_was_taken_out_parts_the_words_in_a_row():
    text = "The bus does not run [town] on Sundays and nobody told us why."
    assert {each.kind for each in scanner(newsletter=PUBLIC).scan(text).findings} == set()


def test_names_of_persons_numbers_and_accounts_may_never_be_shown():
    assert [kind for kind in ("place", "facility", "date", "age", "verbatim") if not can_be_shown(kind)] == []
    assert [kind for kind in ("person", "address", "phone", "online", "number") if can_be_shown(kind)] == []


def test_what_only_another_reading_shows_is_found_once():
    text = "Call 555-\n0142-7788 for the Copper\nKettle."
    names = [each.name for each in scanner().scan(text).findings]
    assert len(names) == len(set(names))
    assert [each.kind for each in scanner().scan(text).findings].count("facility") == 1


def test_the_same_words_twice_are_two_findings():
    """What the first stands for says nothing of the second: each needs an exception of its own."""
    scan = scanner().scan("The copper kettle on the stove, and then we met at the Copper Kettle.")
    assert [each.name for each in scan.findings] == ["facility@4-17", "facility@55-68"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Cedar is the worst place to be sick.", "[town] is the worst place to be sick."),
        ("I have lived in cedar my whole life.", "I have lived in [town] my whole life."),
        ("they came over from ELM to get dosed", "they came over from [town] to get dosed"),
        ("Nadie en Peña-Blanca me ayudó.", "Nadie en [town] me ayudó."),
        ("nadie en pena blanca me ayudo", "nadie en [town] me ayudo"),
        ("The people of arm one were asked.", "The people of [town] were asked."),
        ("Alder's people were not, and balder men were.", "[town]'s people were not, and balder men were."),
    ],
)
def test_communities_and_arms_of_the_plan_are_places_whatever_their_case(text, shown):
    declared = ("cedar", "elm", "Peña Blanca", "Arm one", "alder")
    scan = Scanner(declared=declared).scan(text)
    assert scan.suggestion == shown
    assert [each.kind for each in scan.findings] == ["place"]
    assert "is a community or an arm of the plan" in scan.findings[0].why
    assert can_be_shown(scan.findings[0].kind)
