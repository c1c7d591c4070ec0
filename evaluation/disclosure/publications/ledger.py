"""The ledger of publications: what was ever published, hashed, chained, and kept.

``publications.jsonl`` has one line for each publication, and ``0001/``, ``0002/``, ... beside it have the released
files themselves: what is public may be kept, and the next release is to be judged together with it. Whoever removes a
line, a file or a folder breaks the chain, and nothing is released until it is restored.

A publication is written before its ``released/`` is put in place: its files as ``.0003.new``, then the line, then the
files under their own name. Killed before the line, nothing was published; killed after it, it counts as published,
and the next reader puts the files where they belong.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.data.whole_files import differences_from, hashes, read_json, write_text
from evaluation.disclosure.publications.publication import FIRST, Publication
from evaluation.disclosure.released_folder import RELEASED, claim
from evaluation.errors import DisclosureError, Problem

PUBLICATIONS = "publications"
LEDGER = "publications.jsonl"
CERTIFICATE = "certificate.json"
ABOUT = "about.json"
_OF_THE_MAKING = frozenset({"run_id", "data_made", "released_at", "code"})
_RESTORE = "the ledger as it was written: restore it from a copy, as what was published cannot be taken back"
_DEFINED_IN = "docs/methods/disclosure.md"
_KEPT, _NEW = re.compile(r"\d{4,}"), re.compile(r"\.(\d{4,})\.new")


@dataclass(frozen=True, eq=False)
class PublicationLedger:
    """The publications of a project, read and found whole.

    Parameters
    ----------
    folder : Path
    publications : tuple of Publication
        In order.
    """

    folder: Path
    publications: tuple[Publication, ...]

    def of_population(self, population: str) -> tuple[Publication, ...]:
        """Return the publications whose numbers are about one population."""
        return tuple(each for each in self.publications if each.population == population)

    def released_files(self, publication: Publication) -> Path:
        """Return the folder that keeps the files of a publication."""
        return self.folder / f"{publication.number:04d}"

    def append(self, released: Path, **what: object) -> Publication:
        """Write down a release that is about to be put in place, unless the same was published before.

        Parameters
        ----------
        released : Path
            The finished folder, but for its certificate.
        **what
            The fields of :class:`Publication` but ``number``, ``previous`` and ``files``.

        Returns
        -------
        Publication
            The new one, or the one whose files are the same but for when and by which code they were made.
        """
        if same := self._same(released, str(what["population"])):
            return same
        files = {name: digest for name, digest in hashes(released).items() if name != CERTIFICATE}
        last = self.publications[-1] if self.publications else None
        number, previous = (last.number + 1, last.sha256) if last else (1, FIRST)
        publication = Publication(number=number, previous=previous, files=files, **what)
        new = self.folder / f".{publication.number:04d}.new"
        shutil.copytree(released, new, ignore=shutil.ignore_patterns(CERTIFICATE))
        _to_disk(new)
        lines = "".join(each.line() for each in (*self.publications, publication))
        write_text(self.folder / LEDGER, lines)
        _to_disk(self.folder)
        new.rename(self.released_files(publication))
        return publication

    def has(self, released: Path, population: str) -> bool:
        """Whether the same numbers and texts about the same people were published before."""
        return self._same(released, population) is not None

    def _same(self, released: Path, population: str) -> Publication | None:
        numbers, texts = _numbers(hashes(released)), _texts(released)
        return next(
            (
                each
                for each in self.of_population(population)
                if _numbers(each.files) == numbers and _texts(self.released_files(each)) == texts
            ),
            None,
        )


@contextmanager
def open_ledger(folder: Path, evaluations: Path | None = None) -> Iterator[PublicationLedger]:
    """Claim the ledger for this process, read it, and require that it is whole.

    Parameters
    ----------
    folder : Path
        Made where it is missing.
    evaluations : Path, optional
        The folder of all evaluations: what their ``released/`` folders say was published must be in the ledger.

    Raises
    ------
    DisclosureError
        If a line, a file or a folder is missing, was added or was edited: all are listed.
    UsageError
        If another release is under way.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with claim(folder, "Another release is under way; one at a time can be judged."):
        yield _read(folder, evaluations)


