"""What two runs were made from: how their evaluations, parameters and inputs differ, as their manifests have it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.runs.manifest import MANIFEST, Manifest

_NOTHING = "(none)"


@dataclass(frozen=True)
class MadeFrom:
    """How two manifests differ.

    Parameters
    ----------
    evaluations : tuple of str
        The evaluations of the old and the new run.
    differences : tuple of (str, str, str, str)
        Kind (``parameter``, ``input``), name, old and new.
    """

    evaluations: tuple[str, str]
    differences: tuple[tuple[str, str, str, str], ...]

    @property
    def heading(self) -> str:
        """A line for runs that are no two runs of one evaluation; blank otherwise."""
        old, new = self.evaluations
        return "" if old == new else f"two different evaluations: {old} and {new}"


def made_from(old: Path, new: Path) -> MadeFrom | None:
    """Compare the manifests of two runs.

    Parameters
    ----------
    old, new : Path
        Their ledgers: in the run folder, or in its ``released`` folder.

    Returns
    -------
    MadeFrom or None
        None where a ledger stands without its run.

    Raises
    ------
    UsageError
        If a manifest is damaged.
    """
    folders = [_run_of(ledger) for ledger in (old, new)]
    if None in folders:
        return None
    before, after = (Manifest.read(folder).content for folder in folders)
    evaluations = tuple(str(content["parameters"].get("evaluation", "")) for content in (before, after))
    parameters = [dict(_flat(content["parameters"])) for content in (before, after)]
    inputs = [
        {name: f"sha256 {item['sha256'][:12]}" for name, item in content["inputs"].items()}
        for content in (before, after)
    ]
    differences = (*_differing("parameter", *parameters), *_differing("input", *inputs))
    return MadeFrom(evaluations, differences)


def _run_of(ledger: Path) -> Path | None:
    folder = ledger.parent.parent if ledger.parent.name == "released" else ledger.parent
    return folder if (folder / MANIFEST).is_file() else None


def _flat(content: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    """Yield every value with its dotted name, as JSON."""
    for name, value in content.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", json.dumps(value, ensure_ascii=False)


def _differing(kind: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[tuple[str, str, str, str]]:
    for name in dict.fromkeys((*old, *new)):
        before, after = old.get(name, _NOTHING), new.get(name, _NOTHING)
        if before != after:
            yield kind, name, before, after
