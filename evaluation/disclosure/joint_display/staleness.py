"""Which constructs may not be released: never accepted, or changed since somebody has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from evaluation.disclosure.joint_display.readings import (
    Reading,
    Readings,
    key_for,
    mark_with,
    read_readings,
    readings_path,
)
from evaluation.disclosure.joint_display.released_parts import ReleasedParts
from evaluation.disclosure.joint_display.seen import Seen, changes, seen_of
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.disclosure.source_marks import SourceKey
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
        What changed, from what, to what; from what is blank where the file has a mark of it alone.
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
        If the file of readings is damaged, or was marked with another key than that of the project.
    """
    section = run.evaluation.joint_display
    if section is None:
        return ()
    readings, parts = read_readings(readings_path(run)), ReleasedParts.read(folder, run)
    seen = {construct.name: seen_of(construct, parts) for construct in section.constructs}
    key = key_for(run, readings)
    return tuple(_standing(name, each, readings, key) for name, each in seen.items())


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


def require_key(run: FinishedRun) -> None:
    """Require that the key is there with which the readings of a run are marked, before a new one is made.

    Raises
    ------
    DisclosureError
        If it is not, or the file of readings is damaged.
    """
    if run.evaluation.joint_display is not None:
        key_for(run, read_readings(readings_path(run)))


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
            read = f"{then}, as it was read" if then else "what was read, of which there is a mark alone"
            expected = f"{read}; or the inference read again, then {command}"
            yield Problem(where, f"is stale: {what} changed", now, expected, _DEFINED_IN)


def _standing(name: str, seen: Seen, readings: Readings, key: SourceKey | None) -> StandingConstruct:
    if not seen.kind:
        return StandingConstruct(name, State.NOT_JUDGED, seen)
    reading = readings.constructs.get(name)
    if reading is None:
        return StandingConstruct(name, State.NEVER, seen)
    mark = mark_with(key, name, reading.accepted_at) if key else None
    changed = tuple(changes(reading.seen(), seen, mark))
    return StandingConstruct(name, State.STALE if changed else State.CURRENT, seen, changed, reading)
