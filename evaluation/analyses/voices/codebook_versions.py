"""A site's own codebook: its versions as tables, checked against themselves and against the project."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from evaluation.data.qualitative import QualitativeProject
from evaluation.data.validated import ValidatedTable
from evaluation.errors import DataError, ParameterError, Problem

_DEFINED_IN = "data_dictionary/codebook.yml"
SEPARATOR = ";"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A code as one version of the codebook defines it.

    Parameters
    ----------
    code, parent : str
        Names; the parent is blank at the top.
    definition, include, exclude, example : str
    replaces : tuple of str
        Names of codes of the version before that became this one.
    """

    code: str
    parent: str
    definition: str
    include: str = ""
    exclude: str = ""
    example: str = ""
    replaces: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """The code and its place, as names are compared."""
        return plain(self.parent), plain(self.code)

    @property
    def meaning(self) -> tuple[str, str, str]:
        """What decides to which passages it is applied."""
        return self.definition, self.include, self.exclude


@dataclass(frozen=True)
class Version:
    """One version of a codebook: its name, the day from which it was used, and all its codes."""

    name: str
    since: date
    entries: tuple[Entry, ...]

    def by_key(self) -> Mapping[tuple[str, str], Entry]:
        """Return the codes by what tells them apart."""
        return {entry.key: entry for entry in self.entries}


def plain(name: str) -> str:
    """Return a name as names are compared: without regard to case and spaces."""
    return " ".join(name.casefold().split())


def key_of(path: Sequence[str]) -> tuple[str, str]:
    """Return what tells a code of a project apart, as :attr:`Entry.key`, from its path in the codebook."""
    return plain(path[-2]) if len(path) > 1 else "", plain(path[-1])


def read_versions(table: ValidatedTable) -> tuple[Version, ...]:
    """Return the versions of a codebook, the oldest first.

    Raises
    ------
    DataError
        If a version has two days, two versions have one, a code stands twice in a version, or a parent or replaced
        code is not in the version that it should be in. All problems are listed.
    """
    frame = table.frame
    versions, problems = [], []
    for name, rows in frame.groupby("version", sort=False):
        days = sorted({day.date() for day in rows["since"]})
        if len(days) > 1:
            found = ", ".join(map(str, days))
            problems.append(_wrong(table, name, "has several days", found, "one day for all its rows"))
        entries = tuple(_entry(row) for row in rows.to_dict("records"))
        versions.append(Version(str(name), days[0], entries))
    versions.sort(key=lambda version: (version.since, version.name))
    shared = [day for day, count in Counter(version.since for version in versions).items() if count > 1]
    problems += [
        _wrong(table, version.name, "begins on the day of another", str(version.since), "a day of its own")
        for version in versions
        if version.since in shared
    ]
    for place, version in enumerate(versions):
        problems += _problems_of(table, version, versions[place - 1] if place else None)
    if problems:
        raise DataError(f"{table.where}: {len(problems)} problem(s) in the codebook.", problems)
    return tuple(versions)


def version_used(versions: Sequence[Version], wanted: str) -> Version:
    """Return the version that was declared as frozen, or the newest where none was.

    Raises
    ------
    ParameterError
        If the codebook has no version of that name.
    """
    if not wanted:
        return versions[-1]
    for version in versions:
        if version.name == wanted:
            return version
    known = ", ".join(repr(version.name) for version in versions)
    problem = Problem("themes.codebook_version", "is no version of the codebook", repr(wanted), known, _DEFINED_IN)
    raise ParameterError("The params file names a version that the codebook lacks.", [problem])


def check_against(project: QualitativeProject, version: Version, where: str) -> list[Problem]:
    """Return a problem for every code that only the project, or only the codebook, has, or that stands elsewhere."""
    ours = version.by_key()
    theirs = {key_of(code.path): code for code in project.codes}
    problems = []
    moved = set()
    for key, code in theirs.items():
        if key in ours:
            continue
        above = [other for other in ours if other[1] == key[1] and other not in theirs]
        if len(above) == 1:
            moved.add(above[0])
            problems.append(
                Problem(
                    f"{where}, version {version.name}",
                    f"code {code.name!r} stands elsewhere in the project",
                    f"below {ours[above[0]].parent or 'nothing'!r}",
                    f"below {code.path[-2] if len(code.path) > 1 else 'nothing'!r}",
                    str(project.path),
                )
            )
            continue
        close = difflib.get_close_matches(code.name, [entry.code for entry in ours.values()], n=2)
        problems.append(
            Problem(
                f"{where}, version {version.name}",
                "lacks a code of the project",
                repr(" > ".join(code.path)),
                " or ".join(map(repr, close)) or "a row for it",
                str(project.path),
            )
        )
    problems += [
        Problem(
            f"{where}, version {version.name}",
            "has a code that the project lacks",
            repr(entry.code),
            "the codes of the project",
            str(project.path),
        )
        for key, entry in ours.items()
        if key not in theirs and key not in moved
    ]
    return problems


def _entry(row: Mapping[str, object]) -> Entry:
    text = {name: _text(row.get(name)) for name in ("code", "parent", "definition", "include", "exclude", "example")}
    replaced = tuple(name.strip() for name in _text(row.get("replaces")).split(SEPARATOR) if name.strip())
    return Entry(**text, replaces=replaced)


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _problems_of(table: ValidatedTable, version: Version, before: Version | None) -> list[Problem]:
    known = {plain(entry.code) for entry in version.entries}
    twice = [key for key, count in Counter(entry.key for entry in version.entries).items() if count > 1]
    problems = [
        _wrong(table, version.name, "has a code twice", repr(" > ".join(filter(None, key))), "one row a code")
        for key in twice
    ]
    earlier = {plain(entry.code) for entry in before.entries} if before else set()
    for entry in version.entries:
        if entry.parent and plain(entry.parent) not in known:
            found = f"{entry.parent!r}, above {entry.code!r}"
            problems.append(_wrong(table, version.name, "has a parent that is no code of it", found, "a code of it"))
        problems += [
            _wrong(
                table,
                version.name,
                "replaces what is no code of the version before",
                f"{name!r}, by {entry.code!r}",
                f"a code of version {before.name}" if before else "nothing in the first version",
            )
            for name in entry.replaces
            if plain(name) not in earlier
        ]
    return problems


def _wrong(table: ValidatedTable, version: object, wrong: str, found: str, expected: str) -> Problem:
    return Problem(f"{table.where}, version {version}", wrong, found, expected, _DEFINED_IN)
