r"""A coded qualitative project as every reader delivers it: codebook, cases, sources, segments, codings.

Texts are held as code points with ``\n`` as the only line end and without a byte order mark; positions of
segments count those code points, start inclusive, end exclusive.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path


class Medium(StrEnum):
    """What a source is, or which part of it a segment marks."""

    TEXT = "text"
    PDF = "pdf"
    PICTURE = "picture"
    AUDIO = "audio"
    VIDEO = "video"


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
    parent_id : str
        The code above it, blank at the top.
    path : tuple of str
        Names from the top of the codebook down to this code.
    description : str
    is_codable : bool
        False for a heading that must not be applied to text.
    color : str
        ``#RRGGBB`` or blank.
    """

    id: str
    name: str
    parent_id: str = ""
    path: tuple[str, ...]
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
    """

    id: str
    name: str
    medium: Medium
    is_textual: bool
    text: str | None = None
    values: tuple[tuple[str, str], ...] = ()

    @property
    def text_sha256(self) -> str:
        """SHA-256 of the text in UTF-8, blank without text."""
        return "" if self.text is None else hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A marked part of a source.

    Parameters
    ----------
    id, source_id : str
        Ids are unique; a page selection and its twin in the page's text have different ones.
    medium : Medium
        TEXT has ``start`` and ``end``; a part of a page, picture or recording is only counted.
    start, end : int or None
        Code points, 0-based, end exclusive. As they stand in the file where the source has no text.
    name, description : str
        As written in the file; often the beginning of the marked text.
    user_id : str
        Who marked it, which need not be who coded it.
    """

    id: str
    source_id: str
    medium: Medium
    start: int | None = None
    end: int | None = None
    name: str = ""
    description: str = ""
    user_id: str = ""


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
    """

    id: str
    name: str
    values: tuple[tuple[str, str], ...] = ()
    source_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PositionReading:
    """How the positions in a file were understood, and how well the texts bear it out.

    Parameters
    ----------
    unit : str
        ``code points`` or ``UTF-16 code units``.
    line_end : str
        ``as stored``, ``CRLF as one`` or ``LF as two``.
    byte_order_mark : bool
        Whether a byte order mark counts as a character.
    n_segments : int
        Text segments in sources whose text is present.
    n_supported : int
        Those that begin with their own name, or begin and end at a word boundary.
    n_decisive : int
        Those that would be another piece of text under another reading that fits.
    """

    unit: str = "code points"
    line_end: str = "as stored"
    byte_order_mark: bool = False
    n_segments: int = 0
    n_supported: int = 0
    n_decisive: int = 0


@dataclass(frozen=True, kw_only=True)
class NotCarried:
    """Something the file holds that this model leaves behind: what, how many, and why."""

    what: str
    count: int
    why: str


@dataclass(frozen=True, kw_only=True)
class QualitativeProject:
    """A coded project.

    Parameters
    ----------
    name, origin : str
        Title of the project, and the program that wrote it.
    path : Path
    sha256 : str
        Of the file as read.
    users, codes, variables, cases, sources, segments, codings : tuple
        In the order of the file.
    positions : PositionReading
    not_carried : tuple of NotCarried
    violations : tuple of str
        Departures from the format that do not stop the reading.
    """

    name: str
    origin: str
    path: Path
    sha256: str
    users: tuple[User, ...] = ()
    codes: tuple[Code, ...] = ()
    variables: tuple[Variable, ...] = ()
    cases: tuple[Case, ...] = ()
    sources: tuple[Source, ...] = ()
    segments: tuple[Segment, ...] = ()
    codings: tuple[Coding, ...] = ()
    positions: PositionReading = PositionReading()
    not_carried: tuple[NotCarried, ...] = ()
    violations: tuple[str, ...] = ()

    @property
    def n_users(self) -> int:
        """Number of users that the project declares."""
        return sum(user.declared for user in self.users)

    @property
    def n_codes(self) -> int:
        """Number of entries of the codebook, headings included."""
        return len(self.codes)

    @property
    def n_sources(self) -> int:
        """Number of sources of every medium."""
        return len(self.sources)

    @property
    def n_codings(self) -> int:
        """Number of codings of every medium."""
        return len(self.codings)

    @property
    def n_text_segments(self) -> int:
        """Number of marked stretches of text, coded or not."""
        return sum(segment.medium is Medium.TEXT for segment in self.segments)

    @cached_property
    def text_codings(self) -> tuple[Coding, ...]:
        """Codings of text: of a text segment, or of a whole source that has text."""
        text = {segment.id for segment in self.segments if segment.medium is Medium.TEXT}
        whole = {source.id for source in self.sources if source.is_textual}
        return tuple(
            coding
            for coding in self.codings
            if (coding.segment_id in text if coding.segment_id else coding.source_id in whole)
        )

    @cached_property
    def text_coder_ids(self) -> tuple[str, ...]:
        """Ids of the users who coded text, in the order of :attr:`users`; an unnamed coder has the id blank."""
        coders = {coding.coder_id for coding in self.text_codings}
        return tuple(user.id for user in self.users if user.id in coders) + (("",) if "" in coders else ())

    def values_of(self, source_ids: Iterable[str], variable: str) -> dict[str, tuple[str, ...]]:
        """Return the distinct values of a variable for each source, from the source itself and from its cases.

        Parameters
        ----------
        source_ids : iterable of str
        variable : str
            Name of the variable; letter case does not matter.
        """
        found: dict[str, dict[str, None]] = {source_id: {} for source_id in source_ids}
        wanted = variable.casefold()
        stated = [((source.id,), source.values) for source in self.sources]
        stated += [(case.source_ids, case.values) for case in self.cases]
        for ids, values in stated:
            for name, value in values:
                if name.casefold() == wanted and value:
                    for source_id in ids:
                        if source_id in found:
                            found[source_id][value] = None
        return {source_id: tuple(values) for source_id, values in found.items()}
