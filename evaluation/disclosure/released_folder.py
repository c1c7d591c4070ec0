"""The released folder: written beside its place, then put there in one move; nothing else writes it."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evaluation.errors import UsageError

RELEASED = "released"


@contextmanager
def replacing(run_folder: Path) -> Iterator[Path]:
    """Yield an empty folder that becomes ``released/`` if nothing is raised; else it vanishes.

    An existing ``released/`` stays as it is until then.

    Raises
    ------
    UsageError
        If another release of the same run is under way.
    """
    with claim(run_folder, f"Another release of {run_folder.name} is under way."):
        yield from _replacing(run_folder)


def _replacing(run_folder: Path) -> Iterator[Path]:
    place = run_folder / RELEASED
    new, old = (run_folder / f".{RELEASED}.{what}.{os.getpid()}" for what in ("new", "old"))
    _recover(run_folder)
    new.mkdir()
    try:
        yield new
        if place.exists():
            place.rename(old)
        new.rename(place)
    finally:
        if old.exists() and not place.exists():
            old.rename(place)
        for left in (new, old):
            _remove(left)


@contextmanager
def claim(folder: Path, taken: str) -> Iterator[None]:
    """Hold a folder itself, so that two releases never write to it; the claim dies with the process.

    Raises
    ------
    UsageError
        With the words of ``taken``, if another process holds it.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise UsageError(taken) from error
    else:
        yield
    finally:
        os.close(handle)


def _recover(run_folder: Path) -> None:
    """Put back what a release that was killed had moved away, and remove what it left half done."""
    for old in sorted(run_folder.glob(f".{RELEASED}.old.*")):
        if not (run_folder / RELEASED).exists():
            old.rename(run_folder / RELEASED)
    for left in sorted([*run_folder.glob(f".{RELEASED}.*"), *run_folder.glob(".review.*")]):
        _remove(left)


def _remove(left: Path) -> None:
    """Remove what is left over: a folder with all in it, or a link alone."""
    if left.is_symlink():
        left.unlink()
    shutil.rmtree(left, ignore_errors=True)
