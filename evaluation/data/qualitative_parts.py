r"""The parts of a coded qualitative project: people, codes, variables, cases, sources, segments, codings.

Texts are held as code points with ``\n`` as the only line end and without a byte order mark; positions of
segments count those code points, start inclusive, end exclusive.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

_OF_NAMES = 5
_NUMBER = re.compile(r"(?P<sign>-?)0*(?P<whole>[0-9]+?)(?:\.0*)?")


class Medium(StrEnum):
    """What a source is, or which part of it a segment marks."""

    TEXT = "text"
    PDF = "pdf"
    PICTURE = "picture"
    AUDIO = "audio"
    VIDEO = "video"


def identifier_of(*parts: object) -> str:
    """Return the GUID that is always the same for the same parts, for things that have only a number or a name."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "qualitative:" + "/".join(map(str, parts))))


def lasting_identifier(identifier: str) -> str:
    """Return a GUID that is a thing's own wherever it stands, blank for one that may be made from a number or a name.

    Version 5 is of names: the first document of any two files without GUIDs has the same one.
    """
    try:
        guid = uuid.UUID(identifier)
    except ValueError:
        return ""
    return "" if guid.version == _OF_NAMES else str(guid)


@dataclass(frozen=True, kw_only=True)
class User:
    """A person who worked in the project; one who applied a code is a coder.

    Parameters
    ----------
    id, name : str
    declared : bool
        False when a coding names a person whom the project's list of users does not have.
    """

    id: str
    name: str
    declared: bool = True


@dataclass(frozen=True, kw_only=True)
class Code:
    """An entry of the codebook.

    Parameters
    ----------
    id, name : str
    path : tuple of str
        Names from the top of the codebook down to this code.
    parent_id : str
        The code above, blank at the top; names alone do not tell, for two codes may have one name.
    description : str
    is_codable : bool
        False for a heading that must not be applied to text.
    color : str
        ``#RRGGBB`` or blank.
    """

    id: str
    name: str
    path: tuple[str, ...]
    parent_id: str = ""
    description: str = ""
    is_codable: bool = True
    color: str = ""


@dataclass(frozen=True, kw_only=True)
class Source:
    """An interview, a document, a picture, a recording.

    Parameters
    ----------
    id, name : str
        The name may be empty and need not be unique.
    medium : Medium
    is_textual : bool
        True for a text, and for a page, picture or recording that comes with a text of its own.
    text : str or None
        None when the project does not hold the text.
    values : tuple of (str, str)
        Variable name and value stated on the source itself; those of its cases are in :class:`Case`.
    description : str
    """

    id: str
    name: str
    medium: Medium
    is_textual: bool
    text: str | None = None
    values: tuple[tuple[str, str], ...] = ()
    description: str = ""


class Unranged(NamedTuple):
    """What is known of a marked text without a range: its words, and its place in the words of the file."""

    words: str
    place: str = ""


Excerpt = tuple[int, int] | Unranged


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A marked part of a source.

    Parameters
    ----------
    id, source_id : str
        Ids are unique; a page selection and its twin in the page's text have different ones.
    medium : Medium
        TEXT has ``start`` and ``end``; a part of a page, picture or recording has a ``place``.
    start, end : int or None
        Code points, 0-based, end exclusive. As they stand in the file where the source has no text.
    name, description : str
        As written in the file; often the beginning of the marked text.
    user_id : str
        Who marked it, which need not be who coded it.
    place : tuple of (str, str)
        Where it is, as the file says it: of a part of a page, picture or recording, or of a text that is not there.
    """

    id: str
    source_id: str
    medium: Medium
    start: int | None = None
    end: int | None = None
    name: str = ""
    description: str = ""
    user_id: str = ""
    place: tuple[tuple[str, str], ...] = ()

    @property
    def excerpt(self) -> Excerpt | None:
        """What tells a marked text from others of its source; None where nothing does.

        Its range; where there is none, its words, spaces aside, and its place as the file says it, but for how
        numbers are written: ``3`` and ``3.0`` are one.
        """
        if self.start is None or self.end is None:
            place = "; ".join(f"{name} {_plain_number(value)}" for name, value in self.place)
            said = Unranged(" ".join(self.name.split()), place)
            return said if any(said) else None
        return (self.start, self.end) if self.start < self.end else None


def _plain_number(text: str) -> str:
    """Return a whole number without zeros that say nothing; any other text without its outer spaces.

    ``1.10`` may be the tenth part of the first, and ``1.1`` the first.
    """
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return text.strip()
    return found["whole"] if found["whole"] == "0" else f"{found['sign']}{found['whole']}"


@dataclass(frozen=True, kw_only=True)
class Coding:
    """One code applied by one coder to one segment, or to a whole source.

    Parameters
    ----------
    id, source_id, code_id : str
    segment_id : str
        Blank when the whole source is coded.
    coder_id : str
        The user who applied the code; blank when the file does not say.
    at : str
        When, as written in the file.
    """

    id: str
    source_id: str
    segment_id: str
    code_id: str
    coder_id: str
    at: str = ""


@dataclass(frozen=True, kw_only=True)
class Variable:
    """An attribute of cases or sources; ``kind`` is Text, Boolean, Integer, Float, Date or DateTime."""

    id: str
    name: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class Case:
    """A person or organisation that sources are about.

    Parameters
    ----------
    id, name : str
    values : tuple of (str, str)
        Variable name and value.
    source_ids : tuple of str
    description : str
    """

    id: str
    name: str
    values: tuple[tuple[str, str], ...] = ()
    source_ids: tuple[str, ...] = ()
    description: str = ""
