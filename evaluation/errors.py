"""One base class, and one subclass and exit code per kind of failure.

Everything a user can get wrong is raised as an :class:`EvaluationError`, which the command line prints
without a traceback. Any other exception is a bug and keeps its traceback (exit code 1).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, in the order a person needs it.

    Parameters
    ----------
    where : str
        File, with line, column or rows: ``"params/demo.yml:12"``, ``"deaths.csv, column age"``.
    wrong : str
        What is wrong, in a few words.
    found, expected : str
        What was found, and what would have been right.
    defined_in : str
        The file that states the rule.
    """

    where: str
    wrong: str
    found: str = ""
    expected: str = ""
    defined_in: str = ""

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.wrong}"]
        if self.found:
            parts.append(f"found {self.found}")
        if self.expected:
            parts.append(f"expected {self.expected}")
        text = "; ".join(parts) + "."
        return f"{text} Defined in {self.defined_in}." if self.defined_in else text


class EvaluationError(Exception):
    """A failure that the user can act on: a headline and every problem found, listed at once."""

    exit_code: ClassVar[int] = 1

    def __init__(self, headline: str, problems: Iterable[Problem] = ()) -> None:
        self.headline = headline
        self.problems = tuple(problems)
        super().__init__(headline)

    def __str__(self) -> str:
        lines = [self.headline]
        lines += [f"{number}. {problem}" for number, problem in enumerate(self.problems, start=1)]
        return "\n".join(lines)

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows: the message instead of a traceback (IPython asks for this)."""
        return [f"{type(self).__module__}.{type(self).__qualname__}", str(self)]


class UsageError(EvaluationError):
    """The command was called in a way that cannot work: an unknown run, an unknown result."""

    exit_code = 2


class ParameterError(EvaluationError):
    """The params file is not valid."""

    exit_code = 10


class DataError(EvaluationError):
    """A data source cannot be read or breaks its dictionary."""

    exit_code = 11


class DictionaryError(EvaluationError):
    """The data dictionary itself is not valid."""

    exit_code = 12


class NotebookError(EvaluationError):
    """A notebook failed while it was executed."""

    exit_code = 13


class DisclosureError(EvaluationError):
    """A release was refused because it could reveal something about people."""

    exit_code = 14


class RendererError(EvaluationError):
    """The report could not be rendered."""

    exit_code = 15


class ResultsDiffer(EvaluationError):
    """Two runs that were compared do not agree."""

    exit_code = 16
