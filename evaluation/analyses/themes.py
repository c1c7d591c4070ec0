"""Themes: what people say, how many of them say it, and how far coders agree on that."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from evaluation.analyses.result import AnalysisResult
from evaluation.analyses.voices.agreement import agreement_rows, find_agreement
from evaluation.analyses.voices.agreement_tables import agreement_table, disagreements_table
from evaluation.analyses.voices.agreement_units import unit_remarks
from evaluation.analyses.voices.co_occurrence import co_occurrence_rows, co_occurrence_table, find_pairs
from evaluation.analyses.voices.code_saturation import find_saturation, saturation_orders_table, saturation_rows
from evaluation.analyses.voices.codebook import (
    Theme,
    all_themes,
    choose_themes,
    codes_of_scales,
    with_definitions,
)
from evaluation.analyses.voices.codebook_changes import (
    changes_between,
    changes_table,
    older_codings,
    older_codings_rows,
    older_codings_table,
    versions_table,
)
from evaluation.analyses.voices.consent import (
    consent_remarks,
    withdrawn_in_words,
    withdrawn_sources,
    without_words_of,
)
from evaluation.analyses.voices.continuum import continuum_rows
from evaluation.analyses.voices.framework import find_framework, framework_tables
from evaluation.analyses.voices.negative_cases import search_rows, search_table
from evaluation.analyses.voices.outputs import (
    codebook_table,
    consent_table,
    frame_table,
    names_table,
    not_carried_table,
    project_rows,
)
from evaluation.analyses.voices.prevalence import (
    Occurrence,
    count_tables,
    find_occurrences,
    prevalence_rows,
    rolled_up,
    saturation_table,
    sources_rows,
)
from evaluation.analyses.voices.proposed_quotes import checked_quotes
from evaluation.analyses.voices.scales import scale_rows
from evaluation.analyses.voices.scopes import read_dimensions, role_of, scopes_of
from evaluation.analyses.voices.sensitive import sensitive_table
from evaluation.analyses.voices.site_tables import SiteTables, read_site_tables
from evaluation.data.coder_names import person_of
from evaluation.data.dictionary import load_code_list
from evaluation.data.output_table import OutputTable
from evaluation.data.parameters import ThemesParameters
from evaluation.data.qualitative import QualitativeProject
from evaluation.data.quote_check import deleted_interviews
from evaluation.data.source_groups import SourceGroups
from evaluation.errors import ParameterError, Problem

if TYPE_CHECKING:
    from evaluation.data.validated import Tables


class ThemesResult(AnalysisResult):
    """Frequency of themes by interviews, and agreement between coders."""

    def labels(self) -> dict[str, dict[str, str]]:
        """Return the labels of themes and roles, by dimension and code."""
        codebook = self.table("codebook")
        return {
            "theme": dict(zip(codebook["theme"], codebook["label"], strict=True)),
            "role": load_code_list("role").labels,
        }


def analyse(tables: Tables, parameters: ThemesParameters, rng: np.random.Generator) -> ThemesResult:
    """Count themes by interviews, and measure agreement between coders.

    Parameters
    ----------
    tables : Tables
        With the qualitative project and, where named, the quotes.
    parameters : ThemesParameters
    rng : numpy.random.Generator
        For resampling documents.

    Returns
    -------
    ThemesResult
        The quantities that ``docs/methods/themes.md`` lists. What the data do not determine (agreement with one
        coder, a theme nobody applied) is a row whose estimate is missing and whose note says why. Tables:
        ``themes_overall``, ``sources_by_<dimension>``, ``themes_by_<dimension>`` (counts), ``themes_saturation``
        (curve), ``codebook`` (description), and restricted ``agreement_by_theme``, ``disagreements``,
        ``co_occurrence``, ``saturation_orders``, ``framework_matrix``, ``framework_by_group``,
        ``framework_segments``, ``not_carried``, ``names``, ``source_frame``, ``sensitive_themes``, and what the
        site's own tables and quotes make.

    Raises
    ------
    ParameterError
        If a coder did not code text of the project, or a theme, a code of a scale or a variable is not in it.
    DataError
        If a case variable, of consent too, has a value that its list does not have, two codes cannot be told apart, a
        quote is not what it says it is, or a table of the site does not fit the project. All problems of a kind are
        listed.
    """
    checked = _checked(tables, parameters)
    project, found, dimensions, site = checked.project, checked.found, checked.dimensions, checked.site
    agreement = find_agreement(project, found.themes, checked.compared, parameters, rng, finished=site.finished)
    pairs = find_pairs(project, found.themes, checked.counted)
    saturated = find_saturation(found, checked.dates, parameters, rng)
    framework = find_framework(
        project,
        found,
        checked.counted,
        guide=site.guide,
        summaries=site.summaries,
        roles=role_of(dimensions),
        withdrawn=checked.withdrawn,
    )
    outputs = [
        *count_tables(found, dimensions),
        saturation_table(found),
        codebook_table(with_definitions(project, all_themes(project), site.version)),
        agreement_table(agreement),
        disagreements_table(agreement, project),
        co_occurrence_table(pairs),
        saturation_orders_table(saturated),
        *framework_tables(framework, dimensions),
        not_carried_table(project, checked.remarks),
        names_table(project, checked.deleted),
        consent_table(
            project, checked.withdrawn, checked.deleted, source_ids=found.source_ids, dimensions=dimensions
        ),
        checked.sensitive,
        frame_table(
            project,
            found.source_ids,
            {"role": parameters.role_variable or "role", "place": parameters.community_variable or "community"},
        ),
    ]
    scopes, persons = scopes_of(dimensions, found.source_ids), project.persons_of(found.source_ids)
    estimates = [
        *project_rows(project),
        *sources_rows(found, scopes, n_withdrawn=len(checked.withdrawn)),
        *prevalence_rows(found, scopes, persons, conf_level=parameters.conf_level),
        *agreement_rows(agreement, parameters),
        *scale_rows(project, checked.scales, checked.compared, parameters, finished=site.finished),
        *(
            continuum_rows(project, found.themes, checked.compared, parameters, finished=site.finished)
            if parameters.continuum
            else ()
        ),
        *co_occurrence_rows(pairs),
        *saturation_rows(saturated, parameters),
        *search_rows(site.searched, len(found.themes)),
    ]
    if parameters.roll_up:
        estimates += prevalence_rows(
            rolled_up(project, found, checked.counted),
            scopes,
            persons,
            conf_level=parameters.conf_level,
            quantity="prevalence_rolled_up",
            note="holds the code or any code below it",
        )
    if site.version:
        changes = changes_between(site.versions)
        older = older_codings(project, found.themes, changes, site.version)
        outputs += [versions_table(site.versions), changes_table(changes), older_codings_table(older)]
        estimates += older_codings_rows(older)
    if site.searched is not None:
        outputs.append(search_table(site.searched))
    if checked.quotes:
        outputs.append(checked.quotes)
    return ThemesResult(estimates=tuple(estimates), tables=tuple(outputs))


class Checked(NamedTuple):
    """What the parameters choose, of all interviews but those that were withdrawn."""

    project: QualitativeProject
    withdrawn: frozenset[str]
    deleted: tuple[str, ...]
    found: Occurrence
    dimensions: tuple[SourceGroups, ...]
    dates: Mapping[str, date] | None
    counted: tuple[str, ...]
    compared: tuple[str, ...]
    scales: tuple[tuple[Theme, ...], ...]
    site: SiteTables
    sensitive: OutputTable
    quotes: OutputTable | None
    remarks: tuple[str, ...]


def check(tables: Tables, parameters: ThemesParameters) -> tuple[str, ...]:
    """Return what to know of the data, or raise what :func:`analyse` would raise; nothing is estimated."""
    checked = _checked(tables, parameters)
    left_out = withdrawn_in_words(len(checked.withdrawn))
    code_ids = [theme.code_id for theme in checked.found.themes]
    of_units = unit_remarks(checked.project, code_ids, checked.compared, parameters, checked.site.finished)
    return (*((f"interviews: {left_out}",) if left_out else ()), *checked.remarks, *of_units)


def _checked(tables: Tables, parameters: ThemesParameters) -> Checked:
    everything: QualitativeProject = tables[parameters.interviews]
    asked = (parameters.consent_variable, parameters.not_consent)
    withdrawn = withdrawn_sources(everything, *asked)
    project = without_words_of(everything, withdrawn)
    counted, compared = _coders(project, parameters)
    themes = choose_themes(project, parameters.themes, counted)
    scales = codes_of_scales(project, parameters.scales)
    found = find_occurrences(project, themes, counted)
    dimensions, dates = read_dimensions(project, tables, parameters, found.source_ids)
    site = read_site_tables(everything, tables, parameters, themes, withdrawn)
    quotes, deleted = None, ()
    if parameters.quotes:
        deleted = deleted_interviews(tables[parameters.quotes].frame, everything)
        quotes = checked_quotes(everything, tables, parameters, dimensions, counted, withdrawn)
    sensitive = sensitive_table(everything, parameters.sensitive)
    return Checked(
        project,
        withdrawn,
        deleted,
        found,
        dimensions,
        dates,
        counted,
        compared,
        scales,
        site,
        sensitive,
        quotes,
        (
            *consent_remarks(everything, *asked),
            *(f"interview {name!r} is not in the project: it counts as withdrawn and deleted" for name in deleted),
        ),
    )


def _coders(project: QualitativeProject, parameters: ThemesParameters) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the coders whose codings count themes, and those whose agreement is measured."""
    everybody = project.text_coder_ids
    coders = [user for user in project.users if user.id in everybody]
    ids = {person_of(user.name): user.id for user in coders}
    users = {person_of(user.name) for user in project.users}
    wanted = [("coders", name) for name in parameters.coders]
    wanted += [("headline_coder", parameters.headline_coder)] if parameters.headline_coder else []
    problems = [
        Problem(
            f"themes.{field}",
            "is a user who coded no text" if person_of(name) in users else "is no coder of the project",
            repr(name),
            " or ".join(map(repr, difflib.get_close_matches(name, [user.name for user in coders], n=2)))
            or f"one of {', '.join(user.name for user in coders)}",
            str(project.path),
        )
        for field, name in wanted
        if person_of(name) not in ids
    ]
    if problems:
        raise ParameterError(f"{len(problems)} coder(s) are not known.", problems)
    named = tuple(coder_id for coder_id in everybody if coder_id)
    compared = tuple(dict.fromkeys(ids[person_of(name)] for name in parameters.coders)) or named
    headline = parameters.headline_coder
    return ((ids[person_of(headline)],) if headline else everybody), compared
