"""What authors may write and what they may not: names of persons and contacts stop, places and dates do not."""

import pytest

from evaluation.disclosure.identifiers import SiteLists
from evaluation.disclosure.identifiers.authors_words import contacts_in, named_by_authors

LISTS = SiteLists(people=("Maria Alder", "Joan Quorvin"), facilities=("Sunrise House",), streets=("Wren Lane",))
PUBLIC = ("Alder", "Community Engagement and Planning", "Ada Quill")


def found(text):
    return [(each.kind.value, text[each.start : each.end]) for each in named_by_authors(text, LISTS, PUBLIC)]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Near the Sunrise House it was better.", "facility", "Sunrise House"),
        ("near the sunrise-house it was better", "facility", "sunrise-house"),
        ("It was quorvin who called.", "person", "quorvin"),
        ("As Michael Harris told us.", "person", "Michael Harris"),
        ("as michael harris told us", "person", "michael harris"),
        ("They trust Zbigniew Kowalczyk most.", "person", "Zbigniew Kowalczyk"),
        ("They trust Dr. Kowalczyk most.", "person", "Dr. Kowalczyk"),
        ("People ask for Martha.", "person", "Martha"),
        ("Lo dijo María López.", "person", "María López"),
        ("Call 555-014-2234 for help.", "phone", "555-014-2234"),
        ("Write to someone@example.org for help.", "online", "someone@example.org"),
        ("It was at 125 Elm Street then.", "address", "125 Elm Street"),
        ("It stands in Wren Lane.", "address", "Wren Lane"),
    ],
)
def test_names_contacts_and_what_the_site_lists_are_found(text, kind, words):
    assert (kind, words) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "In Alder, fewer people died after July 2020.",
        "Where Community Engagement and Planning was tried, people felt heard.",
        "Ada Quill held the interviews in Boston.",
        "Naloxone came from the Health Department and from Medicaid.",
        "The Cox model and the Kaplan-Meier curves say the same.",
        "Hope and faith are words that people used; so is grace.",
        "People aged 25 to 34 were asked at the Riverside Clinic in June.",
        "Las personas en recuperación hablaron de la espera.",
        "overdose_deaths/level_change/cep is what we looked at.",
    ],
)
def test_what_authors_write_of_is_no_identifier(text):
    assert found(text) == []


def test_words_of_several_public_names_make_no_public_name():
    assert named_by_authors("At the Sunrise House.", LISTS, ["Sunrise", "Ada House"])
    assert not named_by_authors("At the Sunrise House.", LISTS, ["Sunrise House"])


def test_a_signature_may_be_a_name_and_no_way_to_reach_somebody():
    assert list(contacts_in("Ada Quill, Sunrise House")) == []
    assert [each.kind.value for each in contacts_in("Ada Quill, 555-014-2234")] == ["phone"]
