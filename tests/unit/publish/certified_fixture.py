"""A run that was released: the released folder, its certificate, and the manifest that it has to agree with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from evaluation.data.whole_files import hashes, write_json
from evaluation.runs.manifest import digest

from ..reporting.released_fixture import write_released
from ..runs.manifest_fixture import manifest_content

REPORT = ("subtitle", "languages", "contact", "version")


def write_certified(run: Path, **about: Any) -> Path:
    """Write a released run and return its folder; ``about`` replaces fields of ``about.json`` and of the run."""
    released = write_released(run / "released")
    said = json.loads((released / "about.json").read_text(encoding="utf-8")) | about
    write_json(released / "about.json", said)
    files = {name: sha256 for name, sha256 in hashes(released).items() if name != "about.json"}
    write_json(released / "certificate.json", {"run_id": said["run_id"], "sha256": files})
    parameters = {name: said[name] for name in ("arms", "communities")}
    parameters["report"] = {name: said[name] for name in REPORT}
    manifest = manifest_content(
        **{name: said[name] for name in ("run_id", "evaluation", "title", "synthetic")},
        code={**said["code"], "tree_sha256": "ef" * 32},
        parameters=parameters,
        plan_sha256=digest(said["plan"]),
    )
    write_json(run / "manifest.json", manifest)
    return run
