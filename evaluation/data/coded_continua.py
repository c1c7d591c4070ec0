"""The continuum of coded text: where each coder's passages begin and end, code by code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.data.finished_sources import Finished, shared_sources
from evaluation.data.qualitative import QualitativeProject


@dataclass(frozen=True, eq=False)
class CodedText:
    """The passages of one source that at least two coders finished.

    Parameters
    ----------
    source_id : str
    length : int
        Of the text, in code points.
    passages : tuple of (tuple of ndarray, shape (n_passages, 2)) or None
        For each coder, None where the coder did not finish the source, and for each code, start and end of the
        passages, in order, end exclusive. Passages of one coder with one code that overlap are one; such that only
        touch are two.
    """

    source_id: str
    length: int
    passages: tuple[tuple[NDArray[np.int64], ...] | None, ...]


def coded_texts(
    project: QualitativeProject,
    *,
    code_ids: Sequence[str],
    coder_ids: Sequence[str],
    finished: Finished | None = None,
) -> tuple[CodedText, ...]:
    """Return the passages of some coders in the sources that at least two of them finished.

    Parameters
    ----------
    project : QualitativeProject
    code_ids, coder_ids : sequence of str
        In the order of the passages of the result.
    finished : mapping or None
        Sources that each coder finished, as declared; None takes those in which the coder coded text.

    Returns
    -------
    tuple of CodedText
        Without sources whose text the project does not hold. A code on a whole source is one passage.
    """
    segments = {segment.id: segment for segment in project.segments}
    spans: dict[tuple[str, str, str], list[tuple[int, int]]] = {}
    lengths = {source.id: len(source.text or "") for source in project.sources}
    for coding in project.text_codings:
        start, end = 0, lengths[coding.source_id]
        if coding.segment_id:
            start, end = segments[coding.segment_id].start, segments[coding.segment_id].end
        if start < end:
            spans.setdefault((coding.source_id, coding.coder_id, coding.code_id), []).append((start, end))
    return tuple(
        CodedText(
            source.id,
            lengths[source.id],
            tuple(
                tuple(_joined(spans.get((source.id, coder_id, code_id), [])) for code_id in code_ids)
                if coder_id in readers
                else None
                for coder_id in coder_ids
            ),
        )
        for source, readers in shared_sources(project, coder_ids, finished=finished)
        if source.text
    )


def _joined(spans: Sequence[tuple[int, int]]) -> NDArray[np.int64]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return np.array(joined, dtype=np.int64).reshape(-1, 2)
