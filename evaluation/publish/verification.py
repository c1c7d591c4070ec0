"""Only a release that is still what `evaluation release` wrote is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evaluation.data.whole_files import differences_from, hashes, read_json
from evaluation.errors import DisclosureError, Problem, UsageError
from evaluation.runs.manifest import Manifest
from evaluation.runs.project import shown

CERTIFICATE = "certificate.json"
_CURE = "what `evaluation release` wrote: release the run again"


def require_unchanged(run_folder: Path) -> None:
    """Require that the released folder of a run is what was written and audited, file for file.

    The certificate has the hash of every other file.

    Raises
    ------
    DisclosureError
        If there is no release, or a file of it was edited, is missing or was added; each is named.
    UsageError
        If the manifest of the run is damaged.
    """
    released = run_folder / "released"
    if not released.is_dir():
        problem = Problem(shown(released), "is not there", "", "`evaluation release` first")
        raise DisclosureError("The run has no release.", [problem])
    try:
        problems = list(_problems(released, Manifest.read(run_folder).content))
    except OSError as error:
        problems = [Problem(shown(released), "cannot be read", error.strerror or "", _CURE)]
    if problems:
        raise DisclosureError("The release is not what was audited, and is not published.", problems)


def _problems(released: Path, manifest: Mapping[str, Any]) -> Iterator[Problem]:
    try:
        certificate = read_json(released / CERTIFICATE, where=shown(released / CERTIFICATE), expected=_CURE)
    except UsageError as error:
        yield from error.problems
        return
    certified = certificate.get("sha256")
    if not isinstance(certified, dict) or certificate.get("run_id") != manifest["run_id"]:
        yield Problem(shown(released / CERTIFICATE), "is no certificate of this run", "", _CURE)
        return
    found = {name: digest for name, digest in hashes(released).items() if name != CERTIFICATE}
    for name, wrong in differences_from(found, certified):
        yield Problem(shown(released / name), f"{wrong} after the release", "", _CURE)
