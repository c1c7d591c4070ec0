"""Signatures of another evaluation that shares the file: they are for its quotes, and not stale here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from evaluation.data.parameters import load_parameters
from evaluation.data.params_place import params_place_of
from evaluation.data.whole_files import read_csv
from evaluation.disclosure.quote_gate.quote import QUOTES, agreed_sha256
from evaluation.errors import EvaluationError, UsageError

_TABLE = f"restricted/tables/{QUOTES}.csv"
_HASHED = ("quote_id", "source", "theme", "text")


def hashes_elsewhere(run_folder: Path) -> Mapping[str, str]:
    """Return the hashes of quotes in runs of other evaluations that share the file, each with the evaluation's name.

    A run that cannot be read, or of which nobody knows the file, has none: its signatures are called stale then,
    which asks a person to look.

    Parameters
    ----------
    run_folder : Path
        Of the run that is looked at.
    """
    own, file = run_folder.resolve().parent, _signatures_of(run_folder)
    found: dict[str, str] = {}
    for path in sorted(own.parent.glob(f"*/*/{_TABLE}")):
        folder, run, *_ = path.relative_to(own.parent).parts
        if folder != own.name and file and file == _signatures_of(own.parent / folder / run):
            found |= dict.fromkeys(_hashes(path), folder)
    return found


def _signatures_of(run_folder: Path) -> Path | None:
    """Return the file of signatures of a run, None where it has none or nobody knows where it is."""
    params_file = params_place_of(run_folder)
    try:
        named = load_parameters(run_folder / "params.yml").disclosure.quote_signatures
    except EvaluationError:
        return None
    return (params_file.parent / named).resolve() if params_file and named else None


def _hashes(path: Path) -> Iterator[str]:
    """Yield the hash of each quote with its role, and without: which is shown depends on who was interviewed."""
    try:
        columns, rows = read_csv(path, where=path.name)
    except UsageError:
        return
    if {*_HASHED, "role"} <= set(columns):
        for row in rows:
            said = dict(zip(columns, row, strict=True))
            for role in {said["role"], ""}:
                hashed = {name: said[name] for name in _HASHED}
                yield agreed_sha256(role=role, source_sha256=said.get("source_sha256", ""), **hashed)
