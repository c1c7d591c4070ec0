"""The readings: a committed file of what the authors of a joint display saw when they accepted it, who and when.

What they saw of real people may never be released, and the file is committed: it has marks of it, made with the key
of the project, from which only who has the key can tell that something changed. Of synthetic people it has values.

Only :mod:`evaluation.disclosure.joint_display.accepting` writes it. It has a hash of its content, so that an edit by
hand is noticed; whether its lines end as on Windows does not matter.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict

from evaluation.data.model_check import validate
from evaluation.data.strict_yaml import read_yaml
from evaluation.data.whole_files import write_text
from evaluation.disclosure.joint_display.seen import Seen, marked
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.disclosure.source_marks import KEY_FILE, SourceKey, open_key
from evaluation.errors import DisclosureError, Problem

COMMAND = "evaluation readings"
_HEAD = f"""\
# Written by `{COMMAND}`: what the authors of the joint display saw when they accepted it. Commit it, and do not edit
# it: a construct of which something changed since is stale, and is not released before somebody has read it again.
# What was seen of real people stands here as marks, from which nothing can be told without the key of the project.
"""
_WIDE = 10**6
_OLDER, FORMAT = (1, 2), 3
"""The first had no author, no date and no definitions of themes, the second the values of real people, too."""

_DEFINED_IN = "docs/methods/joint_display.md, readings"
_ANEW = "no such file: remove it, and accept every construct again"


class Reading(Seen):
    """What somebody saw of a construct, or marks of it, who, and when (UTC)."""

    accepted_by: str
    accepted_at: str

    def seen(self) -> Seen:
        """Return what was seen, without who and when."""
        return Seen.model_validate(self.model_dump(exclude={"accepted_by", "accepted_at"}))


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    format: Literal[3]
    key: str
    constructs: dict[str, Reading]
    sha256: str


@dataclass(frozen=True)
class Readings:
    """All readings of a file.

    Parameters
    ----------
    key : str
        Name of the key that made the marks; blank where the values stand there, which are of synthetic people.
    constructs : mapping
        The reading of each construct; none where there is no file yet.
    """

    key: str = ""
    constructs: Mapping[str, Reading] = field(default_factory=dict)


def readings_path(run: FinishedRun) -> Path:
    """Return the file of readings of a run, which stands beside its params file."""
    return run.beside_params(run.evaluation.joint_display.readings)


def mark_with(key: SourceKey | None, construct: str, accepted_at: str) -> Callable[[Seen], Seen]:
    """Return how to mark what is seen of a construct, as nothing else and at no other time is marked.

    So marks do not tell that two numbers are equal, or that one is what it was at an earlier reading.
    """
    if key is None:
        return lambda seen: seen
    return lambda seen: marked(seen, lambda *about: key.mark_of("reading", construct, accepted_at, *about))


def key_for(run: FinishedRun, readings: Readings) -> SourceKey | None:
    """Return the key with which the readings of a run are marked; None of synthetic people.

    Raises
    ------
    DisclosureError
        If the file has marks and the key that made them is not there or another one is, or it has values where the
        people are real.
    """
    where = str(readings_path(run))
    if run.evaluation.synthetic:
        if readings.key:
            raise _unknown(where, "has marks of real people", f"key {readings.key}", _ANEW)
        return None
    if readings.constructs and not readings.key:
        raise _unknown(where, "has values, as of synthetic people", "no key", _ANEW)
    outputs = run.folder.resolve().parent.parent
    place, copy = f"outputs/{KEY_FILE}", "the key of who accepted, copied in private"
    if readings.key and not (outputs / KEY_FILE).exists():
        raise _unknown(where, f"has marks, and there is no {place}", f"key {readings.key}", f"{copy}; or {_ANEW}")
    key = open_key(outputs)
    if readings.key and readings.key != key.name:
        found = f"key {readings.key}, and key {key.name} in {place}"
        raise _unknown(where, "has marks made with another key", found, f"{copy}; or {_ANEW}")
    return key


def read_readings(path: Path) -> Readings:
    """Return the readings; none where there is no file yet.

    Raises
    ------
    DisclosureError
        If the file is damaged, or is not what the command wrote.
    """
    if not path.exists():
        return Readings()
    file = read_yaml(path, kind=f"readings as `{COMMAND}` writes them", error=DisclosureError)
    if (older := file.content.get("format")) in _OLDER:
        history = "; if its people are real, remove it from the history of the repository, too: it has their numbers"
        raise _unknown(str(path), "is of an older version", f"format {older}", f"{_ANEW}{history}")
    content = validate(_File, file, error=DisclosureError, defined_in=lambda _: _DEFINED_IN)
    if content.sha256 != _digest(content.key, _plain(content.constructs)):
        expected = f"the file as `{COMMAND}` wrote it: restore it, or {_ANEW}"
        raise _unknown(str(path), "was edited by hand", "content that its hash is not of", expected)
    return Readings(content.key, content.constructs)


def write_readings(path: Path, readings: Readings) -> None:
    """Write the readings, sorted by construct, whole or not at all."""
    constructs = _plain(dict(sorted(readings.constructs.items())))
    digest = _digest(readings.key, constructs)
    content = {"format": FORMAT, "key": readings.key, "constructs": constructs, "sha256": digest}
    write_text(path, _HEAD + yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=_WIDE))


def _plain(readings: Mapping[str, Reading]) -> dict[str, Any]:
    return {name: reading.model_dump(mode="json", exclude_defaults=True) for name, reading in readings.items()}


def _digest(key: str, constructs: Mapping[str, Any]) -> str:
    text = json.dumps([key, constructs], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _unknown(where: str, wrong: str, found: str, expected: str) -> DisclosureError:
    problem = Problem(where, wrong, found, expected, _DEFINED_IN)
    return DisclosureError("It is not known what the authors of the joint display saw.", [problem])
