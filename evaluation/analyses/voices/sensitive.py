"""Themes that a release shows of everybody together and never by group: who is in one could be known to hold it."""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.analyses.restricted import restricted_table
from evaluation.analyses.voices import STEM
from evaluation.analyses.voices.codebook import all_themes, themes_named
from evaluation.data.code_tree import codes_above
from evaluation.data.output_table import OutputTable
from evaluation.data.qualitative import QualitativeProject

SENSITIVE, ABOVE = "sensitive", "above a sensitive one"


def sensitive_table(project: QualitativeProject, wanted: Sequence[str]) -> OutputTable:
    """Return the codes that are sensitive, with those below them, and the codes above these.

    What is counted for a code together with those below it tells of a sensitive one, too.

    Parameters
    ----------
    project : QualitativeProject
    wanted : sequence of str
        Names, labels or paths.

    Raises
    ------
    ParameterError
        If a name is not in the codebook.
    """
    themes, above = all_themes(project), codes_above(project.codes)
    chosen = {theme.code_id for theme in themes_named(project, wanted, "sensitive")}
    sensitive = {code_id for code_id, broader in above.items() if chosen.intersection((code_id, *broader))}
    broader = {code_id for each in sensitive for code_id in above[each]} - sensitive
    rows = [(theme.slug, SENSITIVE) for theme in themes if theme.code_id in sensitive]
    rows += [(theme.slug, ABOVE) for theme in themes if theme.code_id in broader]
    return restricted_table(STEM, "sensitive_themes", ("theme", "why"), rows)
