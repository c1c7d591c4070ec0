"""Where the params file of a run stands, for what is read beside it after the run: signatures, lists of the site."""

from __future__ import annotations

from pathlib import Path

from evaluation.data.whole_files import write_text

_PLACE = "restricted/params_file.txt"


def note_params_file(run_folder: Path, params_file: Path) -> None:
    """Write down from which params file a run was made; a path of this machine is restricted."""
    write_text(run_folder / _PLACE, f"{params_file}\n")


def params_file_of(run_folder: Path) -> Path | None:
    """Return the params file that a run was made from, None where it is not known or not there any more."""
    note = run_folder / _PLACE
    path = Path(note.read_text(encoding="utf-8").strip()) if note.is_file() else None
    return path if path and path.is_file() else None
