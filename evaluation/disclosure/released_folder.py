"""The released folder: written beside its place, then put there in one move; nothing else writes it.

Where there is one already, the two change places in one step, which Linux has (``renameat2``): a release that is
killed at any moment leaves the old folder or the new one. Other systems, and file systems without it, need two steps;
killed between them there is none, until the next release puts the old one back.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evaluation.errors import Problem, UsageError

RELEASED = "released"
_ASIDE = ".review."
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
_NOT_HERE = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP})


@contextmanager
def replacing(run_folder: Path) -> Iterator[Path]:
    """Yield an empty folder that becomes ``released/`` if nothing is raised; else it vanishes.

    An existing ``released/`` stays as it is until then.

    Raises
    ------
    UsageError
        If another release of the same run is under way, or something else has the place of the folder.
    """
    with claim(run_folder, f"Another release of {run_folder.name} is under way."):
        yield from _replacing(run_folder)


def _replacing(run_folder: Path) -> Iterator[Path]:
    place = run_folder / RELEASED
    new, old = (run_folder / f".{RELEASED}.{what}.{os.getpid()}" for what in ("new", "old"))
    _recover(run_folder)
    _require_room(place)
    new.mkdir()
    try:
        yield new
        if not (place.exists() and _exchange(new, place)):
            if place.exists():
                place.rename(old)
            new.rename(place)
    finally:
        if old.exists() and not place.exists():
            old.rename(place)
        for left in (new, old):
            _remove(left)


def _require_room(place: Path) -> None:
    """Require that a folder is in its place or nothing is, before anything is written down as published."""
    if place.is_dir() or not (place.is_symlink() or place.exists()):
        return
    found = "a link to nothing that is a folder" if place.is_symlink() else "a file"
    where = f"{place.parent.name}/{place.name}"
    problem = Problem(where, "is no folder", found, "a folder that a release wrote, or nothing: remove it")
    raise UsageError("Nothing is released: something else has the place of the release.", [problem])


def _exchange(one: Path, other: Path) -> bool:
    """Let two paths change places in one step, and return whether the system can."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    if renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NOT_HERE:
        return False
    raise OSError(number, os.strerror(number), str(other))


@contextmanager
def aside(run_folder: Path) -> Iterator[Path]:
    """Yield a folder for files that are looked at and thrown away, and remove those of a look that was killed."""
    for left in run_folder.glob(f"{_ASIDE}*"):
        shutil.rmtree(left)
    with tempfile.TemporaryDirectory(dir=run_folder, prefix=_ASIDE) as folder:
        yield Path(folder)


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
    for left in sorted([*run_folder.glob(f".{RELEASED}.*"), *run_folder.glob(f"{_ASIDE}*")]):
        _remove(left)


def _remove(left: Path) -> None:
    """Remove what is left over: a folder with all in it, or a link alone."""
    if left.is_symlink():
        left.unlink()
    shutil.rmtree(left, ignore_errors=True)
