"""Accept constructs as a release would show them, and tell how all of them stand."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from evaluation.disclosure.audit import audit_release
from evaluation.disclosure.authors import look_through
from evaluation.disclosure.joint_display.apart import named_by
from evaluation.disclosure.joint_display.readings import (
    COMMAND,
    Reading,
    Readings,
    key_for,
    mark_with,
    read_readings,
    readings_path,
    write_readings,
)
from evaluation.disclosure.joint_display.released_parts import APART
from evaluation.disclosure.joint_display.seen import Seen
from evaluation.disclosure.joint_display.staleness import StandingConstruct, require_key, standing_constructs
from evaluation.disclosure.named_groups import in_words
from evaluation.disclosure.policy import load_policy
from evaluation.disclosure.policy_fit import require_fit
from evaluation.disclosure.preparing import prepare
from evaluation.disclosure.publications.ledger import PUBLICATIONS, open_ledger
from evaluation.disclosure.released_folder import aside
from evaluation.disclosure.review.exceptions import SignedException
from evaluation.disclosure.review.signed_words import wrong_in_name
from evaluation.disclosure.run_folder import FinishedRun, read_finished_run
from evaluation.errors import Problem, UsageError


@dataclass(frozen=True)
class Standing:
    """How the constructs of a run stand; ``str()`` of it is for the terminal of the evaluator.

    Parameters
    ----------
    path : Path
        The file of readings.
    constructs : tuple of StandingConstruct
    gone : tuple of str
        Readings of constructs that the params file does not have any more.
    named : mapping
        Construct to what it names, in words: it counts as said of the speakers of its quotes.
    """

    path: Path
    constructs: tuple[StandingConstruct, ...]
    gone: tuple[str, ...] = ()
    named: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        lines = [f"The readings: {self.path}"]
        for each in self.constructs:
            lines += ["", f"{each.name}: {each.state}{_who(each)}", *(f"  {line}" for line in self._lines(each))]
        lines += [f"\n{name}: read once, and in no construct any more" for name in self.gone]
        return "\n".join(lines)

    def _lines(self, each: StandingConstruct) -> Iterator[str]:
        for what, then, now in each.changes:
            yield f"changed: {what}, from {then} to {now}" if then else f"changed: {what}, now {now}"
        yield each.seen.question
        for result_id, number in each.seen.numbers.items():
            interval = f" ({number.conf_low} to {number.conf_high})" if number.conf_low else ""
            shown = f"{number.estimate}{interval} {number.unit}" if number.estimate else number.state
            yield f"{result_id}: {shown}"
        for theme, found in each.seen.themes.items():
            yield f"{theme}: {found.sources} of {found.of} sources" if found.sources else f"{theme}: {found.state}"
        for quote, found in each.seen.quotes.items():
            why = f": its words, themes or numbers name {self.named[each.name]}" if found.state == APART else ""
            yield f"{quote}: {found.state}{why}"
        if each.seen.kind:
            yield f"judged as {each.seen.kind}"


def readings_of_run(
    run_folder: Path,
    *,
    accept: Sequence[str] = (),
    name: str = "",
    publications: Path | None = None,
    exceptions: Sequence[SignedException] = (),
    now: datetime | None = None,
    progress: Callable[[str], None] = lambda stage: None,
) -> Standing:
    """Tell how the constructs of a run stand, after some of them were accepted as a release would show them.

    What is accepted is written into a file that is committed: the release is audited and looked through before, and
    of real people the file has marks alone.

    Parameters
    ----------
    run_folder : Path
        Of a finished run.
    accept : sequence of str
        Constructs that somebody has read, numbers, quotes and inference, and accepts.
    name : str
        Who.
    publications, exceptions, progress
        As in :func:`evaluation.disclosure.releasing.release`.
    now : datetime, optional
        With a time zone.

    Raises
    ------
    UsageError
        If the run has no joint display, a construct does not exist or is not judged yet, or nobody gives a name.
    DisclosureError
        If no release can be prepared, its audit or the leak scan finds something, or the file of readings is damaged.
    """
    run = read_finished_run(Path(run_folder))
    _require_possible(run, accept, name)
    require_key(run)
    policy = load_policy(run.evaluation.disclosure.policy)
    require_fit(policy, run)
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    outputs = run.folder.resolve().parent.parent
    path = readings_path(run)
    with open_ledger(publications or outputs / PUBLICATIONS, outputs) as ledger, aside(run.folder) as folder:
        made = prepare(folder, run, policy, ledger, moment, exceptions=exceptions, progress=progress)
        constructs, readings = standing_constructs(folder, run), read_readings(path)
        if accept:
            audit_release(folder, made.decision.hidden, made.decision.closed, made.past)
            look_through(folder, run, policy)
            key, read = key_for(run, readings), readings.constructs
            signed = {"accepted_by": " ".join(name.split()), "accepted_at": f"{moment:%Y-%m-%dT%H:%M:%SZ}"}
            kept = {each.name: read[each.name] for each in constructs if each.name in read}
            new = {
                each.name: _reading(mark_with(key, each.name, signed["accepted_at"])(each.seen), signed)
                for each in constructs
                if each.name in accept
            }
            write_readings(path, Readings(key.name if key else "", kept | new))
            constructs, readings = standing_constructs(folder, run), read_readings(path)
    known = {each.name for each in constructs}
    declared = run.evaluation.joint_display.constructs if run.evaluation.joint_display else ()
    named = {each.name: in_words(named_by(each, run.evaluation, run.ledger), run.evaluation) for each in declared}
    return Standing(path, constructs, tuple(sorted(set(readings.constructs) - known)), named)


def _reading(seen: Seen, signed: dict[str, str]) -> Reading:
    return Reading.model_validate(seen.model_dump() | signed)


def _require_possible(run: FinishedRun, accept: Sequence[str], name: str) -> None:
    section = run.evaluation.joint_display
    if section is None:
        problem = Problem(run.folder.name, "has no joint display", "", "a section joint_display in its params file")
        raise UsageError("There is nothing to read.", [problem])
    judged = {construct.name: construct.is_judged for construct in section.constructs}
    problems = []
    for each in dict.fromkeys(accept):
        if each not in judged:
            near = difflib.get_close_matches(each, judged, n=1)
            expected = f"{near[0]}?" if near else f"one of {', '.join(judged)}"
            problems.append(Problem("--accept", "no construct of this run", repr(each), expected))
        elif not judged[each]:
            expected = "kind, inference, author and date in the params file, and another run"
            problems.append(Problem("--accept", "nobody has judged it yet", repr(each), expected))
    if accept and not name.strip():
        problems.append(Problem("--name", "is missing", "", "who has read them"))
    elif name.strip() and (wrong := wrong_in_name(" ".join(name.split()))):
        problems.append(Problem("--name", *wrong))
    if name.strip() and not accept:
        problems.append(Problem("--accept", "is missing", "", f"constructs that {name.strip()} has read"))
    if problems:
        raise UsageError(f"`{COMMAND}` cannot accept that.", problems)


def _who(each: StandingConstruct) -> str:
    return f" by {each.reading.accepted_by} on {each.reading.accepted_at[:10]}" if each.reading else ""
