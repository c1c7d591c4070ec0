"""What a run says about itself: inputs, parameters, code, surroundings, and how each notebook fared.

No name of a host or a user and no path outside the project is written, but for paths that the params file gives, and
the way from the run folder to it.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import platform
import subprocess
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluation.data.whole_files import read_json, sha256_of, write_json
from evaluation.runs.manifest_form import MENDED, RunStatus, require_form
from evaluation.runs.project import ROOT, shown

if TYPE_CHECKING:
    from evaluation.data.parameters import Evaluation
    from evaluation.data.validated import Tables

MANIFEST = "manifest.json"
_CODE = ("evaluation", "data_dictionary", "notebooks", "pyproject.toml", "requirements.lock")


class Manifest:
    """The manifest of one run folder; every change is on disk before the method returns.

    Parameters
    ----------
    folder : Path
        The run folder.
    content : dict
        What ``manifest.json`` holds.
    """

    def __init__(self, folder: Path, content: dict[str, Any]) -> None:
        self.folder = folder
        self.content = content
        self._lock = threading.Lock()

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read the manifest of a run folder.

        Raises
        ------
        UsageError
            If there is none, it cannot be read, or it is not what a run has written.
        """
        where = shown(folder / MANIFEST)
        content = read_json(folder / MANIFEST, where=where, expected=MENDED)
        require_form(content, where)
        return cls(folder, content)

    def update(self, **fields: Any) -> None:
        """Change fields of the run."""
        with self._lock:
            self.content.update(fields)
            write_json(self.folder / MANIFEST, self.content)

    def update_notebook(self, stem: str, **fields: Any) -> None:
        """Change fields of one notebook."""
        with self._lock:
            self.content["notebooks"].setdefault(stem, {}).update(fields)
            write_json(self.folder / MANIFEST, self.content)

    def notebook(self, stem: str) -> Mapping[str, Any]:
        """Return what is known of a notebook."""
        return self.content["notebooks"].get(stem, {"status": RunStatus.PENDING})

    @property
    def status(self) -> RunStatus:
        """How far the run has come."""
        return RunStatus(self.content["status"])


def first_content(evaluation: Evaluation, tables: Tables, *, run_id: str) -> dict[str, Any]:
    """Return the manifest of a run that begins now."""
    return {
        "format": 1,
        "run_id": run_id,
        "evaluation": evaluation.evaluation,
        "title": evaluation.title,
        "synthetic": evaluation.synthetic,
        "status": RunStatus.RUNNING,
        "started": utc_now(),
        "ended": "",
        "fingerprint": fingerprint(evaluation, tables),
        "plan_sha256": digest(evaluation.plan()),
        "seed": evaluation.seed,
        "params_file": {"path": _inside(evaluation.path), "sha256": sha256_of(evaluation.path)},
        "parameters": evaluation.model_dump(mode="json"),
        "inputs": inputs(evaluation, tables),
        "code": code_state(),
        "environment": environment(),
        "notebooks": {},
        "outputs": {},
    }


def fingerprint(evaluation: Evaluation, tables: Tables) -> str:
    """Return the SHA-256 of parameters and data: what a run is a run of."""
    data = {name: tables[name].sha256 for name in tables}
    return digest({"parameters": evaluation.model_dump(mode="json"), "data": data})


def inputs(evaluation: Evaluation, tables: Tables) -> dict[str, dict[str, Any]]:
    """Return, for each source, its path as the params file gives it, its hash and its size.

    ``rows`` counts the rows an analysis sees, of a REFI-QDA project its sources.
    """
    entries = {}
    for name, table in tables.items():
        frame = getattr(table, "frame", None)
        entries[name] = {
            "path": evaluation.sources[name].path,
            "table": evaluation.sources[name].table,
            "sha256": table.sha256,
            "rows": len(table.sources) if frame is None else len(frame),
            "columns": [] if frame is None else [str(column) for column in frame.columns],
        }
    return entries


def code_state(root: Path = ROOT) -> dict[str, Any]:
    """Return commit, whether the code differs from it, and a hash of the code that makes results.

    Where git or the repository is missing, the commit is ``"unknown"`` and ``dirty`` is None.
    """
    top = _git(root, "rev-parse", "--show-toplevel")
    commit = _git(root, "rev-parse", "HEAD") if top and Path(top).resolve() == root.resolve() else ""
    changes = _git(root, "status", "--porcelain", "--", *_CODE) if commit else None
    return {
        "commit": commit or "unknown",
        "dirty": None if changes is None else bool(changes),
        "tree_sha256": _tree_sha256(root),
    }


def environment(root: Path = ROOT) -> dict[str, Any]:
    """Return versions of Python and packages, the hash of the lock file, and the class of machine."""
    installed = importlib.metadata.distributions()
    packages = {found.metadata["Name"]: found.version for found in installed if found.metadata["Name"]}
    lock = root / "requirements.lock"
    return {
        "python": platform.python_version(),
        "lock_sha256": sha256_of(lock) if lock.exists() else "",
        "host": {"os": platform.system(), "machine": platform.machine(), "cpus": os.cpu_count()},
        "packages": dict(sorted(packages.items(), key=lambda item: item[0].lower())),
    }


def digest(content: Any) -> str:
    """Return the SHA-256 of JSON-like content, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def utc_now() -> str:
    """Return the time, in UTC, to the second."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def without_paths(text: str) -> str:
    """Return a message without the places of the project and the home folder on this machine."""
    text = text.replace(f"{ROOT}{os.sep}", "")
    home = str(Path("~").expanduser())
    return text.replace(home, "~") if len(home) > 1 else text


def _inside(path: Path) -> str:
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name


def _tree_sha256(root: Path) -> str:
    files = [*(root / "evaluation").rglob("*.py"), *(root / "data_dictionary").rglob("*")]
    return digest({path.relative_to(root).as_posix(): sha256_of(path) for path in files if path.is_file()})


def _git(root: Path, *arguments: str) -> str | None:
    """Return what git says, or None where it does not answer."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *arguments],
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
            env=surroundings | {"GIT_OPTIONAL_LOCKS": "0"},
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
