"""Which coder read which source to its end: nobody can disagree on a source that one of two did not read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluation.data.qualitative import QualitativeProject, Source

Finished = Mapping[str, frozenset[str]]
"""Ids of the sources that each coder finished."""


@dataclass(frozen=True)
class LeftOut:
    """What a comparison of coders does without.

    Parameters
    ----------
    n_sources : int
        Sources that one of the coders finished and no other.
    n_partly : int
        Sources that are compared without one of the coders or more.
    n_unfinished : int
        Pairs of coder and source in which the coder marked text without having finished it.
    """

    n_sources: int
    n_partly: int
    n_unfinished: int


def finished_by(project: QualitativeProject, coder_id: str) -> frozenset[str]:
    """Return the sources in which a coder coded text at least once: those finished, where nobody says which were."""
    return frozenset(coding.source_id for coding in project.text_codings if coding.coder_id == coder_id)


def shared_sources(
    project: QualitativeProject,
    coder_ids: Sequence[str],
    *,
    finished: Finished | None = None,
    least_coders: int = 2,
    needs_text: bool = True,
) -> tuple[tuple[Source, frozenset[str]], ...]:
    """Return the sources that at least two of the coders, or so many, finished, each with those who did.

    Parameters
    ----------
    project : QualitativeProject
    coder_ids : sequence of str
    finished : mapping or None
        As somebody declared; None takes what :func:`finished_by` says.
    least_coders : int
    needs_text : bool
        Whether sources whose text the project does not hold are left out.
    """
    if finished is None:
        finished = {coder_id: finished_by(project, coder_id) for coder_id in coder_ids}
    found = []
    for source in project.sources:
        readers = frozenset(coder_id for coder_id in coder_ids if source.id in finished.get(coder_id, ()))
        if (source.text is not None or not needs_text) and len(readers) >= least_coders:
            found.append((source, readers))
    return tuple(found)


def left_out(
    project: QualitativeProject,
    coder_ids: Sequence[str],
    finished: Finished | None = None,
    *,
    needs_text: bool = True,
) -> LeftOut:
    """Count what a comparison of the coders does without; see :func:`shared_sources`."""
    read = shared_sources(project, coder_ids, finished=finished, least_coders=1, needs_text=needs_text)
    n_readers = [len(readers) for _, readers in read]
    n_unfinished = 0
    if finished is not None:
        n_unfinished = sum(len(finished_by(project, each) - finished.get(each, frozenset())) for each in coder_ids)
    return LeftOut(
        n_sources=n_readers.count(1) if len(coder_ids) > 1 else 0,
        n_partly=sum(1 < n < len(coder_ids) for n in n_readers),
        n_unfinished=n_unfinished,
    )
