"""Failures of the machine that a person can mend: no space, no permission, a file where a folder should be."""

from __future__ import annotations

import errno
import os

from evaluation.errors import Problem, UsageError

_SPACE = "room for what is written: remove files, or use another disk"
_ACCESS = "a place that you may read and write: change its permissions, or use another"
_FOLDER = "a folder here: move away the file that has its name"
_SHORT = "a shorter name"
_FILES = "fewer files open at a time: close programs, or raise the limit (ulimit -n)"
_CURES = {
    errno.ENOSPC: _SPACE,
    errno.EDQUOT: _SPACE,
    errno.EFBIG: _SPACE,
    errno.EROFS: _ACCESS,
    errno.EACCES: _ACCESS,
    errno.EPERM: _ACCESS,
    errno.EEXIST: _FOLDER,
    errno.ENOTDIR: _FOLDER,
    errno.EISDIR: "a file here: move away the folder that has its name",
    errno.ENAMETOOLONG: _SHORT,
    errno.EMFILE: _FILES,
    errno.ENFILE: _FILES,
    errno.EIO: "a disk that works",
}


def failure_of_machine(error: OSError) -> UsageError | None:
    """Return what the machine refused, where, and what would mend it; None for any other error, which is a bug."""
    cure = _CURES.get(error.errno or 0)
    if cure is None:
        return None
    where = error.filename2 or error.filename or "this machine"
    where = where if isinstance(where, int) else os.fsdecode(where)
    return UsageError(str(Problem(str(where), "cannot be used", (error.strerror or "").lower(), cure)))
