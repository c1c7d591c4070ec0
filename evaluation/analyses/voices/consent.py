"""Interviews whose speaker has withdrawn consent: nothing of them is in any result."""

from __future__ import annotations

from dataclasses import replace

from evaluation.data.dictionary import load_code_list
from evaluation.data.qualitative import QualitativeProject
from evaluation.data.source_groups import read_groups
from evaluation.errors import DataError

WITHDRAWN = "withdrawn"


def withdrawn_sources(project: QualitativeProject, variable: str) -> frozenset[str]:
    """Return the interviews of which a case, or the interview itself, says that consent was withdrawn.

    Where several people speak in one, the first who withdraws takes it out: their words cannot be told apart.

    Parameters
    ----------
    project : QualitativeProject
    variable : str
        Case variable with the speaker's consent; blank, or one that the project lacks, withdraws nothing.

    Raises
    ------
    DataError
        If a value is not in the list of decisions: what nobody understands may be a withdrawal.
    """
    if not variable:
        return frozenset()
    decisions = load_code_list("consent")
    groups, problems = read_groups(
        project,
        dimension="consent",
        variable=variable,
        labels={code.code: code.label for code in decisions.codes},
        defined_in=f"{decisions.file}; themes.consent_variable names the variable",
        source_ids=[source.id for source in project.sources],
    )
    if problems:
        raise DataError(f"{project.path}: {len(problems)} problem(s) with consent.", problems)
    return frozenset(source_id for source_id, said in groups.among.items() if WITHDRAWN in said)


def without_words_of(project: QualitativeProject, source_ids: frozenset[str]) -> QualitativeProject:
    """Return a project in which some interviews have no text and nothing is marked; their names and places stay."""
    return replace(
        project,
        sources=tuple(
            replace(source, text=None, is_textual=False) if source.id in source_ids else source
            for source in project.sources
        ),
        segments=tuple(segment for segment in project.segments if segment.source_id not in source_ids),
        codings=tuple(coding for coding in project.codings if coding.source_id not in source_ids),
    )


def withdrawn_in_words(n_sources: int) -> str:
    """Return for a note or the evaluator how many interviews are left out, blank where none is."""
    return f"{n_sources} more are left out of everything: consent was withdrawn" if n_sources else ""
