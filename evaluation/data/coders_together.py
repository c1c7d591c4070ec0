"""One coded project of several files, in each of which one coder coded the same interviews.

Programs that name nobody in what they export, such as Taguette, cannot say in one file who coded what.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from evaluation.data.code_tree import with_headings
from evaluation.data.coder_file import DEFINED_IN, KINDS, CoderFile, Named, code_id, name_of, shared
from evaluation.data.coder_names import names_of_one
from evaluation.data.qualitative import QualitativeProject
from evaluation.data.qualitative_parts import Case, Source, User
from evaluation.errors import DataError, Problem

_MAY_DIFFER = {
    "interview": {"description": "description"},
    "code": {"description": "definition", "color": "colour", "is_codable": "use (as a code or as a heading)"},
    "case": {"description": "description"},
    "variable": {"kind": "type"},
}
"""Fields in which files may differ, and what they are to a reader."""


def coders_together(projects: Mapping[str, QualitativeProject]) -> QualitativeProject:
    """Put projects together: interviews, codes and cases are one by their names, codings are each coder's own.

    Parameters
    ----------
    projects : mapping
        What a coder is called to the project that holds this coder's codings and nobody else's; two or more.

    Returns
    -------
    QualitativeProject
        Where files describe or define one thing in different words, it has those of the first file that has any; a
        code that is applied in one of them is a code. ``violations`` say every such difference, what only some files
        have, and what was noted of each file.

    Raises
    ------
    DataError
        If two coders have one name, a project has codings of several coders, or two interviews, cases or codes of
        one name, or if two projects do not hold the same of an interview or a case. All problems are listed; none
        repeats what was said.
    """
    files = [CoderFile(coder, project) for coder, project in projects.items()]
    problems = [
        Problem(
            "the sources put together", "are coders of one name", " and ".join(names), "a name for each", DEFINED_IN
        )
        for names in names_of_one(projects)
    ]
    problems += [problem for file in files for problem in file.problems()]
    problems += _refused(files, "interview", lambda each: replace(each, description="", values=()))
    problems += _refused(files, "case", lambda each: each.name)
    if problems:
        raise DataError("These files are not one project of several coders.", problems)
    first = files[0].project
    return QualitativeProject(
        name=first.name,
        origin=first.origin,
        path=first.path,
        sha256=first.sha256,
        users=tuple(User(id=file.user_id, name=file.coder) for file in files),
        codes=with_headings(_merged(files, "code"), code_id),
        variables=tuple(_merged(files, "variable")),
        cases=tuple(_of_all(files, case) for case in _merged(files, "case")),
        sources=tuple(_merged(files, "interview")),
        segments=tuple(segment for file in files for segment in file.segments()),
        codings=tuple(coding for file in files for coding in file.codings()),
        description=_first_filled([file.project.description for file in files]),
        not_carried=tuple(
            replace(each, what=f"{each.what} in the file of {file.coder}")
            for file in files
            for each in file.project.not_carried
        ),
        violations=(*_not_everywhere(files), *_unlike(files), *_noted(files)),
        understood=tuple(f"{file.coder}: {said}" for file in files for said in _understood(file.project)),
    )


def _merged(files: Sequence[CoderFile], kind: str) -> Iterator[Any]:
    """Yield the things of all files; of those that are one the first, its gaps filled from the next that can."""
    for of in shared(files, kind):
        first, *_ = of.values()
        filled = {
            field: _first_filled([getattr(thing, field) for thing in of.values()]) for field in _MAY_DIFFER[kind]
        }
        yield replace(first, **filled)


def _first_filled(values: Sequence[Any]) -> Any:
    return next((value for value in values if value), values[0])


def _of_all(files: Sequence[CoderFile], case: Case) -> Case:
    """Return a case with the interviews that it has in any file."""
    linked = (each.source_ids for file in files for each in file.cases if each.name == case.name)
    return replace(case, source_ids=tuple(dict.fromkeys(source_id for ids in linked for source_id in ids)))


def _refused(files: Sequence[CoderFile], kind: str, content: Callable[[Any], Any]) -> Iterator[Problem]:
    """Yield a problem for each thing of which a file holds something else than the first file that has it.

    Parameters
    ----------
    files : sequence of CoderFile
    kind : str
        ``interview`` or ``case``.
    content : callable
        Returns what must be the same beside the values of variables, which are named where they differ.
    """
    names = {file.coder: file.project.path.name for file in files}
    for of in shared(files, kind):
        first, *others = of
        for coder in others:
            differing = ", ".join(map(repr, _variables_that_differ(of[coder], of[first])))
            if differing or content(of[coder]) != content(of[first]):
                where = f"{coder} ({names[coder]}), {kind} {name_of(of[coder])!r}"
                found = f"another value, or none, of {differing}" if differing else ""
                yield Problem(where, f"is not the same as with {first}", found, "the same in all files", DEFINED_IN)


def _variables_that_differ(one: Source | Case, other: Source | Case) -> list[str]:
    """Return the names of variables that two things do not have the same values of; never the values."""
    mine, theirs = _by_variable(one), _by_variable(other)
    return [name for name in (mine | theirs) if mine.get(name) != theirs.get(name)]


def _by_variable(thing: Source | Case) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in thing.values:
        found.setdefault(name, []).append(value)
    return {name: sorted(values) for name, values in found.items()}


def _not_everywhere(files: Sequence[CoderFile]) -> Iterator[str]:
    """Yield what only some coders have: they may have coded less, or with another codebook."""
    for kind in KINDS:
        for of in sorted(shared(files, kind), key=lambda of: _called(of)):
            without = [file.coder for file in files if file.coder not in of]
            if without:
                yield f"{kind} {_called(of)!r} is not in the file of {', '.join(without)}"


def _unlike(files: Sequence[CoderFile]) -> Iterator[str]:
    """Yield what is described, defined, coloured or used differently, and whose is kept; never the words."""
    for kind, fields in _MAY_DIFFER.items():
        for of in shared(files, kind):
            for field, words in fields.items():
                values = {coder: getattr(thing, field) for coder, thing in of.items()}
                yield from _difference(f"{kind} {_called(of)!r}: {words}", values)
    yield from _difference("description of the project", {file.coder: file.project.description for file in files})


def _difference(what: str, values: Mapping[str, Any]) -> Iterator[str]:
    kept = next((coder for coder, value in values.items() if value), "")
    others = [coder for coder, value in values.items() if kept and value != values[kept]]
    if others:
        yield f"{what} is not the same in the file of {', '.join(others)}; that of {kept} is kept"


def _noted(files: Sequence[CoderFile]) -> Iterator[str]:
    return (f"{file.coder}: {violation}" for file in files for violation in file.project.violations)


def _called(of: Mapping[str, Named]) -> str:
    return name_of(next(iter(of.values())))


def _understood(project: QualitativeProject) -> tuple[str, ...]:
    return replace(project, not_carried=(), violations=()).reading()
