"""Each class of identifier, each homonym, and what is none."""

from itertools import pairwise

import pytest

from evaluation.disclosure.identifiers import IdentifierClass, SiteLists, Strength, find_identifiers, redacted


def _shown(text, lists=None):
    return redacted(text, find_identifiers(text) if lists is None else find_identifiers(text, lists))


@pytest.mark.parametrize(
    ("text", "public"),
    [
        ("My sister Kaylin told me.", "My sister [name] told me."),
        ("i met this guy deshaun at group", "i met this guy [name] at group"),
        ("me llamo yaritza y soy adicta", "me llamo [name] y soy adicta"),
        ("Dr. Adeyemi finally listened.", "[name] finally listened."),
        ("We stayed with J.R. that winter.", "We stayed with [name] that winter."),
        ("i grew up in torrington", "i grew up in [town]"),
        ("we moved to cedar falls", "we moved to [town]"),
        ("Vivíamos cerca de Villa Prades.", "Vivíamos cerca de [town]."),
        ("i lived at 212 fenwick ave", "i lived at [address]"),
        ("vivo en la calle almendro 48", "vivo en la [address]"),
        ("the corner of fifth and grand", "the corner of [address]"),
        ("call 860.555.0142", "call [phone]"),
        ("it is two oh three five five five oh one four two", "it is [phone]"),
        ("marca siete ocho siete cinco cinco cinco cero uno tres cuatro", "marca [phone]"),
        ("write to jay dot rivers at gmail dot com", "write to [email]"),
        ("see www.quietharbor.org now", "see [web] now"),
        ("my insta is @still_here", "my insta is [account]"),
        ("it was march 14, 2019", "it was [date]"),
        ("she died on the third of May", "she died on [date]"),
        ("fue el 3 de mayo", "fue el [date]"),
        ("i was nineteen when it began", "i was [age] when it began"),
        ("Tengo 45 años y sigo aquí.", "Tengo [age] años y sigo aquí."),
        ("the harbor light shelter took me in", "the [shelter] took me in"),
        ("me ayudaron en la clínica nueva vida", "me ayudaron en la [clinic]"),
        ("i went to platt high school", "i went to [school]"),
        ("my case number is 48-22913", "my case number is [number]"),
        ("mi placa es HXR 118", "mi placa es [number]"),
    ],
)
def test_what_is_found_and_what_stands_for_it(text, public):
    assert _shown(text) == public


@pytest.mark.parametrize(
    ("named", "plain"),
    [
        ("Will told me to breathe.", "I will breathe."),
        ("hope said she would drive", "i hope she can drive"),
        ("Grace gave me a ride.", "By the grace of God I got a ride."),
        ("Between May and me there was nothing.", "In May I may go."),
        ("my aunt rose took me in", "he rose up and took the pill"),
        ("my brother mark is gone", "mark my words it is gone"),
        ("Ever since Bill died I carry two.", "Ever since the bill came I owe."),
        ("i was with angel when it happened", "angel dust was before my time"),
        ("faith cried all night", "i had faith all night"),
        ("Miss Charity runs the kitchen.", "The charity runs the kitchen."),
        ("Paz me dijo que entrara.", "No hay paz en esa esquina."),
        ("mi amiga rosa recayó", "llevaba una camisa rosa"),
        ("Ese día Cruz me llamó.", "llevaba una cruz al cuello"),
        ("I called Austin first.", "I called the van first."),
        ("Houston told me the news.", "They told me the news."),
    ],
)
def test_names_that_are_words_are_found_as_names_only(named, plain):
    assert find_identifiers(named)
    assert find_identifiers(plain) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Last Tuesday they closed, and in March it is dead.",
        "El martes pasado cerraron.",
        "Methadone, Narcan and Suboxone saved me, thank God.",
        "I speak English and a little Spanish.",
        "I have been clean for 20 years and 90 days.",
        "I called 911, then 988.",
        "They raised me to 120 milligrams.",
        "The women's shelter and the county jail are full.",
        "I walked down the street.",
        "Every Fourth of July it happens.",
        "WE NEED MORE BEDS NOT MORE COPS",
    ],
)
def test_what_identifies_nobody_is_left_alone(text):
    assert find_identifiers(text) == ()


def test_a_year_alone_is_left_and_a_year_of_birth_is_not():
    assert find_identifiers("It got worse in 2019.") == ()
    assert _shown("I was born in 1987.") == "I was born in [date]."


def test_an_age_over_89_is_certain():
    strengths = [find_identifiers(f"He was {age} and still drove.")[0].strength for age in (89, 90)]
    assert strengths == [Strength.LIKELY, Strength.CERTAIN]


def test_evidence_and_class_are_told_without_the_words():
    (found,) = find_identifiers("a guy named will came over")
    assert (found.kind, found.strength) == (IdentifierClass.PERSON, Strength.CERTAIN)
    assert found.evidence == "follows words that say what somebody or something is called"


def test_lists_of_the_site_are_found_whatever_the_accents_and_capitals():
    lists = SiteLists(("José Andrés Wood",), ("The Open Table",), ("the flats",), ("Broad",))
    text = "jose andres wood ate at the open-table in The Flats off broad, and andrés paid; the wood was wet"
    assert (
        _shown(text, lists) == "[name] ate at [facility] in [town] off [address], and [name] paid; the wood was wet"
    )


def test_spans_are_in_order_and_apart():
    text = "Kaylin and Dashiell met Okafor at 212 Fenwick Ave on March 14, 2019, call 860-555-0142."
    found = find_identifiers(text)
    assert len(found) == 6
    assert all(before.end <= after.start for before, after in pairwise(found))
