"""Only a release that is still what `evaluation release` wrote, and that the ledger knows, is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evaluation.data.whole_files import differences_from, hashes, read_json
from evaluation.disclosure.publications.ledger import PUBLICATIONS
from evaluation.disclosure.publications.lines import LEDGER
from evaluation.disclosure.publications.recognised import has_ledger, unknown_to_ledger
from evaluation.errors import DisclosureError, Problem, UsageError
from evaluation.runs.manifest import Manifest
from evaluation.runs.project import shown

CERTIFICATE = "certificate.json"
_CURE = "what `evaluation release` wrote: release the run again"
_COPY = "the ledger that the release was written in: copy it with the run, as nothing else says what was published"
_ALONE = "The release was compared with its certificate alone: the ledger of publications"
_DEFINED_IN = "docs/methods/disclosure.md, the ledger of publications"


def require_unchanged(run_folder: Path) -> str:
    """Require that the released folder of a run is what was written and audited, file for file.

    The certificate has the hash of every other file, and the ledger of publications, beside the folder of the
    evaluation, has them too, where nobody changes them unseen. A folder of synthetic people that was copied without
    its ledger is compared with its certificate alone.

    Returns
    -------
    str
        What the evaluator should know: that there is no ledger. Blank where there is one.

    Raises
    ------
    DisclosureError
        If there is no release, or a file of it was edited, is missing or was added; each is named. So if it is not
        what the ledger has, or there is no ledger although its people are real.
    UsageError
        If the manifest of the run is damaged.
    """
    released = run_folder / "released"
    if not released.is_dir():
        problem = Problem(shown(released), "is not there", "", "`evaluation release` first")
        raise DisclosureError("The run has no release.", [problem])
    try:
        manifest = Manifest.read(run_folder).content
        problems = list(_problems(released, manifest))
        outputs = run_folder.resolve().parent.parent
        is_known = has_ledger(outputs)
        if not problems and is_known:
            problems = list(
                unknown_to_ledger(released, read_json(released / CERTIFICATE, where=CERTIFICATE), outputs)
            )
        elif not problems and manifest.get("synthetic") is not True:
            problems = [Problem(shown(outputs / PUBLICATIONS / LEDGER), "is not there", "", _COPY, _DEFINED_IN)]
    except OSError as error:
        problems = [Problem(shown(released), "cannot be read", error.strerror or "", _CURE)]
    if problems:
        raise DisclosureError("The release is not what was audited, and is not published.", problems)
    return "" if is_known else f"{_ALONE} {shown(outputs / PUBLICATIONS)} is not there."


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
