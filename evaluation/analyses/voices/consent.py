"""Interviews whose speaker has withdrawn consent: nothing of them is in any result."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from evaluation.data.code_list import CodeList
from evaluation.data.consent_words import WITHDRAWN, looks_like_consent, says_withdrawn
from evaluation.data.dictionary import load_code_list
from evaluation.data.qualitative import QualitativeProject
from evaluation.data.qualitative_parts import Case
from evaluation.data.source_groups import plain_value, read_groups
from evaluation.errors import DataError, Problem

_DEFINED_IN = "docs/methods/themes.md, consent"


def withdrawn_sources(
    project: QualitativeProject, variable: str, not_consent: Collection[str] = ()
) -> frozenset[str]:
    """Return the interviews of which a case, or the interview itself, says that consent was withdrawn.

    Where several people speak in one, the first who withdraws takes it out: their words cannot be told apart. Cases
    of one name are one person, who withdraws all of their interviews.

    Parameters
    ----------
    project : QualitativeProject
    variable : str
        Case variable with the speaker's consent; blank, or one that the project lacks, withdraws nothing.
    not_consent : collection of str
        Variables that say nothing of consent, though they hold the word.

    Raises
    ------
    DataError
        If a value is not in the list of decisions, another variable says that something was withdrawn, or a person
        without an interview withdrew: what nobody understands may be a withdrawal. All problems are listed.
    """
    problems = list(_withdrawn_elsewhere(project, variable, not_consent))
    gone: frozenset[str] = frozenset()
    if variable:
        decisions = load_code_list("consent")
        source_ids = [source.id for source in project.sources]
        groups, unknown = read_groups(
            project,
            dimension="consent",
            variable=variable,
            labels={code.code: code.label for code in decisions.codes},
            defined_in=f"{decisions.file}; themes.consent_variable names the variable",
            source_ids=source_ids,
        )
        persons = project.persons_of(source_ids)
        cases = [case for case in project.cases if _withdraws(case, variable)]
        names = {case.name or case.id for case in cases}
        gone = frozenset(source_id for source_id, said in groups.among.items() if WITHDRAWN in said)
        gone |= {source_id for source_id, speaking in persons.items() if names.intersection(speaking)}
        speakers = {person for speaking in persons.values() for person in speaking}
        problems += [
            *unknown,
            *_undecided(project, variable, decisions),
            *(_of_nobody(project, case) for case in cases if not _is_one_of(case, speakers)),
        ]
    if problems:
        raise DataError(f"{project.path}: {len(problems)} problem(s) with consent.", problems)
    return gone


def consent_remarks(project: QualitativeProject, variable: str, not_consent: Collection[str] = ()) -> tuple[str, ...]:
    """Return a sentence for each variable that is called like consent, and of which nothing is made."""
    others = _others(project, variable, not_consent)
    return tuple(
        f"variable {name!r} is called like consent, and is not themes.consent_variable: it leaves nobody out"
        for name in others
        if looks_like_consent(name)
    )


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


def _withdraws(case: Case, variable: str) -> bool:
    return any(name.casefold() == variable.casefold() and says_withdrawn(value) for name, value in case.values)


def _undecided(project: QualitativeProject, variable: str, decisions: CodeList) -> Iterator[Problem]:
    """Yield decisions that are not in the list of cases without an interview, which no source asks for."""
    known = {plain_value(text) for code in decisions.codes for text in (code.code, code.label)}
    for case in project.cases:
        for name, value in () if case.source_ids else case.values:
            if name.casefold() == variable.casefold() and value and plain_value(value) not in known:
                yield Problem(
                    f"{project.path}, case {case.name or case.id}",
                    f"unknown consent {value!r}",
                    "",
                    f"one of {', '.join(code.code for code in decisions.codes)}",
                    decisions.file,
                )


def _is_one_of(case: Case, speakers: Collection[str]) -> bool:
    return (case.name or case.id) in speakers


def _of_nobody(project: QualitativeProject, case: Case) -> Problem:
    return Problem(
        f"{project.path}, case {case.name or case.id}",
        "has withdrawn consent, and is linked to no interview",
        "",
        "a link to each interview of this person, as nobody knows whose words to leave out; without the case, if the "
        "project has no interview of theirs",
        _DEFINED_IN,
    )


def _withdrawn_elsewhere(
    project: QualitativeProject, variable: str, not_consent: Collection[str]
) -> Iterator[Problem]:
    """Yield the variables that hold a withdrawal and are not asked for consent."""
    for name, n_withdrawn in _others(project, variable, not_consent).items():
        if n_withdrawn:
            yield Problem(
                f"{project.path}, case variable {name}",
                f"holds {WITHDRAWN!r}, and is not themes.consent_variable",
                f"{n_withdrawn} time(s), and consent_variable: {variable!r}",
                f"themes.consent_variable: {name}; or, if it says nothing of consent, themes.not_consent: [{name}]",
                _DEFINED_IN,
            )


def _others(project: QualitativeProject, variable: str, not_consent: Collection[str]) -> Mapping[str, int]:
    """Return all variables but those that are known, each with how often it says that something was withdrawn."""
    known = {name.casefold() for name in (variable, *not_consent)}
    found = {each.name: 0 for each in project.variables if each.name.casefold() not in known}
    for said in (*project.sources, *project.cases):
        for name, value in said.values:
            if name.casefold() not in known:
                found[name] = found.get(name, 0) + says_withdrawn(value)
    return found
