"""Fixed units of coded text: which coder applied which code to which paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.data.finished_sources import Finished, shared_sources
from evaluation.data.qualitative import QualitativeProject

_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True, eq=False)
class CodedUnits:
    """Paragraphs, or excerpts, of the sources that enough coders finished.

    Parameters
    ----------
    source_ids : tuple of str
        The sources.
    document : ndarray, shape (n_units,)
        Place of each unit's source in ``source_ids``.
    spans : ndarray, shape (n_units, 2)
        Start and end of each unit in its source, in code points, end exclusive; -1 where nobody says it.
    applied : ndarray, shape (n_units, n_codes, n_coders)
        1 where a span of the coder with the code overlaps the unit by at least one character, else 0; NaN where
        the coder did not finish the source. On an excerpt, 1 where the coder put the code on this very excerpt.
    words, places : tuple of str
        Of excerpts without a range: what was said, and where, as the file says it. Blank for others.
    n_unplaced : int
        Codings of which nobody says on which unit they are.
    n_alike : int
        Excerpts without a range for which one coder has several segments that nothing tells apart.
    n_overlapping : int
        Excerpts that share text with another one.
    n_shared : int
        Excerpts that two coders or more marked, whatever their codes.
    n_elsewhere : int
        Excerpts without a range that one coder marked, and another the same words with another place or with none.
    """

    source_ids: tuple[str, ...]
    document: NDArray[np.int64]
    spans: NDArray[np.int64]
    applied: NDArray[np.float64]
    words: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    n_unplaced: int = 0
    n_alike: int = 0
    n_overlapping: int = 0
    n_shared: int = 0
    n_elsewhere: int = 0


def paragraphs(text: str) -> tuple[tuple[int, int], ...]:
    """Return start and end of every line of a text that is not blank, in code points, end exclusive."""
    return tuple(match.span() for match in _LINE.finditer(text) if match[0].strip())


def coded_paragraphs(
    project: QualitativeProject,
    *,
    code_ids: Sequence[str],
    coder_ids: Sequence[str],
    finished: Finished | None = None,
    least_coders: int = 2,
) -> CodedUnits:
    """Lay the codings of some coders over the paragraphs of the sources that enough of them finished.

    Parameters
    ----------
    project : QualitativeProject
    code_ids, coder_ids : sequence of str
        In the order of the axes of the result.
    finished : mapping or None
        Sources that each coder finished, as declared; None takes those in which the coder coded text.
    least_coders : int
        How many of the coders must have finished a source.

    Returns
    -------
    CodedUnits
        Without sources whose text the project does not hold. A code on a whole source is on all its paragraphs.
    """
    readers = shared_sources(project, coder_ids, finished=finished, least_coders=least_coders)
    shared = [source for source, _ in readers]
    spans = {source.id: np.array(paragraphs(source.text or ""), dtype=np.int64).reshape(-1, 2) for source in shared}
    offsets = np.concatenate([[0], np.cumsum([len(spans[source.id]) for source in shared])]).astype(np.int64)
    applied = np.full((int(offsets[-1]), len(code_ids), len(coder_ids)), np.nan)
    first = {source.id: int(offset) for source, offset in zip(shared, offsets[:-1], strict=True)}
    for source, readers_of_it in readers:
        rows = slice(first[source.id], first[source.id] + len(spans[source.id]))
        for coder, coder_id in enumerate(coder_ids):
            if coder_id in readers_of_it:
                applied[rows, :, coder] = 0
    codes = {code_id: place for place, code_id in enumerate(code_ids)}
    coders = {coder_id: place for place, coder_id in enumerate(coder_ids)}
    finishers = {source.id: readers_of_it for source, readers_of_it in readers}
    segments = {segment.id: segment for segment in project.segments}
    for coding in project.text_codings:
        if coding.code_id not in codes or coding.coder_id not in finishers.get(coding.source_id, ()):
            continue
        units = spans[coding.source_id]
        start, end = 0, len(units)
        if coding.segment_id:
            segment = segments[coding.segment_id]
            if segment.start == segment.end:
                continue
            start = int(np.searchsorted(units[:, 1], segment.start, side="right"))
            end = int(np.searchsorted(units[:, 0], segment.end, side="left"))
        rows = slice(first[coding.source_id] + start, first[coding.source_id] + end)
        applied[rows, codes[coding.code_id], coders[coding.coder_id]] = 1
    return CodedUnits(
        source_ids=tuple(source.id for source in shared),
        document=np.repeat(np.arange(len(shared)), np.diff(offsets)),
        spans=np.concatenate([np.empty((0, 2), dtype=np.int64), *spans.values()]),
        applied=applied,
    )


def single_codes(applied: NDArray[np.float64]) -> tuple[NDArray[np.float64], int]:
    """Return which one of the codes each coder put on each unit, and how often a coder put several on one.

    Parameters
    ----------
    applied : ndarray, shape (n_units, n_codes, n_coders)
        As in :class:`CodedUnits`.

    Returns
    -------
    values : ndarray, shape (n_units, n_coders)
        Place of the code on the axis of codes; NaN where the coder put none of them, or several.
    n_several : int
    """
    is_on = applied == 1
    n_on = is_on.sum(axis=1)
    return np.where(n_on == 1, is_on.argmax(axis=1), np.nan), int((n_on > 1).sum())
