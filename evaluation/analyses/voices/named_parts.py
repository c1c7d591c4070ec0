"""Interviews and codes that a site's own tables name, found in the project."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.analyses.voices.codebook import Theme, names_of
from evaluation.data.qualitative import QualitativeProject
from evaluation.data.qualitative_parts import Source
from evaluation.data.validated import ValidatedTable
from evaluation.errors import Problem


@dataclass(frozen=True)
class NamedRow:
    """A row of a site's own table.

    Parameters
    ----------
    where : str
        For messages.
    theme : str
        Slug; blank where the codebook does not have it.
    source : Source or None
        None where the row names none, or none that the project has.
    values : dict
        The row, text that is missing being blank.
    """

    where: str
    theme: str
    source: Source | None
    values: dict[str, object]


def named_rows(
    table: ValidatedTable, project: QualitativeProject, themes: Sequence[Theme]
) -> tuple[tuple[NamedRow, ...], list[Problem]]:
    """Return the rows of a table with the theme and interview that each names, and a problem for each unknown one.

    Parameters
    ----------
    table : ValidatedTable
        With ``theme`` and perhaps ``source``, which may be blank.
    project : QualitativeProject
    themes : sequence of Theme
        All of the codebook.
    """
    labels, slugs = names_of(project, themes), {theme.label: theme.slug for theme in themes}
    count = Counter(source.name for source in project.sources)
    sources = {source.name: source for source in project.sources}
    rows, problems = [], []
    for number, given in enumerate(table.frame.to_dict("records"), start=1):
        values = {name: "" if value is None or value != value else value for name, value in given.items()}
        where = f"{table.where}, row {number}"
        label = labels.get(str(values["theme"]).strip().casefold(), "")
        name = str(values.get("source", ""))
        if not label:
            wrong, theme = "its theme is not in the codebook", repr(values["theme"])
            problems.append(Problem(where, wrong, theme, "the name of a code", table.schema.file))
        if name and count[name] != 1:
            found = "several interviews of that name" if count[name] else repr(name)
            wrong = "its interview is not in the project"
            problems.append(Problem(where, wrong, found, "the name of one interview", table.schema.file))
        source = sources[name] if name and count[name] == 1 else None
        rows.append(NamedRow(where, slugs.get(label, ""), source, values))
    return tuple(rows), problems
