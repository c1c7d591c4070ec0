"""How many people a definition of retention judges, leaving and staying, and what two definitions differ by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

EVERYBODY = "retention/persons/all"
_RETAINED = "retention/retained/all/d"
_BY_DEFINITION = "retention/retained_by_definition/"

Row = Mapping[str, str]


@dataclass(frozen=True)
class Judged:
    """The numbers of one definition.

    Parameters
    ----------
    name : str
    n_obs : int or None
        People whom it judges; None where it is not told.
    n_events : int or None
        Those of them who leave.
    is_headline : bool
        Whether it is the definition that all other results have.
    """

    name: str
    n_obs: int | None
    n_events: int | None
    is_headline: bool = False

    @property
    def numbers(self) -> dict[str, int]:
        """What is told of people judged, leaving and staying."""
        n_stayed = self.n_obs - self.n_events if self.n_obs is not None and self.n_events is not None else None
        found = {"judged": self.n_obs, "left": self.n_events, "stayed": n_stayed}
        return {words: number for words, number in found.items() if number is not None}

    def apart(self, other: Judged) -> Iterator[tuple[str, int]]:
        """Yield by how many people judged, leaving and staying it differs from another."""
        for words, number in self.numbers.items():
            if words in other.numbers:
                yield words, abs(number - other.numbers[words])


def judged_by(row: Row) -> Judged:
    """Return the numbers of a row of a definition."""
    return Judged(row["result_id"].rpartition("/")[2], _whole(row["n_obs"]), _whole(row["n_events"]))


def headline(rows: Iterable[Row], section: Mapping[str, Any] | None) -> Judged:
    """Return how many start, and how many of them leave by the day of the definitions, where rows tell it.

    Parameters
    ----------
    rows : iterable of mapping
        Of a ledger.
    section : mapping or None
        The plan of retention, with its ``definition_days``.
    """
    found = {row["result_id"]: row for row in rows}
    n_obs = _whole(found[EVERYBODY]["n_obs"]) if EVERYBODY in found else None
    last = section["definition_days"] if section else 0
    steps = {int(row["period"][4:]): row["n_events"] for name, row in found.items() if name.startswith(_RETAINED)}
    events = [_whole(text) for day, text in steps.items() if day <= last]
    is_told = last in steps and None not in events
    return Judged("the headline", n_obs, sum(events) if is_told else None, is_headline=True)


def all_judged(rows: Iterable[Row], section: Mapping[str, Any] | None) -> tuple[Judged, ...]:
    """Return the headline and every definition that rows of a ledger show."""
    known = list(rows)
    shown = [row for row in known if row["result_id"].startswith(_BY_DEFINITION)]
    return (headline(known, section), *map(judged_by, shown))


def _whole(text: str) -> int | None:
    return int(float(text)) if text else None
