"""Where the params file of a run stands, for what people keep beside it: signatures, readings, lists of the site."""

from __future__ import annotations

import os
from pathlib import Path

from evaluation.data.whole_files import write_text

_PLACE = "restricted/params_file.txt"


def note_params_file(run_folder: Path, params_file: Path) -> None:
    """Write down the way from a run to the params file that it was made from: both may move together."""
    way = Path(os.path.relpath(params_file.resolve(), run_folder.resolve())).as_posix()
    write_text(run_folder / _PLACE, f"{way}\n")


def params_place_of(run_folder: Path) -> Path | None:
    """Return where the params file of a run was, whether it still is or not; None where that is not known."""
    note = run_folder / _PLACE
    return (run_folder.resolve() / note.read_text(encoding="utf-8").strip()).resolve() if note.is_file() else None


def params_file_of(run_folder: Path) -> Path | None:
    """Return the params file that a run was made from, None where it is not known or not there any more."""
    path = params_place_of(run_folder)
    return path if path and path.is_file() else None
