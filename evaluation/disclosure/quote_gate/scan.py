"""What in a quote points to a person or a place, or can be searched for, and what it would read without it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from evaluation.data.site_files import SiteFiles
from evaluation.disclosure.identifiers import IdentifierClass, SiteLists, find_identifiers, redacted
from evaluation.disclosure.quote_gate.plain_text import readings, unreadable, words_of

VERBATIM = "verbatim"
WORDS_IN_A_ROW = 8
NO_FILES = SiteFiles({}, {})


@dataclass(frozen=True)
class Finding:
    """Something in a quote that stops it until it is taken out, or a reader has excepted it.

    Parameters
    ----------
    name : str
        What an exception calls it: its kind and place, ``place@14-20``, without a word of the quote.
    kind : str
        A class of identifiers, or ``verbatim``.
    words : str
        As they stand there: for the evaluator only.
    why : str
    """

    name: str
    kind: str
    words: str
    why: str


@dataclass(frozen=True)
class Scan:
    """What was found in a quote.

    Parameters
    ----------
    findings : tuple of Finding
        In the order of the text.
    unreadable : tuple of str
        Characters that nobody sees, or that look like others; nobody can except these.
    suggestion : str
        The quote with placeholders for what was found; the quote where nothing was.
    """

    findings: tuple[Finding, ...]
    unreadable: tuple[str, ...]
    suggestion: str


class Scanner:
    """Looks for identifiers and for words that are public elsewhere.

    Parameters
    ----------
    files : SiteFiles
        Names that the site adds, and texts that are public.
    declared : collection of str
        Communities and arms of the plan, as they may be called.
    """

    def __init__(self, files: SiteFiles = NO_FILES, declared: Collection[str] = ()) -> None:
        lists = {name: tuple(names) for name, names in files.lists.items()}
        self._lists = SiteLists(**lists, declared=tuple(declared))
        self._public = {row: Path(name).name for name, text in files.public_texts.items() for row, *_ in _rows(text)}

    def scan(self, text: str) -> Scan:
        """Return what stands in a quote, in English and Spanish, in every way in which it can be read.

        What stands in several readings is one finding; what stands twice in one reading is two.
        """
        found: dict[tuple[str, str, int], Finding] = {}
        ways = readings(text)
        for number, reading in enumerate(ways, start=1):
            met: Counter[tuple[str, str]] = Counter()
            for finding in self._found(reading, f"/{number}" if number > 1 else ""):
                what = (finding.kind, readings(finding.words)[0].casefold())
                found.setdefault((*what, met[what]), finding)
                met[what] += 1
        identifiers = find_identifiers(ways[0], self._lists)
        suggestion = redacted(ways[0], identifiers) if identifiers else text
        return Scan(tuple(found.values()), unreadable(text), suggestion)

    def _found(self, text: str, suffix: str) -> Iterator[Finding]:
        for each in find_identifiers(text, self._lists):
            words = text[each.start : each.end]
            yield _finding(each.kind.value, each.start, each.end, suffix, words, f"{each.evidence} ({each.strength})")
        for start, end, file in _joined(self._public, text):
            why = f"{WORDS_IN_A_ROW} words or more in a row stand in {file}: who searches for them finds the speaker"
            yield _finding(VERBATIM, start, end, suffix, text[start:end], why)


def can_be_shown(kind: str) -> bool:
    """Tell whether a reader may let a finding stand although it is what it was taken for."""
    return kind in (
        IdentifierClass.PLACE,
        IdentifierClass.FACILITY,
        IdentifierClass.DATE,
        IdentifierClass.AGE,
        VERBATIM,
    )


def _finding(kind: str, start: int, end: int, suffix: str, words: str, why: str) -> Finding:
    return Finding(f"{kind}@{start}-{end}{suffix}", kind, words, why)


def _rows(text: str) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Yield every so many words in a row of a text, with their span in its first reading."""
    words = words_of(readings(text)[0])
    for place in range(len(words) - WORDS_IN_A_ROW + 1):
        row = words[place : place + WORDS_IN_A_ROW]
        yield tuple(word for word, *_ in row), row[0][1], row[-1][2]


def _joined(public: Mapping[tuple[str, ...], str], text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the stretches of a reading that stand in a public text, those that overlap as one."""
    open_span: tuple[int, int, str] | None = None
    for row, start, end in _rows(text) if public else ():
        if row not in public:
            continue
        if open_span and start < open_span[1]:
            open_span = (open_span[0], end, open_span[2])
            continue
        if open_span:
            yield open_span
        open_span = (start, end, public[row])
    if open_span:
        yield open_span
