"""What a site keeps beside its project: codebook, topic guide, summaries, contrary passages, finished interviews."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from evaluation.analyses.voices.codebook import Theme, all_themes
from evaluation.analyses.voices.codebook_versions import Version, check_against, read_versions, version_used
from evaluation.analyses.voices.finished_interviews import read_finished
from evaluation.analyses.voices.named_parts import NamedRow, named_rows
from evaluation.analyses.voices.negative_cases import Searched, read_searches
from evaluation.data.finished_sources import Finished
from evaluation.data.parameters import ThemesParameters
from evaluation.data.qualitative import QualitativeProject
from evaluation.data.validated import ValidatedTable
from evaluation.errors import DataError, Problem

if TYPE_CHECKING:
    from evaluation.data.validated import Tables

Found = TypeVar("Found")


@dataclass(frozen=True, kw_only=True)
class SiteTables:
    """The tables as far as the params file names them.

    Parameters
    ----------
    versions : tuple of Version
        Of the codebook, the oldest first; empty where there is none.
    version : Version or None
        The one that was used.
    guide : tuple of NamedRow or None
        What was asked; None where nobody says it.
    summaries : tuple of NamedRow
    searched : tuple of Searched or None
        For each reported theme; None where nobody kept a record.
    finished : mapping or None
        Interviews that each coder finished; None where nobody says it.
    """

    versions: tuple[Version, ...]
    version: Version | None
    guide: tuple[NamedRow, ...] | None
    summaries: tuple[NamedRow, ...]
    searched: tuple[Searched, ...] | None
    finished: Finished | None


def read_site_tables(
    project: QualitativeProject,
    tables: Tables,
    parameters: ThemesParameters,
    reported: Sequence[Theme],
    withdrawn: Collection[str],
) -> SiteTables:
    """Read the tables that the params file names and hold them against the project, withdrawn interviews included.

    Raises
    ------
    ParameterError
        If the codebook does not have the version that the params file names.
    DataError
        If a table contradicts itself or the project. The problems of all tables are listed.
    """
    themes = all_themes(project)
    errors: list[DataError] = []

    def rows_of(name: str) -> tuple[NamedRow, ...] | None:
        return _noting(errors, lambda: _rows(tables[name], project, themes)) if name else None

    codebook = None
    if parameters.codebook:
        table, wanted = tables[parameters.codebook], parameters.codebook_version
        codebook = _noting(errors, lambda: _codebook(table, project, wanted))
    guide, summaries = rows_of(parameters.topic_guide), rows_of(parameters.framework_summaries)
    name = parameters.negative_cases
    searched = None
    if name:
        searched = _noting(errors, lambda: read_searches(tables[name], project, themes, reported, withdrawn))
    read_by = parameters.finished_interviews
    finished = _noting(errors, lambda: read_finished(tables[read_by], project)) if read_by else None
    if len(errors) == 1:
        raise errors[0]
    if errors:
        problems = [problem for error in errors for problem in error.problems]
        raise DataError(f"{len(problems)} problem(s) with the tables beside the interviews.", problems)
    versions, version = codebook or ((), None)
    return SiteTables(
        versions=versions,
        version=version,
        guide=guide,
        summaries=summaries or (),
        searched=searched,
        finished=finished,
    )


def _noting(errors: list[DataError], read: Callable[[], Found]) -> Found | None:
    """Return what was read, or note why it cannot be, so that the problems of all tables are told at once."""
    try:
        return read()
    except DataError as error:
        errors.append(error)
        return None


def _codebook(table: ValidatedTable, project: QualitativeProject, wanted: str) -> tuple[tuple[Version, ...], Version]:
    versions = read_versions(table)
    version = version_used(versions, wanted)
    _stop(table, check_against(project, version, table.where), "difference(s) from the project's codes")
    return versions, version


def _rows(table: ValidatedTable, project: QualitativeProject, themes: Sequence[Theme]) -> tuple[NamedRow, ...]:
    rows, problems = named_rows(table, project, themes)
    _stop(table, problems, "problem(s) with themes and interviews")
    return rows


def _stop(table: ValidatedTable, problems: Sequence[Problem], what: str) -> None:
    if problems:
        raise DataError(f"{table.where}: {len(problems)} {what}.", problems)
