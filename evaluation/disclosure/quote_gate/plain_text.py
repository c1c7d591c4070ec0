"""A quote as a reader understands it, whatever its characters, and the characters that nobody sees."""

from __future__ import annotations

import html
import re
import unicodedata

_BRACKETS = re.compile(r"\[([a-z]+)\]")
_IN_BRACKETS = (
    *(
        "name",
        "town",
        "address",
        "street",
        "phone",
        "online",
        "email",
        "web",
        "account",
        "date",
        "age",
        "number",
        "detail",
    ),
    *("facility", "clinic", "shelter", "church", "jail", "school"),
)
"""What may stand in brackets for something that was taken out."""

_LINE_END = re.compile(r"(?<=\w)-[ \t]*(?:\r\n|\r|\n)\s*(?=\w)")
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
_SPACES = frozenset("\t\n\r")
_SCRIPTS = ("LATIN", "MODIFIER LETTER")
_MOST_ENCODED = 3


def readings(text: str) -> tuple[str, ...]:
    """Return the ways in which a quote can be read, each once; recognisers look at all of them.

    The first has characters of the web written out, composed letters, no characters that are not seen, no word parted
    at the end of a line, single spaces, and no brackets around words that are none of the placeholders of redaction.
    """
    seen = "".join(
        character
        for character in unicodedata.normalize("NFKC", _decoded(text))
        if character in _SPACES or unicodedata.category(character) not in _UNSEEN
    )
    joined, parted = (" ".join(each.split()) for each in (_LINE_END.sub("", seen), seen))
    return tuple(dict.fromkeys(_BRACKETS.sub(_kept, each) for each in (joined, parted, text)))


def unreadable(text: str) -> tuple[str, ...]:
    """Return, in words, characters that a reader does not see, or sees as others: by these a name could be hidden."""
    decoded = _decoded(text)
    found = {
        f"a character that nobody sees (U+{ord(character):04X})"
        for character in decoded
        if character not in _SPACES and unicodedata.category(character) in _UNSEEN
    }
    found |= {
        f"a letter of another script (U+{ord(character):04X})"
        for character in unicodedata.normalize("NFKC", decoded)
        if character.isalpha() and not unicodedata.name(character, "").startswith(_SCRIPTS)
    }
    return tuple(sorted(found))


def words_of(text: str) -> list[tuple[str, int, int]]:
    """Return the words of a reading in lower case and without accents, each with its span."""
    return [(_bare(found[0]), *found.span()) for found in re.finditer(r"\w+", text)]


def _bare(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(each))


def _kept(found: re.Match[str]) -> str:
    return found[0] if found[1] in _IN_BRACKETS else f" {found[1]} "


def _decoded(text: str) -> str:
    for _ in range(_MOST_ENCODED):
        text, before = html.unescape(text), text
        if text == before:
            break
    return text
