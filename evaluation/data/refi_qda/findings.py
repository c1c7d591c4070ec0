"""What a reader notes about a project file: errors that stop it, departures that do not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from evaluation.data.safe_archive import DEFINED_IN
from evaluation.errors import DataError, Problem

_EXAMPLES = 5


@dataclass
class Findings:
    """Collects findings while a file is read; the same finding about many things becomes one line.

    Parameters
    ----------
    path : Path
        The file, for messages.
    kind : str
        What it is, for messages.
    """

    path: Path
    kind: str = "REFI-QDA project"
    _errors: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _departures: dict[str, list[str]] = field(default_factory=dict)

    def error(self, wrong: str, found: str, *, expected: str = "") -> None:
        """Note something that makes the file unusable: what is wrong, and one thing of which it is true."""
        self._errors.setdefault((wrong, expected), []).append(found)

    def departure(self, wrong: str, found: str) -> None:
        """Note something that is not as the format says but does no harm."""
        self._departures.setdefault(wrong, []).append(found)

    def stop_on_errors(self) -> None:
        """Raise one DataError with every error noted so far."""
        if not self._errors:
            return
        problems = [
            Problem(str(self.path), wrong, _listed(found), expected, DEFINED_IN)
            for (wrong, expected), found in self._errors.items()
        ]
        raise DataError(f"{self.path}: {len(problems)} problem(s) in the {self.kind}.", problems)

    def violations(self) -> tuple[str, ...]:
        """Return the departures, one sentence each."""
        return tuple(f"{wrong}: {_listed(found)}" for wrong, found in self._departures.items())


def _listed(found: Iterable[str]) -> str:
    distinct = list(dict.fromkeys(found))
    shown = ", ".join(distinct[:_EXAMPLES])
    return f"{shown} and {len(distinct) - _EXAMPLES} more" if len(distinct) > _EXAMPLES else shown
