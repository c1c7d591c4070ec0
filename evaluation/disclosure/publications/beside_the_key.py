"""Files beside the key of a project, which are never published and say what the ledger cannot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from evaluation.data.whole_files import read_json
from evaluation.errors import UsageError


def read_beside_the_key(outputs: Path, name: str) -> dict[str, Any] | None:
    """Return what such a file holds, nothing where there is none.

    Parameters
    ----------
    outputs : Path
        The folder of all evaluations, where the key is.
    name : str

    Returns
    -------
    dict or None
        None where it is damaged, says nothing, or is a link: no release wrote it.
    """
    path = outputs / name
    if path.is_symlink():
        return None
    try:
        return (read_json(path, where=name) or None) if path.exists() else {}
    except UsageError:
        return None
