"""Which notebooks of a run need not be executed again."""

from __future__ import annotations

from pathlib import Path

from evaluation.data.whole_files import sha256_of
from evaluation.runs.manifest import Manifest, RunStatus
from evaluation.runs.preparation import Prepared
from evaluation.runs.upstream import ledger_of, upstream_hashes, upstream_of


def finished_stems(manifest: Manifest, prepared: Prepared) -> list[str]:
    """Return the stems whose results are there and are those of the notebooks, the code and what they read."""
    analyses = prepared.evaluation.analyses
    return [
        stem for stem, path, _ in prepared.notebooks if is_finished(manifest, stem, path, upstream_of(analyses, stem))
    ]


def is_finished(manifest: Manifest, stem: str, notebook: Path, upstream: tuple[str, ...] = ()) -> bool:
    """Tell whether a notebook finished, nothing that it was made from changed since, and its ledger is whole."""
    entry = manifest.notebook(stem)
    ledger = ledger_of(manifest.folder, stem)
    return (
        entry["status"] == RunStatus.FINISHED
        and entry["source_sha256"] == sha256_of(notebook)
        and entry["code"]["tree_sha256"] == manifest.content["code"]["tree_sha256"]
        and ledger.is_file()
        and entry.get("ledger_sha256") == sha256_of(ledger)
        and entry.get("reads", {}) == upstream_hashes(manifest.folder, upstream)
        and (manifest.folder / "restricted" / "notebooks" / notebook.name).exists()
    )
