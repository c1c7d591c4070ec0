"""Marks of sources: whether two publications were made from the same file, told only to who has the project's key.

With the same key the readings of a joint display are marked (:mod:`evaluation.disclosure.joint_display.readings`).

A file of counts can be guessed, row by row, until its hash is the one that was published. Its mark cannot, without
the key, which never leaves the folder of outputs.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from evaluation.data.output_table import Sensitivity
from evaluation.disclosure.publications.counted import COUNTED_FILE
from evaluation.disclosure.publications.withdrawn import WITHDRAWN_FILE
from evaluation.disclosure.run_folder import FinishedRun, source_sensitivity
from evaluation.errors import DisclosureError, Problem

KEY_FILE = ".source_key"
_KEY_BYTES = 32
_NAME_DIGITS = 16
_DEFINED_IN = "docs/methods/disclosure.md, the ledger of publications"


@dataclass(frozen=True)
class SourceKey:
    """The key with which a project marks its sources.

    Parameters
    ----------
    secret : bytes
        Random, so that its name tells nothing of it.
    """

    secret: bytes

    @property
    def name(self) -> str:
        """What tells one key from another; public."""
        return hashlib.sha256(self.secret).hexdigest()[:_NAME_DIGITS]

    def marks(self, run: FinishedRun) -> dict[str, str]:
        """Return the mark of each source that is not public."""
        return {name: self._mark(digest) for name, digest in hashes_of_sources(run).items()}

    def mark_of(self, *texts: str) -> str:
        """Return the mark of some texts; none is that of a source."""
        return hmac.new(self.secret, json.dumps(texts).encode("ascii"), hashlib.sha256).hexdigest()

    def _mark(self, digest: str) -> str:
        return hmac.new(self.secret, digest.encode("ascii"), hashlib.sha256).hexdigest()


def open_key(outputs: Path) -> SourceKey:
    """Return the key of a project, made where nothing was marked with one; only its owner can read the file.

    Raises
    ------
    DisclosureError
        If the file is no key, or is missing where interviews were marked with it.
    """
    path = outputs / KEY_FILE
    if not path.exists():
        if made_with := [name for name in (WITHDRAWN_FILE, COUNTED_FILE) if (outputs / name).exists()]:
            problem = Problem(
                KEY_FILE,
                "is missing",
                f"{', '.join(made_with)}, which a release wrote",
                "the key as it was made: restore it, as nobody can tell who was counted or withdrawn before",
                _DEFINED_IN,
            )
            raise DisclosureError("Nothing is released: the key of this project is lost.", [problem])
        _write_new(path, secrets.token_hex(_KEY_BYTES))
    text = path.read_text(encoding="ascii", errors="replace").strip()
    if len(text) != 2 * _KEY_BYTES or any(letter not in "0123456789abcdef" for letter in text):
        problem = Problem(
            KEY_FILE, "is not the key of this project", "", "the key as it was made: restore it", _DEFINED_IN
        )
        raise DisclosureError("Nothing is released: sources cannot be marked.", [problem])
    return SourceKey(bytes.fromhex(text))


def hashes_of_sources(run: FinishedRun) -> dict[str, str]:
    """Return the hash of each source that is not public, as the manifest of the run has it: never for publication."""
    inputs: Mapping[str, Mapping[str, str]] = run.manifest.get("inputs", {})
    return {
        name: inputs[name]["sha256"]
        for name, source in sorted(run.evaluation.sources.items())
        if source_sensitivity(source.table) is not Sensitivity.PUBLIC and "sha256" in inputs.get(name, {})
    }


def _write_new(path: Path, text: str) -> None:
    temporary = path.with_name(f"{KEY_FILE}.{secrets.token_hex(8)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"{text}\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        # Whoever was first keeps the key.
        path.hardlink_to(temporary)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
