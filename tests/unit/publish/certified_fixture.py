"""A run that was released: the released folder, its certificate, and the manifest that it has to agree with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from evaluation.data.whole_files import hashes, write_json

from ..reporting.released_fixture import write_released
from ..runs.manifest_fixture import manifest_content


def write_certified(run: Path, **about: Any) -> Path:
    """Write a released run and return its folder; ``about`` replaces fields of ``about.json`` and of the run."""
    released = write_released(run / "released")
    said = json.loads((released / "about.json").read_text(encoding="utf-8")) | about
    write_json(released / "about.json", said)
    write_json(released / "certificate.json", {"run_id": said["run_id"], "sha256": hashes(released)})
    write_json(run / "manifest.json", manifest_content(run_id=said["run_id"]))
    return run
