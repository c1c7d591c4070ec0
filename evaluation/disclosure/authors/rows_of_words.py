"""Words in a row that people said and did not let out, looked for in what authors wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from evaluation.disclosure.quote_gate.plain_text import readings, words_of
from evaluation.disclosure.quote_gate.quote import QUOTES
from evaluation.disclosure.run_folder import FinishedRun

WORDS_IN_A_ROW = 5
_FEWEST_OF_CONTENT = 2
"""``at the end of the`` is nobody's."""

_GRAMMAR = frozenset(
    re.findall(
        r"\w+",
        "a an the of in on at to for with by from and or but if as that this these those it its is are was "
        "were be been am do does did has have had not no so than then there here i you he she we they me him "
        "her us them my your his our their who what when where which how el la los las un una unos unas de "
        "del en al con por para y o que se no lo le les me te nos mi tu su sus es era fue son eran como si ya "
        "muy mas cuando donde quien",
    )
)
_SAID_IN = {QUOTES: "text", "framework_segments": "text", "codebook_versions": "example"}
"""Restricted tables with words of interviews, and their column."""

Row = tuple[str, ...]


def rows_held_back(run: FinishedRun, released: Iterable[str]) -> frozenset[Row]:
    """Return every five words in a row of a run's quotes and coded passages that no released quote has.

    Parameters
    ----------
    run : FinishedRun
    released : iterable of str
        The quotes that are let out.
    """
    said = {
        row[table.columns.index(column)]
        for table in run.tables
        for name, column in _SAID_IN.items()
        if table.name == name and column in table.columns
        for row in table.rows
    }
    return frozenset(rows_of(said) - rows_of(released))


def found_rows(text: str, held: frozenset[Row]) -> Iterator[tuple[int, int]]:
    """Yield the spans of a text (of its first reading) where words that are held back stand, one for each stretch."""
    open_span: tuple[int, int] | None = None
    for row, start, end in _rows(text) if held else ():
        if row not in held:
            continue
        if open_span and start < open_span[1]:
            open_span = (open_span[0], end)
            continue
        if open_span:
            yield open_span
        open_span = (start, end)
    if open_span:
        yield open_span


def rows_of(texts: Iterable[str]) -> set[Row]:
    """Return every five words in a row of texts."""
    return {row for text in texts for row, *_ in _rows(text)}


def _rows(text: str) -> Iterator[tuple[Row, int, int]]:
    words = words_of(readings(text)[0])
    for place in range(len(words) - WORDS_IN_A_ROW + 1):
        part = words[place : place + WORDS_IN_A_ROW]
        row = tuple(word for word, *_ in part)
        if sum(word not in _GRAMMAR for word in row) >= _FEWEST_OF_CONTENT:
            yield row, part[0][1], part[-1][2]
