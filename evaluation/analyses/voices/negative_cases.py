"""For which themes somebody searched for passages that speak against what is concluded, and whether any was found."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from evaluation.analyses.ledger import EVERYBODY, ledger_row
from evaluation.analyses.restricted import restricted_table
from evaluation.analyses.voices import STEM
from evaluation.analyses.voices.codebook import Theme
from evaluation.analyses.voices.named_parts import named_rows
from evaluation.data.output_table import OutputTable
from evaluation.data.qualitative import QualitativeProject
from evaluation.data.quote_place import stands_in
from evaluation.data.validated import ValidatedTable
from evaluation.errors import DataError, Problem
from evaluation.stats.estimate import Estimate, Status

_COLUMNS = ("theme", "state", "n_contrary", "n_searches_without_result", "searched_by", "last_searched_on")
_NO_TABLE = "nobody recorded a search for contrary passages: the params file names no table negative_cases"


@dataclass(frozen=True)
class Searched:
    """What was recorded of one theme.

    Parameters
    ----------
    theme : str
        Slug.
    n_contrary, n_null : int
        Contrary passages, and searches that found none.
    by : tuple of str
        Who searched.
    last : str
        Day of the last search; blank where there was none.
    """

    theme: str
    n_contrary: int
    n_null: int
    by: tuple[str, ...]
    last: str

    @property
    def state(self) -> str:
        """What a reader may rely on."""
        if self.n_contrary:
            return "contrary passages found"
        return "searched, none found" if self.n_null else "not searched"


def read_searches(
    table: ValidatedTable,
    project: QualitativeProject,
    all_themes: Sequence[Theme],
    reported: Sequence[Theme],
    withdrawn: Collection[str] = (),
) -> tuple[Searched, ...]:
    """Return what was recorded of each reported theme, in their order; passages of withdrawn interviews do not count.

    Raises
    ------
    DataError
        If a theme or an interview is not in the project, or a passage stands in no interview or not in the one
        named. All problems are listed, and no passage is repeated.
    """
    rows, problems = named_rows(table, project, all_themes)
    for row in rows:
        passage = str(row.values.get("passage", ""))
        if passage and not row.values["source"]:
            wrong, expected = "has a passage and no interview", "the interview it stands in"
            problems.append(Problem(row.where, wrong, "", expected, table.schema.file))
        elif passage and row.source and row.source.text is not None and not stands_in(passage, row.source.text):
            wrong, expected = "its passage does not stand in the interview", "the words as they were said"
            problems.append(Problem(row.where, wrong, repr(row.source.name), expected, table.schema.file))
    if problems:
        raise DataError(f"{table.where}: {len(problems)} problem(s) with searches for contrary passages.", problems)
    found = []
    for theme in reported:
        ours = [row for row in rows if row.theme == theme.slug and not (row.source and row.source.id in withdrawn)]
        days = [row.values["searched_on"].date().isoformat() for row in ours]
        contrary = sum(row.source is not None for row in ours)
        people = tuple(sorted({str(row.values["searched_by"]) for row in ours}))
        found.append(Searched(theme.slug, contrary, len(ours) - contrary, people, max(days, default="")))
    return tuple(found)


def search_rows(found: Sequence[Searched] | None, n_themes: int) -> list[Estimate]:
    """Return for how many reported themes somebody searched; without an estimate where nobody kept a record."""
    counted = {"themes_searched": math.nan, "themes_with_contrary": math.nan}
    if found is not None:
        counted["themes_searched"] = float(sum(each.state != "not searched" for each in found))
        counted["themes_with_contrary"] = float(sum(bool(each.n_contrary) for each in found))
    notes = {
        "themes_searched": "reported themes for which somebody searched for contrary passages",
        "themes_with_contrary": "reported themes with a contrary passage",
    }
    return [
        ledger_row(
            STEM,
            quantity,
            EVERYBODY,
            unit="count",
            estimate=number,
            n_obs=n_themes,
            method="counted in the record of searches",
            status=Status.DIAGNOSTIC,
            notes=[notes[quantity], f"not estimable: {_NO_TABLE}" if found is None else ""],
        )
        for quantity, number in counted.items()
    ]


def search_table(found: Sequence[Searched]) -> OutputTable:
    """Return what was recorded of each theme, those that nobody searched first."""
    order = sorted(found, key=lambda each: (bool(each.last), each.theme))
    rows = [(each.theme, each.state, each.n_contrary, each.n_null, ", ".join(each.by), each.last) for each in order]
    return restricted_table(STEM, "negative_case_register", _COLUMNS, rows)
