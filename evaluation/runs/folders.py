"""Run folders: their names, who works in them, which is the newest, and how people call them."""

from __future__ import annotations

import difflib
import fcntl
import re
import secrets
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from evaluation.errors import Problem, UsageError
from evaluation.runs.project import HERE, Project, shown

RUN_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")
_RANDOM_BYTES = 4
LATEST = "latest"


def run_folders(parent: Path) -> list[Path]:
    """Return the run folders of one evaluation, oldest first."""
    return sorted(path for path in parent.glob("*") if RUN_ID.fullmatch(path.name) and path.is_dir())


def make_run_folder(parent: Path) -> Path:
    """Make a run folder that nobody else has, or can open: UTC time and 8 random digits.

    The name is published. Digits that came from the data would let whoever guesses a hidden count test the guess.
    """
    parent.mkdir(parents=True, exist_ok=True)
    # Runs are ordered by their names: each has a second of its own.
    while any(parent.glob(f"{(moment := f'{datetime.now(UTC):%Y%m%dT%H%M%SZ}')}-*")):
        time.sleep(0.1)
    folder = parent / f"{moment}-{secrets.token_hex(_RANDOM_BYTES)}"
    folder.mkdir(mode=0o700)
    return folder


@contextmanager
def claim(folder: Path) -> Iterator[bool]:
    """Claim a run folder for this process, and yield whether it was free; the claim dies with the process."""
    with (folder / ".lock").open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def point_latest(folder: Path) -> None:
    """Make ``latest`` beside a run folder point to it, never to nothing in between."""
    temporary = folder.parent / f".{LATEST}.{uuid.uuid4().hex}"
    temporary.symlink_to(folder.name, target_is_directory=True)
    temporary.replace(folder.parent / LATEST)


def resolve_run(text: str | Path, project: Project = HERE) -> Path:
    """Return the folder of a run.

    Parameters
    ----------
    text : str or Path
        A run folder; a run id; an evaluation, which means its newest finished run; ``<evaluation>/latest``;
        ``<evaluation>/<run id>``; or ``latest``, the newest finished run of all.
    project : Project
        Where run folders are.

    Raises
    ------
    UsageError
        If there is no such run.
    """
    name = str(text)
    if name == LATEST:
        newest = sorted(project.outputs.glob(f"*/{LATEST}"), key=lambda link: link.resolve().name)
        candidates = newest[-1:]
    else:
        outputs = project.outputs
        candidates = [Path(name), Path(name) / LATEST, outputs / name, outputs / name / LATEST]
        candidates += sorted(outputs.glob(f"*/{name}")) if RUN_ID.fullmatch(name) else []
    for candidate in candidates:
        if (candidate / "manifest.json").is_file():
            return candidate.resolve()
    raise UsageError(f"There is no run {name!r}.", [_unknown(name, project)])


def _unknown(name: str, project: Project) -> Problem:
    emptied = next((path for path in (Path(name), project.outputs / name) if _was_run(path)), None)
    if emptied is not None:
        return Problem(shown(emptied), "is no run folder any more", "no manifest.json in it", "a whole run folder")
    runs = [folder for parent in sorted(project.outputs.glob("*")) for folder in run_folders(parent)]
    gone = _leads_nowhere(name, project)
    if gone is not None:
        found = f"{gone.readlink()}, which is not there"
        others = run_folders(gone.parent)
        expected = f"another run, such as {shown(others[-1])}" if others else "a run first"
        return Problem(shown(gone), "does not lead to a run", found, expected)
    unfinished = sorted((run for run in runs if name in (run.parent.name, LATEST)), key=lambda run: run.name)
    if unfinished:
        found = f"unfinished {shown(unfinished[-1])}"
        return Problem(name, "no run of it is finished", found, "`evaluation run` with its params file to finish it")
    names = sorted({folder.parent.name for folder in runs} | {folder.name for folder in runs})
    near = difflib.get_close_matches(name, names, n=3)
    evaluations = sorted({folder.parent.name for folder in runs})
    expected = f"{' or '.join(near)}?" if near else f"a run of {', '.join(evaluations)}" if runs else "a run first"
    return Problem(name, "is no run folder, run id or evaluation", "nothing of that name", expected)


def _was_run(path: Path) -> bool:
    return bool(RUN_ID.fullmatch(path.name)) and path.is_dir()


def _leads_nowhere(name: str, project: Project) -> Path | None:
    """Return the link to the newest run that was asked for, if its run was removed."""
    if name == LATEST:
        places = [parent / LATEST for parent in sorted(project.outputs.glob("*"))]
    else:
        places = [Path(name), Path(name) / LATEST, project.outputs / name, project.outputs / name / LATEST]
    return next((place for place in places if place.is_symlink() and not place.exists()), None)