def _numbers(files: Mapping[str, str]) -> dict[str, str]:
    return {name: digest for name, digest in files.items() if name not in (ABOUT, CERTIFICATE)}


def _texts(released: Path) -> dict[str, Any]:
    """Return what a release says about itself, but for when and by which code it was made."""
    about = read_json(released / ABOUT, where=f"{released.name}/{ABOUT}")
    return {name: content for name, content in about.items() if name not in _OF_THE_MAKING}


def _read(folder: Path, evaluations: Path | None) -> PublicationLedger:
    publications, problems = _lines(folder / LEDGER)
    by_number = {each.number: each for each in publications}
    if not problems:
        _finish(folder, by_number)
        problems = [
            *_kept_files(folder, by_number),
            *(_released_folders(evaluations, by_number) if evaluations else ()),
        ]
    if problems:
        raise DisclosureError("Nothing is released: the ledger of publications is not whole.", problems)
    return PublicationLedger(folder, tuple(publications))


def _lines(path: Path) -> tuple[list[Publication], list[Problem]]:
    if not path.exists():
        return [], []
    publications: list[Publication] = []
    for number, line in enumerate(path.read_bytes().splitlines(keepends=True), start=1):
        where = f"{path.name}:{number}"
        try:
            found = Publication.from_line(line.decode("utf-8"))
        except ValueError as error:
            return publications, [Problem(where, "was edited or is cut off", str(error), _RESTORE, _DEFINED_IN)]
        last = publications[-1] if publications else None
        if (found.number, found.previous) != (number, last.sha256 if last else FIRST):
            told = f"publication {found.number} after {last.number if last else 'none'}"
            return publications, [Problem(where, "does not follow the line before", told, _RESTORE, _DEFINED_IN)]
        publications.append(found)
    return publications, []


def _finish(folder: Path, by_number: Mapping[int, Publication]) -> None:
    """Put the files of a publication whose release was killed in place, and remove what was never published."""
    for left in sorted(folder.glob(".*.new")):
        match = _NEW.fullmatch(left.name)
        number = int(match[1]) if match else 0
        if number in by_number and not (folder / f"{number:04d}").exists():
            left.rename(folder / f"{number:04d}")
        else:
            shutil.rmtree(left)
    for left in folder.glob(f".{LEDGER}.*"):
        left.unlink()


def _kept_files(folder: Path, by_number: Mapping[int, Publication]) -> Iterator[Problem]:
    for number, publication in by_number.items():
        for name, wrong in differences_from(hashes(folder / f"{number:04d}"), publication.files):
            yield Problem(f"{number:04d}/{name}", wrong, "", _RESTORE, _DEFINED_IN)
    for kept in sorted(path for path in folder.iterdir() if _KEPT.fullmatch(path.name)):
        if int(kept.name) not in by_number:
            yield Problem(kept.name, "is a publication that the ledger does not have", "", _RESTORE, _DEFINED_IN)


def _released_folders(evaluations: Path, by_number: Mapping[int, Publication]) -> Iterator[Problem]:
    """Yield releases that name a publication which no line is: a ledger that was deleted would else begin anew."""
    known = [{"number": number, "sha256": each.sha256} for number, each in by_number.items()]
    for path in sorted(evaluations.glob(f"*/*/{RELEASED}/{CERTIFICATE}")):
        if path.parent.parent.is_symlink():
            continue
        run_id = path.parent.parent.name
        told = read_json(path, where=f"{run_id}/{RELEASED}/{CERTIFICATE}").get("publication")
        if told is not None and told not in known:
            found = f"publication {told.get('number') if isinstance(told, dict) else told!r}"
            yield Problem(f"{run_id}/{RELEASED}", "is not in the ledger", found, _RESTORE, _DEFINED_IN)


def _to_disk(folder: Path) -> None:
    """Wait until the files of a folder are on the disk: a line must not outlive the files that it names."""
    for path in (*sorted(path for path in folder.rglob("*") if path.is_file()), folder):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
