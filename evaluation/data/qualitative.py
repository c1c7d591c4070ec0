"""A coded qualitative project as every reader delivers it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from evaluation.data.qualitative_parts import Case, Code, Coding, Medium, Segment, Source, User, Variable


@dataclass(frozen=True, kw_only=True)
class PositionReading:
    """How the positions in a file were understood, and how well the texts bear it out.

    Parameters
    ----------
    unit : str
        ``code points``, ``UTF-16 code units`` or ``UTF-8 bytes``.
    line_end : str
        ``as stored``, ``CRLF as one`` or ``LF as two``.
    byte_order_mark : bool
        Whether a byte order mark counts as a character.
    n_segments : int
        Text segments in sources whose text is present.
    n_supported : int
        Those that begin with their own name, begin and end at a word boundary, or are whole lines.
    """

    unit: str = "code points"
    line_end: str = "as stored"
    byte_order_mark: bool = False
    n_segments: int = 0
    n_supported: int = 0


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
    description : str
        Of the project.
    positions : PositionReading
    not_carried : tuple of NotCarried
    violations : tuple of str
        Departures from the format that do not stop the reading.
    understood : tuple of str
        Of a spreadsheet: what each column was taken for, one sentence each.
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
    description: str = ""
    positions: PositionReading = PositionReading()
    not_carried: tuple[NotCarried, ...] = ()
    violations: tuple[str, ...] = ()
    understood: tuple[str, ...] = ()

    @property
    def n_users(self) -> int:
        """Number of users that the project declares."""
        return sum(user.declared for user in self.users)

    @property
    def n_codes(self) -> int:
        """Number of entries of the codebook, headings included."""
        return len(self.codes)

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

    def reading(self) -> tuple[str, ...]:
        """Return in words how the file was read: columns, positions, what was left behind, what was not as it should.

        Nothing of what anybody said is in it.
        """
        said = list(self.understood)
        positions = self.positions
        if positions.n_segments:
            borne_out = f"{positions.n_supported:,} of {positions.n_segments:,} marked texts bear it out"
            said.append(f"positions: {positions.unit}, line ends {positions.line_end}; {borne_out}")
        said += [f"not carried: {item.count:,} {item.what}: {item.why}" for item in self.not_carried]
        said += [f"noted: {violation}" for violation in self.violations]
        return tuple(said)

    def persons_of(self, source_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Return who speaks in each source: the names of its cases, which are people; without any, its own."""
        names = {source.id: source.name for source in self.sources}
        persons: dict[str, list[str]] = {source_id: [] for source_id in source_ids}
        for case in self.cases:
            for source_id in dict.fromkeys(case.source_ids):
                if source_id in persons:
                    persons[source_id].append(case.name or case.id)
        return {source_id: tuple(found) or (names[source_id],) for source_id, found in persons.items()}

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
