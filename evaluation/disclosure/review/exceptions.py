"""Exceptions that a person answers for: groups that are shown under names which come from the data alone.

No exception lets a small number out, or one that follows from others: those rules protect people who were not asked.
An exception is for one output of one evaluation about one population, and for the very groups that it names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, field_validator

from evaluation.data.model_check import Misfit, validate
from evaluation.data.strict_yaml import read_yaml
from evaluation.disclosure.decision import Decision
from evaluation.disclosure.population import population_of
from evaluation.disclosure.review.names_from_data import Groups, groups_to_answer_for
from evaluation.disclosure.review.signed_words import wrong_in_name, wrong_in_reason
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.errors import ParameterError, Problem

FORMAT = 2
"""The first named a table, whatever groups were in it, and no evaluation."""
_DEFINED_IN = "docs/methods/disclosure.md, exceptions"
_WEST, _EAST = timedelta(hours=-12), timedelta(hours=14)
"""Where it is still yesterday, and where it is tomorrow already."""


class SignedException(BaseModel):
    """One output that is shown although its groups have names from the data alone.

    Parameters
    ----------
    item : str
    evaluation, population : str
        Whose output it is.
    groups : mapping
        Column to the names that it lets be shown.
    name, reason : str
        Of who answers for it.
    date : datetime.date
        When.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    item: str = Field(min_length=1)
    evaluation: str
    population: str
    groups: dict[str, tuple[str, ...]]
    name: str
    reason: str
    date: date

    @field_validator("name")
    @classmethod
    def _is_name(cls, text: str) -> str:
        if wrong := wrong_in_name(text):
            raise ValueError(Misfit((), *wrong))
        return text

    @field_validator("reason")
    @classmethod
    def _is_reason(cls, text: str) -> str:
        if wrong := wrong_in_reason(text):
            raise ValueError(Misfit((), *wrong))
        return text


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    format: Literal[2]
    exceptions: tuple[SignedException, ...]


def read_exceptions(path: Path) -> tuple[SignedException, ...]:
    """Read a file of exceptions.

    Raises
    ------
    ParameterError
        If it is no such file, is of an older version, or an exception has no name, no reason or no date. All problems
        are listed.
    """
    file = read_yaml(path, kind="exceptions", error=ParameterError)
    if "format" not in file.content and "exceptions" in file.content:
        expected = "what `evaluation release RUN --review` prints, signed anew: with the groups that may be shown"
        problem = Problem(str(path), "is of an older version", "exceptions without a format", expected, _DEFINED_IN)
        raise ParameterError(f"{path}: 1 problem.", [problem])
    return validate(_File, file, error=ParameterError, defined_in=lambda _: _DEFINED_IN).exceptions


def to_be_signed(run_evaluation: str, population: str, groups: Mapping[str, Groups]) -> str:
    """Return the file that somebody may sign: everything but name, reason and date."""
    blocks = [
        {
            "item": item,
            "evaluation": run_evaluation,
            "population": population,
            "groups": {name: list(levels) for name, levels in each.items()},
            "name": None,
            "reason": None,
            "date": None,
        }
        for item, each in groups.items()
    ]
    content = {"format": FORMAT, "exceptions": blocks}
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=10**6).replace(": null\n", ":\n")


def require_fitting(
    exceptions: Sequence[SignedException], run: FinishedRun, decision: Decision, moment: datetime
) -> None:
    """Require that each exception is for the groups of an output that can have one, was signed in time, and once.

    Raises
    ------
    ParameterError
        Listing all that are not.
    """
    possible = groups_to_answer_for(run, decision)
    items = [each.item for each in exceptions]
    problems = [problem for each in exceptions for problem in _unfit(each, run, possible, moment)]
    problems += [
        Problem(f"exception for {item}", "stands twice") for item in sorted(set(items)) if items.count(item) > 1
    ]
    if problems:
        raise ParameterError("Nothing is released: exceptions that cannot be made.", list(dict.fromkeys(problems)))


def _unfit(
    signed: SignedException, run: FinishedRun, possible: Mapping[str, Groups], moment: datetime
) -> Iterator[Problem]:
    where = f"exception for {signed.item}"
    own = {"evaluation": run.evaluation.evaluation, "population": population_of(run)}
    for what, expected in own.items():
        if (found := getattr(signed, what)) != expected:
            yield Problem(where, f"is for another {what}", repr(found), repr(expected), _DEFINED_IN)
    if signed.item not in possible:
        expected = (
            f"one of {', '.join(possible)}" if possible else "none: no output of this run can have an exception"
        )
        yield Problem(where, "is no output that an exception can release", "", expected, _DEFINED_IN)
    elif _plain(signed.groups) != _plain(possible[signed.item]):
        found, expected = _words(signed.groups), _words(possible[signed.item])
        yield Problem(where, "is for other groups", found, f"{expected}, as the review prints it", _DEFINED_IN)
    yield from _out_of_time(where, signed.date, run, moment)


def _out_of_time(where: str, signed: date, run: FinishedRun, moment: datetime) -> Iterator[Problem]:
    """Ask of the date that it is a day on which the review of the run could be read, wherever on earth."""
    try:
        made = datetime.fromisoformat(str(run.manifest["started"])).astimezone(UTC)
    except (KeyError, ValueError):
        yield Problem(where, "cannot be dated", "a run that does not say when it was made", "", _DEFINED_IN)
        return
    first, last = (made + _WEST).date(), (moment.astimezone(UTC) + _EAST).date()
    if not first <= signed <= last:
        wrong = "was signed before the run was made" if signed < first else "is signed in the future"
        yield Problem(where, wrong, str(signed), f"a day from {made:%Y-%m-%d} to {moment:%Y-%m-%d}", _DEFINED_IN)


def _plain(groups: Groups) -> dict[str, list[str]]:
    return {name: sorted(levels) for name, levels in groups.items()}


def _words(groups: Groups) -> str:
    return "; ".join(f"{name}: {', '.join(map(repr, levels))}" for name, levels in groups.items()) or "none"
