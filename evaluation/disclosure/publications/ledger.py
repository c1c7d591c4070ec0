"""The ledger of publications: what was ever published, hashed, chained, and kept.

``publications.jsonl`` has one line for each publication, and ``0001/``, ``0002/``, ... beside it have the released
files themselves: what is public may be kept, and the next release is to be judged together with it. Whoever removes a
line, a file or a folder breaks the chain, and nothing is released until it is restored. Who answers for a release
stands in its line; where somebody else releases the same again, a line of its own says so.

A publication is written before its ``released/`` is put in place: its files as ``.0003.new``, then the line, then a
note of it beside the key of the project, then the files under their own name. Killed before the line, nothing was
published; killed after it, it counts as published, and the next reader notes it and puts the files where they belong.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from evaluation.data.whole_files import hashes, read_json, write_text
from evaluation.disclosure.publications.end import end_problems, note_end
from evaluation.disclosure.publications.kept import (
    CERTIFICATE,
    finish,
    kept_problems,
    name_of,
    numbers_of,
    texts_of,
)
from evaluation.disclosure.publications.lines import (
    DEFINED_IN,
    LEDGER,
    RESTORE,
    Line,
    publications_of,
    read_lines,
    signed_of,
)
from evaluation.disclosure.publications.publication import FIRST, Countersignature, Publication
from evaluation.disclosure.released_folder import RELEASED, claim
from evaluation.errors import DisclosureError, Problem, UsageError

PUBLICATIONS = "publications"


@dataclass(frozen=True, eq=False)
class PublicationLedger:
    """The publications of a project, read and found whole.

    Parameters
    ----------
    folder : Path
    lines : tuple of Publication or Countersignature
        In order.
    outputs : Path, optional
        Where it is noted how far the ledger has come.
    """

    folder: Path
    lines: tuple[Line, ...]
    outputs: Path | None = None

    @property
    def publications(self) -> tuple[Publication, ...]:
        """All publications, in order."""
        return publications_of(self.lines)

    def of_population(self, population: str) -> tuple[Publication, ...]:
        """Return the publications whose numbers are about one population."""
        return tuple(each for each in self.publications if each.population == population)

    def released_files(self, publication: Publication) -> Path:
        """Return the folder that keeps the files of a publication."""
        return self.folder / name_of(publication.number)

    def append(self, released: Path, **what: object) -> Publication:
        """Write down a release that is about to be put in place, unless the same was published before.

        What was published before, and is released again by who has not answered for it yet, has a line for that.

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
        previous = self.lines[-1].sha256 if self.lines else FIRST
        if same := self.same_as(released, str(what["population"])):
            signed = {name: what[name] for name in same.signatures}
            if signed not in [line.signatures for line in signed_of(self.lines, same.number)]:
                about = {"signed_at": what["published_at"], "run_id": what["run_id"]}
                self._write(Countersignature(of=same.number, previous=previous, **about, **signed))
            return same
        files = {name: digest for name, digest in hashes(released).items() if name != CERTIFICATE}
        number = len(self.publications) + 1
        publication = Publication(number=number, previous=previous, files=files, **what)
        new = self.folder / f".{name_of(number)}.new"
        shutil.copytree(released, new, ignore=shutil.ignore_patterns(CERTIFICATE))
        _to_disk(new)
        self._write(publication)
        new.rename(self.released_files(publication))
        return publication

    def _write(self, line: Line) -> None:
        lines = (*self.lines, line)
        write_text(self.folder / LEDGER, "".join(each.line() for each in lines))
        _to_disk(self.folder)
        if self.outputs:
            note_end(self.outputs, lines)

    def same_as(self, released: Path, population: str) -> Publication | None:
        """Return the publication of the same numbers and texts about the same people, if there is one."""
        numbers, texts = numbers_of(hashes(released)), texts_of(released)
        return next(
            (
                each
                for each in self.of_population(population)
                if numbers_of(each.files) == numbers and texts_of(self.released_files(each)) == texts
            ),
            None,
        )


@contextmanager
def open_ledger(folder: Path, outputs: Path | None = None) -> Iterator[PublicationLedger]:
    """Claim the ledger for this process, read it, and require that it is whole.

    Parameters
    ----------
    folder : Path
        Made where it is missing.
    outputs : Path, optional
        The folder of all evaluations: what their ``released/`` folders say was published must be in the ledger, and
        the ledger must go as far as is noted there.

    Raises
    ------
    DisclosureError
        If a line, a file or a folder is missing, was added or was edited: all are listed.
    UsageError
        If another release is under way, or the ledger is no folder.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        problem = Problem(str(folder), "is no folder", "a file, or a link to nothing", RESTORE, DEFINED_IN)
        raise UsageError("Nothing is released: something else has the place of the ledger.", [problem]) from error
    with claim(folder, "Another release is under way; one at a time can be judged."):
        yield _read(folder, outputs)


def _read(folder: Path, outputs: Path | None) -> PublicationLedger:
    lines, problems = read_lines(folder / LEDGER)
    publications = publications_of(lines)
    if not problems:
        finish(folder, [each.number for each in publications])
        problems = [
            *(end_problems(outputs, lines) if outputs else ()),
            *kept_problems(folder, publications),
            *(_released_folders(outputs, publications) if outputs else ()),
        ]
    if problems:
        raise DisclosureError("Nothing is released: the ledger of publications is not whole.", problems)
    if outputs:
        note_end(outputs, lines)
    return PublicationLedger(folder, tuple(lines), outputs)


def _released_folders(outputs: Path, publications: Sequence[Publication]) -> Iterator[Problem]:
    """Yield releases that name a publication which no line is: a ledger that was deleted would else begin anew."""
    known: list[Mapping[str, object]] = [{"number": each.number, "sha256": each.sha256} for each in publications]
    for path in sorted(outputs.glob(f"*/*/{RELEASED}/{CERTIFICATE}")):
        if path.parent.parent.is_symlink():
            continue
        run_id = path.parent.parent.name
        told = read_json(path, where=f"{run_id}/{RELEASED}/{CERTIFICATE}").get("publication")
        if told is not None and told not in known:
            found = f"publication {told.get('number') if isinstance(told, dict) else told!r}"
            yield Problem(f"{run_id}/{RELEASED}", "is not in the ledger", found, RESTORE, DEFINED_IN)


def _to_disk(folder: Path) -> None:
    """Wait until the files of a folder are on the disk: a line must not outlive the files that it names."""
    for path in (*sorted(path for path in folder.rglob("*") if path.is_file()), folder):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
