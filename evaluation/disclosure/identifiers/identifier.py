"""What points to one person or place in a text, and what a site adds to look for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class IdentifierClass(StrEnum):
    """What an identifier is of."""

    PERSON = "person"
    PLACE = "place"
    ADDRESS = "address"
    PHONE = "phone"
    ONLINE = "online"
    """An e-mail address, a web address or the name of an account."""

    DATE = "date"
    AGE = "age"
    FACILITY = "facility"
    NUMBER = "number"
    """Of a record, an identity card, a licence plate, a case."""

    SINGULAR = "singular"
    """What singles somebody out without a name: the only one of a kind, kin of an office, an event that is known."""


class Strength(StrEnum):
    """How much speaks for it."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


@dataclass(frozen=True, order=True)
class Identifier:
    """One direct identifier in a text.

    Parameters
    ----------
    start, end : int
        Half-open span of characters.
    kind : IdentifierClass
    evidence : str
        Why it is taken for one, in words; it never repeats the text.
    strength : Strength
    label : str
        What a reader sees in its place, without brackets: ``town``.
    """

    start: int
    end: int
    kind: IdentifierClass
    evidence: str
    strength: Strength
    label: str


LABELS = {
    IdentifierClass.PERSON: "name",
    IdentifierClass.PLACE: "town",
    IdentifierClass.ADDRESS: "address",
    IdentifierClass.PHONE: "phone",
    IdentifierClass.ONLINE: "online",
    IdentifierClass.DATE: "date",
    IdentifierClass.AGE: "age",
    IdentifierClass.FACILITY: "facility",
    IdentifierClass.NUMBER: "number",
    IdentifierClass.SINGULAR: "detail",
}
"""What stands for a class where nothing more is known of it."""


@dataclass(frozen=True)
class SiteLists:
    """What a site knows to be identifying; found whatever the capitals and accents.

    Parameters
    ----------
    people : tuple of str
        Names of staff and of others who may be spoken of; each word of a name is looked for by itself, too, unless it
        is an ordinary word.
    facilities : tuple of str
        Names of clinics, shelters, schools and employers.
    places : tuple of str
        Towns, quarters, landmarks.
    streets : tuple of str
    declared : tuple of str
        Communities and arms of the plan: places that authors may name, and that quotes may not.
    """

    people: tuple[str, ...] = ()
    facilities: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    streets: tuple[str, ...] = ()
    declared: tuple[str, ...] = ()


def identifier(
    start: int, end: int, kind: IdentifierClass, evidence: str, strength: Strength, label: str = ""
) -> Identifier:
    """Return an identifier under the label of its class, or its own."""
    return Identifier(start, end, kind, evidence, strength, label or LABELS[kind])
