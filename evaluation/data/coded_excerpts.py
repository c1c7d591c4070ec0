"""Excerpts as units of agreement: which coder applied which code to which of the excerpts that somebody coded."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from evaluation.data.coded_units import CodedUnits
from evaluation.data.finished_sources import Finished, shared_sources
from evaluation.data.qualitative import QualitativeProject
from evaluation.data.qualitative_parts import Excerpt, Unranged


def coded_excerpts(
    project: QualitativeProject,
    *,
    code_ids: Sequence[str],
    coder_ids: Sequence[str],
    finished: Finished | None = None,
    least_coders: int = 2,
) -> CodedUnits:
    """Lay the codings of some coders over the excerpts that any of them coded, in sources that enough finished.

    Excerpts of one range are one unit, and where there is no range, excerpts of the same words at the same place
    (:attr:`~evaluation.data.qualitative_parts.Segment.excerpt`). One that overlaps another is a unit of its own. Text
    that nobody coded is no unit, whether anybody read it or not.

    Parameters
    ----------
    project, code_ids, coder_ids, finished, least_coders
        As in :func:`evaluation.data.coded_units.coded_paragraphs`. A coding with any code makes an excerpt a unit.

    Returns
    -------
    CodedUnits
        In the order of the sources; excerpts in that of their ranges, then those without in that of the file.
    """
    readers = shared_sources(project, coder_ids, finished=finished, least_coders=least_coders, needs_text=False)
    finishers = {source.id: readers_of_it for source, readers_of_it in readers}
    segments = {segment.id: segment for segment in project.segments}
    lengths = {source.id: len(source.text or "") for source, _ in readers}
    marks: dict[str, list[tuple[Excerpt, str, str]]] = {source.id: [] for source, _ in readers}
    segments_of: dict[tuple[str, Unranged, str], set[str]] = {}
    n_unplaced = 0
    for coding in project.text_codings:
        if coding.coder_id not in finishers.get(coding.source_id, ()):
            continue
        excerpt: Excerpt | None = (0, lengths[coding.source_id])
        if coding.segment_id:
            excerpt = segments[coding.segment_id].excerpt
        if excerpt is None:
            n_unplaced += 1
        else:
            marks[coding.source_id].append((excerpt, coding.code_id, coding.coder_id))
        if isinstance(excerpt, Unranged):
            segments_of.setdefault((coding.source_id, excerpt, coding.coder_id), set()).add(coding.segment_id)
    units = [
        (place, excerpt)
        for place, (source, _) in enumerate(readers)
        for excerpt in sorted(dict.fromkeys(excerpt for excerpt, _, _ in marks[source.id]), key=_by_range)
    ]
    applied = np.full((len(units), len(code_ids), len(coder_ids)), np.nan)
    row_of = {unit: row for row, unit in enumerate(units)}
    codes = {code_id: place for place, code_id in enumerate(code_ids)}
    coders = {coder_id: place for place, coder_id in enumerate(coder_ids)}
    document = np.array([place for place, _ in units], dtype=np.int64)
    for place, (source, readers_of_it) in enumerate(readers):
        for coder_id in readers_of_it:
            applied[document == place, :, coders[coder_id]] = 0
        for excerpt, code_id, coder_id in marks[source.id]:
            if code_id in codes:
                applied[row_of[place, excerpt], codes[code_id], coders[coder_id]] = 1
    said = [excerpt if isinstance(excerpt, Unranged) else Unranged("") for _, excerpt in units]
    ranges = [(-1, -1) if isinstance(excerpt, Unranged) else excerpt for _, excerpt in units]
    spans = np.array(ranges, dtype=np.int64).reshape(-1, 2)
    markers: dict[tuple[int, Excerpt], set[str]] = {unit: set() for unit in units}
    for place, (source, _) in enumerate(readers):
        for excerpt, _, coder_id in marks[source.id]:
            markers[place, excerpt].add(coder_id)
    return CodedUnits(
        source_ids=tuple(source.id for source, _ in readers),
        document=document,
        spans=spans,
        applied=applied,
        words=tuple(words for words, _ in said),
        places=tuple(where for _, where in said),
        n_unplaced=n_unplaced,
        n_alike=len({key[:2] for key, ids in segments_of.items() if len(ids) > 1}),
        n_overlapping=int(_is_overlapping(document, spans).sum()),
        n_shared=sum(len(coders_of_it) > 1 for coders_of_it in markers.values()),
        n_elsewhere=_n_elsewhere(markers),
    )


def _is_overlapping(document: NDArray[np.int64], spans: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which ranges, of documents in their order and then in their own, share a character with another range."""
    found = np.zeros(len(spans), dtype=bool)
    for place in np.unique(document):
        (units,) = np.nonzero((document == place) & (spans[:, 0] >= 0))
        start, end = spans[units].T
        behind = np.maximum.accumulate(end)[:-1] > start[1:]
        found[units[1:]] |= behind
        found[units[:-1]] |= start[1:] < end[:-1]
    return found


def _n_elsewhere(markers: Mapping[tuple[int, Excerpt], Collection[str]]) -> int:
    """Count excerpts without a range that one coder marked, and another the same words of the document elsewhere."""
    coders_of: dict[tuple[int, str], set[str]] = {}
    for (document, excerpt), coder_ids in markers.items():
        if isinstance(excerpt, Unranged) and excerpt.words:
            coders_of.setdefault((document, excerpt.words), set()).update(coder_ids)
    return sum(
        len(coder_ids) == 1 < len(coders_of.get((document, excerpt.words), ()))
        for (document, excerpt), coder_ids in markers.items()
        if isinstance(excerpt, Unranged)
    )


def _by_range(excerpt: Excerpt) -> tuple[bool, int, int]:
    """Order ranges; words keep their order behind them."""
    return (True, 0, 0) if isinstance(excerpt, Unranged) else (False, *excerpt)
