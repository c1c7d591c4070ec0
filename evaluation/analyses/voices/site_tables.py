"""What a site keeps beside its coded project: codebook, topic guide, summaries, searches for contrary passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluation.analyses.voices.codebook import Theme, all_themes
from evaluation.analyses.voices.codebook_versions import Version, check_against, read_versions, version_used
from evaluation.analyses.voices.named_parts import NamedRow, named_rows
from evaluation.analyses.voices.negative_cases import Searched, read_searches
from evaluation.data.parameters import ThemesParameters
from evaluation.data.qualitative import QualitativeProject
from evaluation.data.validated import ValidatedTable
from evaluation.errors import DataError, Problem

if TYPE_CHECKING:
    from evaluation.data.validated import Tables


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
    """

    versions: tuple[Version, ...]
    version: Version | None
    guide: tuple[NamedRow, ...] | None
    summaries: tuple[NamedRow, ...]
    searched: tuple[Searched, ...] | None


def read_site_tables(
    project: QualitativeProject, tables: Tables, parameters: ThemesParameters, reported: Sequence[Theme]
) -> SiteTables:
    """Read the tables that the params file names and hold them against the project.

    Raises
    ------
    ParameterError
        If the codebook does not have the version that the params file names.
    DataError
        If a table contradicts itself or the project. All problems of a table are listed.
    """
    themes = all_themes(project)
    versions, version = (), None
    if parameters.codebook:
        table = tables[parameters.codebook]
        versions = read_versions(table)
        version = version_used(versions, parameters.codebook_version)
        _stop(table, check_against(project, version, table.where), "difference(s) from the project's codes")
    guide = _read(tables[parameters.topic_guide], project, themes) if parameters.topic_guide else None
    summaries: tuple[NamedRow, ...] = ()
    if parameters.framework_summaries:
        summaries = _read(tables[parameters.framework_summaries], project, themes)
    searched = None
    if parameters.negative_cases:
        searched = read_searches(tables[parameters.negative_cases], project, themes, reported)
    return SiteTables(versions=versions, version=version, guide=guide, summaries=summaries, searched=searched)


def _read(table: ValidatedTable, project: QualitativeProject, themes: Sequence[Theme]) -> tuple[NamedRow, ...]:
    rows, problems = named_rows(table, project, themes)
    _stop(table, problems, "problem(s) with themes and interviews")
    return rows


def _stop(table: ValidatedTable, problems: Sequence[Problem], what: str) -> None:
    if problems:
        raise DataError(f"{table.where}: {len(problems)} {what}.", problems)
