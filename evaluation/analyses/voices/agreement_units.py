"""The units on which coders are compared, as the parameters choose them, and what is left out of them."""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.analyses.voices.finished_interviews import left_out_in_words
from evaluation.data.coded_excerpts import coded_excerpts
from evaluation.data.coded_units import CodedUnits, coded_paragraphs
from evaluation.data.finished_sources import Finished
from evaluation.data.parameters import ThemesParameters
from evaluation.data.qualitative import QualitativeProject

EXCERPT = "excerpt"
ONLY_CODED = "units are excerpts that a compared coder coded: text that nobody coded is not compared"
ABSENCE = "agreement that a code is absent is of excerpts with other codes only"
SHARED = "that a code is there, coders can agree only on excerpts that two or more of them marked"
_NONE_SHARED = "here no excerpt is so, and coders cannot agree but on what is absent"
_ELSEWHERE = "the same words are different excerpts where coders have them at different places, or only some at one"
_UNPLACED = "codings without a range, words or place of their excerpt are left out"
_ALIKE = "passages of the same words that nothing in the file tells apart count as one excerpt"
_OVERLAPPING = "excerpts that share text but do not begin and end alike are compared as different ones"


def agreement_units(
    project: QualitativeProject,
    code_ids: Sequence[str],
    coder_ids: Sequence[str],
    parameters: ThemesParameters,
    finished: Finished | None,
) -> CodedUnits:
    """Return which coder applied which code to which paragraph or excerpt."""
    lay = coded_excerpts if parameters.unit == EXCERPT else coded_paragraphs
    return lay(project, code_ids=code_ids, coder_ids=coder_ids, finished=finished)


def units_in_words(
    project: QualitativeProject,
    coder_ids: Sequence[str],
    parameters: ThemesParameters,
    finished: Finished | None,
    *,
    units: CodedUnits | None,
    of_absence: bool = True,
) -> tuple[str, ...]:
    """Return for the note of a coefficient which text, interviews and codings it does without.

    Parameters
    ----------
    project, coder_ids, parameters, finished, units
        As in :func:`agreement_units`, and what it returns.
    of_absence : bool
        Whether coders are also compared on what they did not code.
    """
    if parameters.unit != EXCERPT:
        return left_out_in_words(project, coder_ids, finished)
    said = [ONLY_CODED, *([ABSENCE] if of_absence else [])]
    if units and len(units.document):
        said += [SHARED, *([] if units.n_shared else [_NONE_SHARED]), _shared_in_words(units)]
    if units and units.n_elsewhere:
        said += [_ELSEWHERE, f"{units.n_elsewhere} such excerpt(s)"]
    if units and units.n_unplaced:
        said += [_UNPLACED, f"{units.n_unplaced} such coding(s)"]
    if units and units.n_alike:
        said += [_ALIKE, f"{units.n_alike} such excerpt(s)"]
    if units and units.n_overlapping:
        said += [_OVERLAPPING, f"{units.n_overlapping} of {len(units.document)} excerpts"]
    return (*said, *left_out_in_words(project, coder_ids, finished, needs_text=False))


def unit_remarks(
    project: QualitativeProject,
    code_ids: Sequence[str],
    coder_ids: Sequence[str],
    parameters: ThemesParameters,
    finished: Finished | None,
) -> tuple[str, ...]:
    """Return for the evaluator how many excerpts several coders marked, and what to look at where none was.

    Parameters
    ----------
    project, code_ids, coder_ids, parameters, finished
        As in :func:`agreement_units`. Of paragraphs, and of fewer than two coders, there is nothing to say.
    """
    if parameters.unit != EXCERPT or len(coder_ids) < 2:
        return ()
    units = agreement_units(project, code_ids, coder_ids, parameters, finished)
    if not len(units.document):
        return ()
    said = _shared_in_words(units)
    if not units.n_shared:
        said += ": coders do not mark the same excerpts, or their rows do not have the same words, range and place"
    if units.n_elsewhere:
        said += (
            f"; {units.n_elsewhere:,} have the same words as one of another coder that has another place, or none: "
            "if they are the same, declare the columns of places left_out"
        )
    return (f"unit: excerpt: {said}",)


def _shared_in_words(units: CodedUnits) -> str:
    return f"{units.n_shared:,} of {len(units.document):,} excerpts were marked by two coders or more"
