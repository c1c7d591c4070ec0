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
    if units and units.n_unplaced:
        said += [_UNPLACED, f"{units.n_unplaced} such coding(s)"]
    if units and units.n_alike:
        said += [_ALIKE, f"{units.n_alike} such excerpt(s)"]
    if units and units.n_overlapping:
        said += [_OVERLAPPING, f"{units.n_overlapping} of {len(units.document)} excerpts"]
    return (*said, *left_out_in_words(project, coder_ids, finished, needs_text=False))
