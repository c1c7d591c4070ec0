"""Excerpts as units of agreement: which coder applied which code to which of the excerpts that somebody coded."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evaluation.data.coded_units import CodedUnits
from evaluation.data.finished_sources import Finished, shared_sources
from evaluation.data.qualitative import QualitativeProject
from evaluation.data.qualitative_parts import Segment

Excerpt = tuple[int, int] | str
"""Its range, or its words where nobody says where they stand."""


def coded_excerpts(
    project: QualitativeProject,
    *,
    code_ids: Sequence[str],
    coder_ids: Sequence[str],
    finished: Finished | None = None,
    least_coders: int = 2,
) -> CodedUnits:
    """Lay the codings of some coders over the excerpts that any of them coded, in sources that enough finished.

    Excerpts of one range are one unit, and where there is no range, excerpts of the same words, spaces aside. One
    that overlaps another is a unit of its own. Text that nobody coded is no unit, whether anybody read it or not.

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
    n_unplaced = 0
    for coding in project.text_codings:
        if coding.coder_id not in finishers.get(coding.source_id, ()):
            continue
        excerpt: Excerpt | None = (0, lengths[coding.source_id])
        if coding.segment_id:
            excerpt = _excerpt(segments[coding.segment_id])
        if excerpt is None:
            n_unplaced += 1
        else:
            marks[coding.source_id].append((excerpt, coding.code_id, coding.coder_id))
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
    spans = [(-1, -1) if isinstance(excerpt, str) else excerpt for _, excerpt in units]
    return CodedUnits(
        source_ids=tuple(source.id for source, _ in readers),
        document=document,
        spans=np.array(spans, dtype=np.int64).reshape(-1, 2),
        applied=applied,
        words=tuple(excerpt if isinstance(excerpt, str) else "" for _, excerpt in units),
        n_unplaced=n_unplaced,
    )


def _excerpt(segment: Segment) -> Excerpt | None:
    """Return what tells an excerpt from others, or None where nothing does."""
    if segment.start is None or segment.end is None:
        return " ".join(segment.name.split()) or None
    return (segment.start, segment.end) if segment.start < segment.end else None


def _by_range(excerpt: Excerpt) -> tuple[bool, int, int]:
    """Order ranges; words keep their order behind them."""
    return (True, 0, 0) if isinstance(excerpt, str) else (False, *excerpt)
