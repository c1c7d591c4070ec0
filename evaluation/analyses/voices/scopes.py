"""Whom a number is about: all interviews, or those of a role, a community or an arm, or of a period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from evaluation.analyses.ledger import EVERYBODY, Scope
from evaluation.analyses.voices.interview_dates import TIME, by_time, read_dates
from evaluation.data.dictionary import load_code_list
from evaluation.data.parameters import ThemesParameters
from evaluation.data.qualitative import QualitativeProject
from evaluation.data.source_groups import SourceGroups, read_groups
from evaluation.errors import DataError, ParameterError, Problem

if TYPE_CHECKING:
    from evaluation.data.validated import Tables


def read_dimensions(
    project: QualitativeProject, tables: Tables, parameters: ThemesParameters, source_ids: Sequence[str]
) -> tuple[tuple[SourceGroups, ...], Mapping[str, date] | None]:
    """Return how the interviews divide by role, by arm (by community where no arms are declared) and by time.

    Returns
    -------
    tuple of SourceGroups
    mapping or None
        The day of each interview; None where no variable holds it.

    Raises
    ------
    ParameterError
        If the project has no variable of the name given.
    DataError
        If a value of a variable is not in its list, or no date. All problems are listed.
    """
    _check_variables(project, parameters)
    found, problems, dates = [], [], None
    if parameters.role_variable:
        roles = load_code_list("role")
        groups, wrong = read_groups(
            project,
            dimension="role",
            variable=parameters.role_variable,
            labels={code.code: code.label for code in roles.codes},
            defined_in=roles.file,
            source_ids=source_ids,
        )
        found.append(groups)
        problems += wrong
    if parameters.community_variable:
        groups, wrong = read_groups(
            project,
            dimension="community",
            variable=parameters.community_variable,
            labels={key: community.name for key, community in tables.communities.items()},
            defined_in="the params file, communities",
            source_ids=source_ids,
        )
        arms = {key: community.arm for key, community in tables.communities.items()}
        found.append(groups.coarser("arm", arms, tuple(tables.arms)) if tables.arms else groups)
        problems += wrong
    if parameters.date_variable:
        dates, wrong = read_dates(project, parameters.date_variable, source_ids)
        found.append(by_time(dates, parameters.time_unit))
        problems += wrong
    if problems:
        raise DataError(f"{project.path}: {len(problems)} problem(s) in the variables of cases.", problems)
    return tuple(found), dates


def role_of(dimensions: Sequence[SourceGroups]) -> Mapping[str, str]:
    """Return the role of each interview that has one; empty where no variable holds it."""
    return next((groups.level_of for groups in dimensions if groups.dimension == "role"), {})


def scopes_of(
    dimensions: Sequence[SourceGroups], source_ids: Sequence[str]
) -> tuple[tuple[Scope, tuple[str, ...]], ...]:
    """Return all interviews, then every level of every dimension but time with its interviews.

    Periods are told apart in tables only, where a release can join those next to each other.
    """
    levels = ((groups, level) for groups in dimensions if groups.dimension != TIME for level in groups.levels)
    parts = ((Scope.of(groups.dimension, level), groups.members(level)) for groups, level in levels)
    return ((EVERYBODY, tuple(source_ids)), *parts)


def _check_variables(project: QualitativeProject, parameters: ThemesParameters) -> None:
    known = {variable.name.casefold() for variable in project.variables}
    wanted = ["role_variable", "community_variable", "date_variable"]
    wanted += ["consent_variable"] if "consent_variable" in parameters.model_fields_set else []
    listed = ", ".join(variable.name for variable in project.variables) or "none"
    named = [(name, getattr(parameters, name)) for name in wanted]
    named += [("not_consent", value) for value in parameters.not_consent]
    problems = [
        Problem(f"themes.{name}", "is not a variable of the project", repr(value), listed, str(project.path))
        for name, value in named
        if value and value.casefold() not in known
    ]
    if problems:
        raise ParameterError("The project does not have a variable that the params file names.", problems)
