"""One coded project of several files, in each of which one coder coded the same interviews.

Programs that name nobody in what they export, such as Taguette, cannot say in one file who coded what.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

from evaluation.data.code_tree import with_headings
from evaluation.data.qualitative import QualitativeProject
from evaluation.data.qualitative_parts import Case, Code, Coding, Segment, Source, User, identifier_of
from evaluation.errors import DataError, Problem

_DEFINED_IN = "docs/how-to/qualitative-sources.md"
Thing = TypeVar("Thing")


def coders_together(projects: Mapping[str, QualitativeProject]) -> QualitativeProject:
    """Put projects together: interviews, codes and cases are one by their names, codings are each coder's own.

    Parameters
    ----------
    projects : mapping
        What a coder is called to the project that holds this coder's codings and nobody else's; two or more.

    Raises
    ------
    DataError
        If a project has codings of several coders, or two interviews, cases or codes of one name, or if two projects
        do not hold the same of an interview or a case. All problems are listed; none repeats what was said.
    """
    parts = [_Part(coder, project) for coder, project in projects.items()]
    problems = [problem for part in parts for problem in part.problems()]
    problems += _differences(
        parts, "interview", lambda part: part.sources, lambda each: replace(each, description="")
    )
    problems += _differences(parts, "case", lambda part: part.cases, lambda each: each.values)
    if problems:
        raise DataError("These files are not one project of several coders.", problems)
    codes = with_headings(_once(parts, lambda part: part.codes, lambda code: code.path), _code_id)
    first = parts[0].project
    return QualitativeProject(
        name=first.name,
        origin=first.origin,
        path=first.path,
        sha256=first.sha256,
        users=tuple(User(id=part.user_id, name=part.coder) for part in parts),
        codes=codes,
        variables=tuple(_once(parts, lambda part: part.project.variables, lambda each: each.name.casefold())),
        cases=tuple(_of_all(parts, case) for case in _once(parts, lambda part: part.cases, lambda each: each.name)),
        sources=tuple(_once(parts, lambda part: part.sources, lambda each: each.name)),
        segments=tuple(segment for part in parts for segment in part.segments()),
        codings=tuple(coding for part in parts for coding in part.codings()),
        description=first.description,
        violations=tuple(_not_everywhere(parts)),
        understood=tuple(f"{part.coder}: {said}" for part in parts for said in part.project.reading()),
    )


@dataclass(frozen=True)
class _Part:
    """The project of one coder, its things identified by their names: files may number theirs alike."""

    coder: str
    project: QualitativeProject

    @property
    def user_id(self) -> str:
        return identifier_of("coder", self.coder)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        return tuple(replace(each, id=_source_id(each.name)) for each in self.project.sources)

    @cached_property
    def codes(self) -> tuple[Code, ...]:
        return tuple(replace(each, id=_code_id(each.path)) for each in self.project.codes)

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        return tuple(
            replace(each, id=identifier_of("case", each.name), source_ids=tuple(map(self._source, each.source_ids)))
            for each in self.project.cases
        )

    def segments(self) -> Iterator[Segment]:
        for each in self.project.segments:
            own = {"id": self._own(each.id), "source_id": self._source(each.source_id), "user_id": self.user_id}
            yield replace(each, **own)

    def codings(self) -> Iterator[Coding]:
        for each in self.project.codings:
            yield replace(
                each,
                id=self._own(each.id),
                source_id=self._source(each.source_id),
                segment_id=self._own(each.segment_id) if each.segment_id else "",
                code_id=_code_id(self._paths[each.code_id]),
                coder_id=self.user_id,
            )

    def problems(self) -> Iterator[Problem]:
        where = f"{self.coder} ({self.project.path.name})"
        coders = {coding.coder_id for coding in self.project.codings}
        if len(coders) > 1:
            names = sorted(user.name for user in self.project.users if user.id in coders)
            yield Problem(where, "has codings of several coders", ", ".join(names), "those of one", _DEFINED_IN)
        named = {"interview": self.sources, "case": self.cases, "code": self.codes}
        for kind, things in named.items():
            several = [name for name, n in Counter(map(_name_of, things)).items() if n > 1]
            for name in several:
                yield Problem(where, f"has several of one name: {kind}", repr(name), "each name once", _DEFINED_IN)

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


def _source_id(name: str) -> str:
    return identifier_of("interview", name)


def _code_id(path: tuple[str, ...]) -> str:
    return identifier_of("code", *path)


def _name_of(thing: Source | Case | Code) -> str:
    return ".".join(thing.path) if isinstance(thing, Code) else thing.name


def _once(
    parts: Sequence[_Part], things_of: Callable[[_Part], Iterable[Thing]], key: Callable[[Thing], Any]
) -> Iterator[Thing]:
    """Yield the things of all parts, of those with one key the first."""
    found: dict[Any, Thing] = {}
    for part in parts:
        for thing in things_of(part):
            found.setdefault(key(thing), thing)
    yield from found.values()


def _of_all(parts: Sequence[_Part], case: Case) -> Case:
    """Return a case with the interviews that it has in any part."""
    linked = (each.source_ids for part in parts for each in part.cases if each.name == case.name)
    return replace(case, source_ids=tuple(dict.fromkeys(source_id for ids in linked for source_id in ids)))


def _differences(
    parts: Sequence[_Part], kind: str, things_of: Callable[[_Part], Iterable[Any]], content: Callable[[Any], Any]
) -> Iterator[Problem]:
    """Yield a problem for each thing of which a part holds something else than the first part that has it."""
    first: dict[str, tuple[str, Any]] = {}
    for part in parts:
        for thing in things_of(part):
            coder, expected = first.setdefault(thing.name, (part.coder, content(thing)))
            if content(thing) != expected:
                where = f"{part.coder} ({part.project.path.name}), {kind} {thing.name!r}"
                yield Problem(where, f"is not the same as with {coder}", "", "the same in all files", _DEFINED_IN)


def _not_everywhere(parts: Sequence[_Part]) -> Iterator[str]:
    """Yield what only some coders have: they may have coded less, or with another codebook."""
    kinds: dict[str, Callable[[_Part], Iterable[Any]]] = {
        "interview": lambda part: part.sources,
        "code": lambda part: part.codes,
    }
    for kind, things_of in kinds.items():
        of = {part.coder: {_name_of(thing) for thing in things_of(part)} for part in parts}
        for name in sorted(set().union(*of.values())):
            without = [coder for coder, names in of.items() if name not in names]
            if without:
                yield f"{kind} {name!r} is not in the file of {', '.join(without)}"
