"""What an analysis that reads results is executed upon: the ledgers of all analyses that read none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation.data.whole_files import sha256_of
from evaluation.errors import Problem, UsageError
from evaluation.runs.folders import LATEST
from evaluation.runs.ledger import read_ledger
from evaluation.runs.manifest import MANIFEST
from evaluation.runs.project import shown

if TYPE_CHECKING:
    from evaluation.data.parameters import AnalysisSection

_CURE = "`evaluation run` of the params file without --only"


def ledger_of(folder: Path, stem: str) -> Path:
    """Return where the results of an analysis stand in a run folder."""
    return folder / "restricted" / "ledger" / f"{stem}.csv"


def upstream_of(analyses: Mapping[str, AnalysisSection], stem: str) -> tuple[str, ...]:
    """Return the analyses whose results an analysis reads; none where it reads data alone."""
    if not analyses[stem].reads_results:
        return ()
    return tuple(other for other, section in analyses.items() if not section.reads_results)


def upstream_hashes(folder: Path, stems: Iterable[str]) -> dict[str, str]:
    """Return the SHA-256 of the ledgers of a run folder, by analysis; blank where there is none."""
    paths = {stem: ledger_of(folder, stem) for stem in stems}
    return {stem: sha256_of(path) if path.is_file() else "" for stem, path in paths.items()}


def read_upstream(folder: Path, stems: Iterable[str], *, where: str) -> tuple[dict[str, str], ...]:
    """Return the rows of the ledgers of a run folder.

    In a folder of the lab, which no run has made, what is missing is taken from the newest finished run beside it.

    Raises
    ------
    UsageError
        Naming every analysis whose results are missing, or if a ledger is damaged.
    """
    places = [folder] if (folder / MANIFEST).exists() else [folder, folder.parent / LATEST]
    found = {
        stem: next((path for place in places if (path := ledger_of(place, stem)).is_file()), None) for stem in stems
    }
    missing = [stem for stem, path in found.items() if path is None]
    if missing:
        raise missing_upstream(where, missing, folder)
    return tuple(row for path in found.values() for row in read_ledger(path))


def missing_upstream(where: str, missing: Iterable[str], folder: Path) -> UsageError:
    """Return the error for an analysis that reads results which are not there."""
    problems = [
        Problem(where, f"reads the results of {stem}, which has none yet", shown(folder), _CURE) for stem in missing
    ]
    return UsageError("What the analysis reads is not there yet.", problems)
