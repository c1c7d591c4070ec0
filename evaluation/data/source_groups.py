"""Which role, community and arm each interview belongs to, read from variables of its case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from evaluation.data.hints import SHOWN
from evaluation.data.qualitative import QualitativeProject
from evaluation.data.strict_yaml import counted
from evaluation.errors import Problem


@dataclass(frozen=True)
class SourceGroups:
    """The level of each source in one dimension.

    Parameters
    ----------
    dimension : str
        ``role``, ``community``, ``arm``.
    levels : tuple of str
        Levels that occur, in the order of their list.
    level_of : mapping
        Source to level; a source without a value, or with several, is absent.
    among : mapping
        Source to all its levels, where it has several persons.
    """

    dimension: str
    levels: tuple[str, ...]
    level_of: Mapping[str, str]
    among: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def members(self, level: str) -> tuple[str, ...]:
        """Return the sources of a level."""
        return tuple(source_id for source_id, found in self.level_of.items() if found == level)

    def coarser(self, dimension: str, broader: Mapping[str, str], order: Sequence[str]) -> SourceGroups:
        """Return the same sources in broader levels; levels that join none are left out."""
        level_of = {source: broader[level] for source, level in self.level_of.items() if broader.get(level)}
        return SourceGroups(dimension, _in_order(order, level_of), level_of)


def read_groups(
    project: QualitativeProject,
    *,
    dimension: str,
    variable: str,
    labels: Mapping[str, str],
    defined_in: str,
    source_ids: Sequence[str],
) -> tuple[SourceGroups, list[Problem]]:
    """Return the level of each source, and a problem for every value that the list does not have.

    Parameters
    ----------
    project : QualitativeProject
    dimension : str
        What the variable is called in the dictionary: ``role``.
    variable : str
        Name of the case variable.
    labels : mapping
        Code to label; a value may be either, in any case of letters.
    defined_in : str
        Where the list stands, for messages.
    source_ids : sequence of str
        The sources that are counted.
    """
    codes = {plain_value(label): code for code, label in labels.items()} | {
        plain_value(code): code for code in labels
    }
    level_of: dict[str, str] = {}
    among: dict[str, tuple[str, ...]] = {}
    unknown: dict[str, list[str]] = {}
    names = {source.id: source.name or source.id for source in project.sources}
    for source_id, values in project.values_of(source_ids, variable).items():
        known = {codes[plain_value(value)] for value in values if plain_value(value) in codes}
        for value in values:
            if plain_value(value) not in codes:
                unknown.setdefault(value, []).append(names[source_id])
        if known:
            among[source_id] = tuple(sorted(known))
        if len(known) == 1:
            level_of[source_id] = known.pop()
    problems = [
        Problem(
            f"{project.path}, case variable {variable}",
            f"unknown {dimension} {value!r}",
            f"in {counted(len(found), 'source')}: {_listed(found)}",
            f"one of {', '.join(labels)}",
            defined_in,
        )
        for value, found in sorted(unknown.items())
    ]
    return SourceGroups(dimension, _in_order(labels, level_of), level_of, among), problems


def plain_value(text: str) -> str:
    """Return a value as it is compared with codes and labels, whatever the case of letters and the spaces."""
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    return f"{', '.join(names[:SHOWN])}{more}"


def _in_order(order: Sequence[str] | Mapping[str, str], level_of: Mapping[str, str]) -> tuple[str, ...]:
    found = set(level_of.values())
    return tuple(level for level in order if level in found)
