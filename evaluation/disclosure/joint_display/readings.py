"""The readings: a committed file of what the authors of a joint display saw when they accepted it, who and when.

Only :mod:`evaluation.disclosure.joint_display.accepting` writes it. It has a hash of its content, so that an edit by
hand is noticed; whether its lines end as on Windows does not matter.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict

from evaluation.data.model_check import validate
from evaluation.data.strict_yaml import read_yaml
from evaluation.data.whole_files import write_text
from evaluation.disclosure.joint_display.seen import Seen
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.errors import DisclosureError, Problem

COMMAND = "evaluation readings"
_HEAD = f"""\
# Written by `{COMMAND}`: what the authors of the joint display saw when they accepted it. Commit it, and do not edit
# it: a construct of which something changed since is stale, and is not released before somebody has read it again.
"""
_WIDE = 10**6
_OLDER, FORMAT = 1, 2
"""The first had no author, no date and no definitions of themes: what it says was read is read again."""

_DEFINED_IN = "docs/methods/joint_display.md, readings"


class Reading(Seen):
    """What somebody saw of a construct, who, and when (UTC)."""

    accepted_by: str
    accepted_at: str

    def seen(self) -> Seen:
        """Return what was seen, without who and when."""
        return Seen.model_validate(self.model_dump(exclude={"accepted_by", "accepted_at"}))


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    format: Literal[2]
    constructs: dict[str, Reading]
    sha256: str


def readings_path(run: FinishedRun) -> Path:
    """Return the file of readings of a run, which stands beside its params file."""
    return run.beside_params(run.evaluation.joint_display.readings)


def read_readings(path: Path) -> dict[str, Reading]:
    """Return the readings by construct; none where there is no file yet.

    Raises
    ------
    DisclosureError
        If the file is damaged, or is not what the command wrote.
    """
    if not path.exists():
        return {}
    file = read_yaml(path, kind=f"readings as `{COMMAND}` writes them", error=DisclosureError)
    if file.content.get("format") == _OLDER:
        expected = "no such file: remove it, and accept every construct again"
        problem = Problem(str(path), "is of an older version", f"format {_OLDER}", expected, _DEFINED_IN)
        raise DisclosureError("It is not known what the authors of the joint display saw.", [problem])
    content = validate(_File, file, error=DisclosureError, defined_in=lambda _: _DEFINED_IN)
    if content.sha256 != _digest(_plain(content.constructs)):
        expected = f"the file as `{COMMAND}` wrote it: restore it, or remove it and accept every construct again"
        problem = Problem(str(path), "was edited by hand", "content that its hash is not of", expected, _DEFINED_IN)
        raise DisclosureError("It is not known what the authors of the joint display saw.", [problem])
    return dict(content.constructs)


def write_readings(path: Path, readings: Mapping[str, Reading]) -> None:
    """Write the readings, sorted by construct, whole or not at all."""
    constructs = _plain(dict(sorted(readings.items())))
    content = {"format": FORMAT, "constructs": constructs, "sha256": _digest(constructs)}
    write_text(path, _HEAD + yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=_WIDE))


def _plain(readings: Mapping[str, Reading]) -> dict[str, Any]:
    return {name: reading.model_dump(mode="json", exclude_defaults=True) for name, reading in readings.items()}


def _digest(constructs: Mapping[str, Any]) -> str:
    text = json.dumps(constructs, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
