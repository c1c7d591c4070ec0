"""One coder's file of a project that several coded: its things identified by their names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from evaluation.data.qualitative import QualitativeProject
from evaluation.data.qualitative_parts import Case, Code, Coding, Segment, Source, Variable, identifier_of
from evaluation.errors import Problem

DEFINED_IN = "docs/how-to/qualitative-sources.md"
Named = Source | Case | Code | Variable


@dataclass(frozen=True)
class CoderFile:
    """The project of one coder; files may number their things alike, so names tell which are one.

    Parameters
    ----------
    coder : str
    project : QualitativeProject
    """

    coder: str
    project: QualitativeProject

    @property
    def user_id(self) -> str:
        """Identifier of the coder."""
        return identifier_of("coder", self.coder)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """Interviews."""
        return tuple(replace(each, id=_source_id(each.name)) for each in self.project.sources)

    @cached_property
    def codes(self) -> tuple[Code, ...]:
        """The codebook."""
        return tuple(replace(each, id=code_id(each.path)) for each in self.project.codes)

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """Cases, linked to the interviews as they are identified here."""
        return tuple(
            replace(each, id=identifier_of("case", each.name), source_ids=tuple(map(self._source, each.source_ids)))
            for each in self.project.cases
        )

    def segments(self) -> Iterator[Segment]:
        """Yield the marked parts, all as the coder's."""
        for each in self.project.segments:
            own = {"id": self._own(each.id), "source_id": self._source(each.source_id), "user_id": self.user_id}
            yield replace(each, **own)

    def codings(self) -> Iterator[Coding]:
        """Yield the codings, all as the coder's."""
        for each in self.project.codings:
            yield replace(
                each,
                id=self._own(each.id),
                source_id=self._source(each.source_id),
                segment_id=self._own(each.segment_id) if each.segment_id else "",
                code_id=code_id(self._paths[each.code_id]),
                coder_id=self.user_id,
            )

    def problems(self) -> Iterator[Problem]:
        """Yield why this is not one coder's file whose things their names tell apart."""
        where = f"{self.coder} ({self.project.path.name})"
        coders = {coding.coder_id for coding in self.project.codings}
        if len(coders) > 1:
            names = sorted(user.name for user in self.project.users if user.id in coders)
            yield Problem(where, "has codings of several coders", ", ".join(names), "those of one", DEFINED_IN)
        for kind in ("interview", "case", "code"):
            several = [name for name, n in Counter(map(name_of, KINDS[kind](self))).items() if n > 1]
            for name in several:
                yield Problem(where, f"has several of one name: {kind}", repr(name), "each name once", DEFINED_IN)

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {source.id: source.name for source in self.project.sources}

    @cached_property
    def _paths(self) -> Mapping[str, tuple[str, ...]]:
        return {code.id: code.path for code in self.project.codes}

    def _source(self, source_id: str) -> str:
        return _source_id(self._names[source_id])

    def _own(self, thing_id: str) -> str:
        return identifier_of("coder", self.coder, thing_id)


KINDS: Mapping[str, Callable[[CoderFile], Iterable[Named]]] = {
    "interview": lambda file: file.sources,
    "code": lambda file: file.codes,
    "case": lambda file: file.cases,
    "variable": lambda file: file.project.variables,
}
"""What files share, by what a reader calls it."""


def name_of(thing: Named) -> str:
    """Return what a thing is called in messages."""
    return ".".join(thing.path) if isinstance(thing, Code) else thing.name


def shared(files: Sequence[CoderFile], kind: str) -> tuple[dict[str, Named], ...]:
    """Return the things of a kind in order of appearance, each as every coder has it whose file has it."""
    found: dict[Any, dict[str, Named]] = {}
    for file in files:
        for thing in KINDS[kind](file):
            key = thing.path if isinstance(thing, Code) else thing.name
            found.setdefault(key.casefold() if kind == "variable" else key, {})[file.coder] = thing
    return tuple(found.values())


def code_id(path: tuple[str, ...]) -> str:
    """Return the identifier of a code in every file."""
    return identifier_of("code", *path)


def _source_id(name: str) -> str:
    return identifier_of("interview", name)
