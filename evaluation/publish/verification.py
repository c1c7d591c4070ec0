"""Only a release that is still what `evaluation release` wrote is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evaluation.data.whole_files import hashes, read_json
from evaluation.errors import DisclosureError, Problem, UsageError
from evaluation.runs.manifest import Manifest, digest
from evaluation.runs.project import shown

CERTIFICATE = "certificate.json"
ABOUT = "about.json"
_OF_RUN = ("evaluation", "title", "synthetic", "run_id")
_OF_PARAMETERS = ("arms", "communities")
_OF_REPORT = ("subtitle", "languages", "contact", "version")
_CURE = "what `evaluation release` wrote: release the run again"


def require_unchanged(run_folder: Path) -> None:
    """Require that the released folder of a run is what was written and audited, file for file.

    The certificate has the hash of every file but ``about.json`` (where it has that one too, it counts); what
    ``about.json`` says of the evaluation must be what the manifest of the run says.

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
        about = read_json(released / ABOUT, where=shown(released / ABOUT), expected=_CURE)
    except UsageError as error:
        yield from error.problems
        return
    certified = certificate.get("sha256")
    if not isinstance(certified, dict) or certificate.get("run_id") != manifest["run_id"]:
        yield Problem(shown(released / CERTIFICATE), "is no certificate of this run", "", _CURE)
        return
    found = hashes(released)
    for name in sorted(certified.keys() | found.keys() - {CERTIFICATE}):
        where, expected = shown(released / name), str(certified.get(name, ""))
        if name not in found:
            yield Problem(where, "is missing", "", _CURE)
        elif not expected and name == ABOUT:
            yield from _edited(about, manifest, where)
        elif not expected:
            yield Problem(where, "was added after the release", "", _CURE)
        elif found[name] != expected:
            sha256 = f"sha256 {found[name][:12]}"
            yield Problem(where, "was edited after the release", sha256, f"{expected[:12]}; {_CURE}")


def _edited(about: Mapping[str, Any], manifest: Mapping[str, Any], where: str) -> Iterator[Problem]:
    parameters = manifest["parameters"]
    said = {name: manifest.get(name) for name in _OF_RUN}
    said |= {name: parameters.get(name) for name in _OF_PARAMETERS}
    said |= {name: parameters.get("report", {}).get(name) for name in _OF_REPORT}
    said["code"] = {name: manifest["code"][name] for name in ("commit", "dirty")}
    for name, value in said.items():
        if about.get(name) != value:
            yield Problem(f"{where}, {name}", "is not what the run said", repr(about.get(name)), repr(value))
    if digest(about.get("plan")) != manifest.get("plan_sha256"):
        yield Problem(f"{where}, plan", "is not the analysis plan of the run", "", _CURE)
