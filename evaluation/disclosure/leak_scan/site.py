"""The leak scan of everything that a rendered report would make public."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from evaluation.disclosure.leak_scan.files import file_texts
from evaluation.disclosure.leak_scan.numerals import numerals, straight
from evaluation.disclosure.leak_scan.provenance import Provenance
from evaluation.disclosure.leak_scan.release import restricted_of
from evaluation.disclosure.leak_scan.restricted import Restricted
from evaluation.disclosure.leak_scan.text import Reach, Text, Unreadable, short
from evaluation.disclosure.leak_scan.told import HiddenCounts
from evaluation.disclosure.policy import load_policy
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.errors import DisclosureError, Problem

_DOWNLOADS = (".csv", ".tsv")
_DEFINED_IN = "docs/methods/disclosure.md"


@dataclass(frozen=True)
class ScanReport:
    """What was looked through.

    Parameters
    ----------
    n_files, n_texts, n_numbers : int
    """

    n_files: int
    n_texts: int
    n_numbers: int


def scan_site(
    site: Path, run: FinishedRun, released: Path, *, words: Iterable[str] = (), notebooks: Path | None = None
) -> ScanReport:
    """Look through everything that a report would make public.

    Parameters
    ----------
    site : Path
        The rendered site, before it takes its place.
    run : FinishedRun
        Knows what is restricted.
    released : Path
        The released folder of the run, which the site may tell.
    words : iterable of str
        The fixed words of the pages: catalogues, templates, the codebook. Their numbers need no other source.
    notebooks : Path, optional
        The public notebooks as they were executed.

    Raises
    ------
    DisclosureError
        With all problems: a file that cannot be searched, a download that is no released file, a path, a name, a
        number without a source, a number that tells a count which the release does not show.
    """
    search = _Search(run, released, words)
    for folder, name in ((site, ""), (notebooks, "notebooks/")):
        for path in sorted(folder.rglob("*") if folder else ()):
            search.look_at(path, f"{name}{path.relative_to(folder).as_posix()}")
    if search.problems:
        raise DisclosureError("The report is not published: it would tell more than the release.", search.problems)
    return ScanReport(search.n_files, search.n_texts, search.n_numbers)


class _Search:
    def __init__(self, run: FinishedRun, released: Path, words: Iterable[str]) -> None:
        self.n_files = self.n_texts = self.n_numbers = 0
        self._problems: dict[tuple[str, str, str], Problem] = {}
        self._released = {path.name: path.read_bytes() for path in released.rglob("*") if path.is_file()}
        self._seen: set[str] = set()
        policy = load_policy(run.evaluation.disclosure.policy)
        words = [*words, *(policy.rule_words(table.sensitivity) for table in run.tables)]
        self._restricted: Restricted = restricted_of(run, released, words)
        self._provenance = Provenance.of(released, words)
        self._hidden = HiddenCounts.of(run, released, policy)

    @property
    def problems(self) -> list[Problem]:
        """Everything that was found, once for each file."""
        return list(self._problems.values())

    def look_at(self, path: Path, where: str) -> None:
        """Look through one file or folder; its name is public too."""
        self._texts([Text(where, where, reach=Reach.MACHINE)])
        if path.is_symlink():
            self._add(where, "is a link to another place", "", "a file")
        elif path.is_file():
            self.n_files += 1
            content = path.read_bytes()
            if self._released.get(path.name) == content:
                return
            if path.suffix.lower() in _DOWNLOADS:
                self._add(where, "is not a file of the release", "", "a copy of one in released/")
            self._texts(file_texts(content, where))

    def _texts(self, texts: Iterable[Text | Unreadable]) -> None:
        for text in texts:
            if isinstance(text, Unreadable):
                self._add(text.where, text.wrong, text.found, text.expected)
                continue
            self.n_texts += 1
            if text.reach is Reach.MACHINE:
                if text.words in self._seen:
                    continue
                self._seen.add(text.words)
            for found in (*self._restricted.paths_in(text.words), *self._restricted.names_in(text.words)):
                self._add(text.where, *found)
            if text.reach is Reach.TICK:
                continue
            if text.reach is Reach.READ:
                self._without_source(text)
            for found in self._hidden.problems_in(text):
                self._add(text.where, *found)

    def _without_source(self, text: Text) -> None:
        for numeral in numerals(straight(text.words)):
            self.n_numbers += 1
            if not self._provenance.has(numeral):
                found = f"{numeral.written} in {short(text.words)}"
                self._add(
                    text.where, "has a number without a source", found, "numbers of released/ and of fixed words"
                )

    def _add(self, where: str, wrong: str, found: str, expected: str) -> None:
        key = (where.partition(":")[0], wrong, found)
        self._problems.setdefault(key, Problem(where, wrong, found, expected, _DEFINED_IN))
