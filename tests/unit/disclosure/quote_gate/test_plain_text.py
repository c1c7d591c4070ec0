"""A quote is read as a reader understands it, however it is written."""

import unicodedata

import pytest

from evaluation.disclosure.identifiers import find_identifiers
from evaluation.disclosure.quote_gate.plain_text import readings, unreadable

HIDDEN = (
    ("decomposed", unicodedata.normalize("NFD", "My name is Ramón Muñoz.")),
    ("zero width", "My name is Ra\u200bmón Mu\u200dñoz."),
    ("soft hyphen", "My name is Ra\u00admón Muñoz."),
    ("entity", "My name is &#82;amón Muñoz."),
    ("entity of an entity", "My name is &amp;#82;amón Muñoz."),
    ("lower case", "my name is ramón muñoz."),
    ("capitals", "MY NAME IS RAMÓN MUÑOZ."),
    ("without accents", "my name is ramon munoz."),
    ("line break", "My name is Ramón\r\nMuñoz."),
    ("word parted at the end of a line", "My name is Ra-\nmón Muñoz."),
    ("full width", "My name is Ｒａｍón Muñoz."),
    ("no-break space", "My\u00a0name\u00a0is\u00a0Ramón\u00a0Muñoz."),
)


@pytest.mark.parametrize("text", [text for _, text in HIDDEN], ids=[name for name, _ in HIDDEN])
def test_a_name_is_found_however_it_is_hidden(text):
    found = {
        unicodedata.normalize("NFC", reading[each.start : each.end]).casefold()
        for reading in readings(text)
        for each in find_identifiers(reading)
    }
    assert any(words.startswith("ram") for words in found)


def test_a_plain_text_is_read_once():
    assert readings("They asked us [town] first.") == ("They asked us [town] first.",)


def test_a_name_in_brackets_is_no_placeholder():
    assert readings("I met [martha] in [town].")[0] == "I met  martha  in [town]."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Mar\u200btha", ("a character that nobody sees (U+200B)",)),
        ("Mar&#8203;tha", ("a character that nobody sees (U+200B)",)),
        ("\u202eahtraM", ("a character that nobody sees (U+202E)",)),
        ("\u041cartha", ("a letter of another script (U+041C)",)),
        ("¿Dónde está José? O’Neill said: “naïve” 🙂\nª º", ()),
    ],
)
def test_characters_that_hide_are_told(text, said):
    assert unreadable(text) == said
