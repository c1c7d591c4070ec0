"""Whether a ledger knows a released folder: its files, what it says of itself, and who answers for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evaluation.data.whole_files import differences_from, hashes, sha256_of
from evaluation.disclosure.publications.end import end_problems
from evaluation.disclosure.publications.kept import ABOUT, name_of, numbers_of, texts_of
from evaluation.disclosure.publications.ledger import PUBLICATIONS
from evaluation.disclosure.publications.lines import DEFINED_IN, LEDGER, Line, publications_of, read_lines, signed_of
from evaluation.disclosure.publications.publication import Publication
from evaluation.errors import Problem, UsageError

_CURE = "what `evaluation release` wrote: release the run again"


def has_ledger(outputs: Path) -> bool:
    """Whether the folder of all evaluations has a ledger, or anything that says that it had one."""
    return any(True for _ in end_problems(outputs, ())) or (outputs / PUBLICATIONS / LEDGER).exists()


def unknown_to_ledger(released: Path, certificate: Mapping[str, Any], outputs: Path) -> Iterator[Problem]:
    """Yield what the ledger does not know of a released folder; the ledger is only read.

    Parameters
    ----------
    released : Path
    certificate : mapping
        Its certificate.
    outputs : Path
        The folder of all evaluations, which has a ledger.
    """
    folder = outputs / PUBLICATIONS
    lines, problems = read_lines(folder / LEDGER)
    if problems := problems or list(end_problems(outputs, lines)):
        yield from problems
        return
    where, told = f"{released.parent.name}/{released.name}", certificate.get("publication")
    known = {each.number: each for each in publications_of(lines)}
    publication = known.get(told.get("number")) if isinstance(told, dict) else None
    if publication is None or told != {"number": publication.number, "sha256": publication.sha256}:
        yield Problem(where, "is no publication of the ledger", f"{told or 'none'}", _CURE, DEFINED_IN)
        return
    what = f"publication {publication.number} of the ledger"
    for name, wrong in differences_from(numbers_of(hashes(released)), numbers_of(publication.files)):
        yield Problem(f"{where}/{name}", f"{wrong} against {what}", "", _CURE, DEFINED_IN)
    yield from _about(released, publication, folder / name_of(publication.number), where)
    yield from _signatures(certificate, lines, publication.number, where)


def _about(released: Path, publication: Publication, kept: Path, where: str) -> Iterator[Problem]:
    """Compare what a release says of itself, but for when it was made, as a release of the same numbers may."""
    name, what = f"{where}/{ABOUT}", f"publication {publication.number} of the ledger"
    try:
        digest = publication.files.get(ABOUT)
        if sha256_of(released / ABOUT) == digest:
            return
        is_kept = sha256_of(kept / ABOUT) == digest
        is_same = is_kept and texts_of(released) == texts_of(kept)
    except (OSError, UsageError):
        is_same = False
    if not is_same:
        yield Problem(name, f"says something else than {what}", "", _CURE, DEFINED_IN)


def _signatures(certificate: Mapping[str, Any], lines: list[Line], number: int, where: str) -> Iterator[Problem]:
    signed = [line.signatures for line in signed_of(lines, number)]
    if {name: certificate.get(name) for name in signed[0]} not in signed:
        wrong = "names others who answer for it than the ledger does"
        found, expected = (
            repr(certificate.get("checked_by")),
            " or ".join(repr(each["checked_by"]) for each in signed),
        )
        yield Problem(
            f"{where}/certificate.json", wrong, found, f"{expected}, with the exceptions signed", DEFINED_IN
        )
