"""Which constructs may not be released: never accepted, or changed since somebody has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from evaluation.disclosure.joint_display.readings import Reading, read_readings, readings_path
from evaluation.disclosure.joint_display.released_parts import ReleasedParts
from evaluation.disclosure.joint_display.seen import Seen, changes, seen_of
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.errors import DisclosureError, Problem

_DEFINED_IN = "docs/methods/joint_display.md, readings"
_JUDGE = "kind, inference, author and date in the params file, and another run"


class State(StrEnum):
    """How a construct stands to what its authors have seen."""

    CURRENT = "accepted"
    STALE = "stale"
    NEVER = "never accepted"
    NOT_JUDGED = "not judged yet"


@dataclass(frozen=True)
class StandingConstruct:
    """A construct as a release would show it, beside what somebody accepted.

    Parameters
    ----------
    name : str
    state : State
    seen : Seen
    changes : tuple of (str, str, str)
        What changed, from what, to what.
    reading : Reading or None
    """

    name: str
    state: State
    seen: Seen
    changes: tuple[tuple[str, str, str], ...] = ()
    reading: Reading | None = None


def standing_constructs(folder: Path, run: FinishedRun) -> tuple[StandingConstruct, ...]:
    """Return how every construct stands to the readings; none where the run has no joint display.

    Parameters
    ----------
    folder : Path
        The released folder, or the one that is about to become it.
    run : FinishedRun

    Raises
    ------
    DisclosureError
        If the file of readings is damaged.
    """
    section = run.evaluation.joint_display
    if section is None:
        return ()
    readings, parts = read_readings(readings_path(run)), ReleasedParts.read(folder, run)
    seen = {construct.name: seen_of(construct, parts) for construct in section.constructs}
    return tuple(_standing(name, each, readings) for name, each in seen.items())


def require_current(folder: Path, run: FinishedRun) -> None:
    """Require that somebody has accepted every construct as the release shows it.

    Raises
    ------
    DisclosureError
        Listing every construct that nobody has, with what changed since it was read.
    """
    problems = list(problems_of(standing_constructs(folder, run), run))
    if problems:
        raise DisclosureError("Nothing is released: the joint display is not as its authors read it.", problems)


def problems_of(constructs: tuple[StandingConstruct, ...], run: FinishedRun) -> Iterator[Problem]:
    """Yield why constructs may not be released."""
    for each in constructs:
        where = f"joint display, {each.name}"
        command = f'`evaluation readings {run.folder.name} --accept {each.name} --name "WHO"`'
        if each.state is State.NOT_JUDGED:
            yield Problem(where, "nobody has judged how numbers and words fit", "", _JUDGE, _DEFINED_IN)
        elif each.state is State.NEVER:
            yield Problem(where, "was never accepted", "", f"{command} by who has read it", _DEFINED_IN)
        for what, then, now in each.changes:
            expected = f"{then}, as it was read; or the inference read again, then {command}"
            yield Problem(where, f"is stale: {what} changed", now, expected, _DEFINED_IN)


def _standing(name: str, seen: Seen, readings: Mapping[str, Reading]) -> StandingConstruct:
    if not seen.kind:
        return StandingConstruct(name, State.NOT_JUDGED, seen)
    reading = readings.get(name)
    if reading is None:
        return StandingConstruct(name, State.NEVER, seen)
    changed = tuple(changes(reading.seen(), seen))
    return StandingConstruct(name, State.STALE if changed else State.CURRENT, seen, changed, reading)
