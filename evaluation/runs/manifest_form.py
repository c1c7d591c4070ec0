"""What must stand in a manifest for anything to be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ValidationError

from evaluation.errors import Problem, UsageError

MENDED = "the manifest as it was written: restore it, or run anew with --fresh"


class RunStatus(StrEnum):
    """How far a run, or a notebook of it, has come; pending is a run that was asked for some notebooks only."""

    PENDING = "pending"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


class _Code(BaseModel):
    commit: str
    dirty: bool | None
    tree_sha256: str


class _Environment(BaseModel):
    python: str
    packages: dict[str, str]


class _Input(BaseModel):
    path: str
    sha256: str


class _Notebook(BaseModel):
    notebook: str
    source_sha256: str
    code: _Code
    status: RunStatus
    ended: str


class _Form(BaseModel):
    run_id: str
    status: RunStatus
    fingerprint: str
    seed: int
    parameters: dict[str, Any]
    inputs: dict[str, _Input]
    code: _Code
    environment: _Environment
    notebooks: dict[str, _Notebook]
    outputs: dict[str, str] = {}


def require_form(content: Mapping[str, Any], where: str) -> None:
    """Require that a manifest has every entry that is read from it, each of its kind.

    Raises
    ------
    UsageError
        With every entry that is missing or of another kind.
    """
    try:
        _Form.model_validate(content)
    except ValidationError as error:
        problems = [
            Problem(f"{where}, {'.'.join(map(str, item['loc']))}", "is not valid", item["msg"].lower(), MENDED)
            for item in error.errors()
        ]
        raise UsageError("A file of the run cannot be read.", problems) from error
