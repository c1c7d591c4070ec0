"""Exceptions that a person answers for: groups that are shown under names which come from the data alone.

No exception lets a small number out, or one that follows from others: those rules protect people who were not asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from evaluation.data.model_check import validate
from evaluation.data.strict_yaml import read_yaml
from evaluation.errors import ParameterError, Problem

_NO_NUMBER = r"^\D*$"
"""Name and reason become public: a number in them may be about people."""
_DEFINED_IN = "docs/methods/disclosure.md, exceptions"


class SignedException(BaseModel):
    """One output that is shown although its groups have names from the data alone."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    item: str = Field(min_length=1)
    name: str = Field(min_length=2, pattern=_NO_NUMBER)
    reason: str = Field(min_length=10, pattern=_NO_NUMBER)
    date: date


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    exceptions: tuple[SignedException, ...]


def read_exceptions(path: Path) -> tuple[SignedException, ...]:
    """Read a file of exceptions.

    Raises
    ------
    ParameterError
        If it is no such file, or an exception has no name, no reason or no date. All problems are listed.
    """
    file = read_yaml(path, kind="exceptions", error=ParameterError)
    return validate(_File, file, error=ParameterError, defined_in=lambda _: _DEFINED_IN).exceptions


def require_known(exceptions: Sequence[SignedException], possible: Iterable[str]) -> None:
    """Require that each exception is for an output of the run that can have one, and that none stands twice.

    Raises
    ------
    ParameterError
        Listing all that are not.
    """
    known, items = sorted(possible), [each.item for each in exceptions]
    expected = f"one of {', '.join(known)}" if known else "none: no output of this run can have an exception"
    problems = [
        Problem(f"exception for {item}", "is no output that an exception can release", "", expected, _DEFINED_IN)
        for item in sorted(set(items) - set(known))
    ]
    problems += [
        Problem(f"exception for {item}", "stands twice") for item in sorted(set(items)) if items.count(item) > 1
    ]
    if problems:
        raise ParameterError("Nothing is released: exceptions that cannot be made.", problems)
