"""How far the coders agree on which code of a scale a paragraph or excerpt has, in rows of the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from evaluation.analyses.ledger import Scope
from evaluation.analyses.voices.agreement_units import agreement_units, units_in_words
from evaluation.analyses.voices.codebook import Theme
from evaluation.analyses.voices.coefficient_row import coefficient_row
from evaluation.data.coded_units import single_codes
from evaluation.data.finished_sources import Finished
from evaluation.data.parameters import ThemesParameters
from evaluation.data.qualitative import QualitativeProject
from evaluation.stats.agreement.krippendorff import Level
from evaluation.stats.estimate import Estimate, Status
from evaluation.stats.scale_agreement import ScaleAgreement, measure_scale_agreement

_TOO_FEW_VALUES = "no {unit} has values of the scale by two coders"
_FEWEST_DOCUMENTS = 5
"""Of one or two interviews, shares of units are what one or two people said."""
_TOO_FEW_DOCUMENTS = f"fewer than {_FEWEST_DOCUMENTS} interviews have values of the scale by two coders"
_ALL_ALIKE = "all values that are compared are the same, so no disagreement can be expected"


def scale_rows(
    project: QualitativeProject,
    codes: Sequence[Sequence[Theme]],
    coder_ids: Sequence[str],
    parameters: ThemesParameters,
    *,
    finished: Finished | None = None,
) -> list[Estimate]:
    """Return a row for each scale that the parameters declare.

    The value of a unit by a coder is the code of the scale that the coder put on it; who put none or several gave no
    value.

    Parameters
    ----------
    project : QualitativeProject
    codes : sequence of (sequence of Theme)
        Of each scale, in its order.
    coder_ids : sequence of str
    parameters : ThemesParameters
    finished : mapping or None
        Interviews that each coder finished, as declared; None takes those in which the coder coded text.
    """
    rows = []
    for scale, themes in zip(parameters.scales, codes, strict=True):
        found, units, said = None, None, ()
        reason = "only one coder" if coder_ids else "nobody coded text"
        if len(coder_ids) > 1:
            code_ids = [theme.code_id for theme in themes]
            units = agreement_units(project, code_ids, coder_ids, parameters, finished)
            ratings, n_several = single_codes(units.applied)
            found = measure_scale_agreement(
                ratings,
                units.document,
                n_categories=len(themes),
                level=Level(scale.level),
                values=scale.values or None,
                conf_level=parameters.conf_level,
            )
            is_enough = found.n_documents >= _FEWEST_DOCUMENTS
            reason = _ALL_ALIKE if found.alpha else _TOO_FEW_VALUES.format(unit=parameters.unit)
            reason = reason if is_enough or not found.n_units else _TOO_FEW_DOCUMENTS
            said = tuple(_in_words(found, n_several, parameters.unit)) if is_enough else ()
        rows.append(
            coefficient_row(
                "alpha_scale",
                Scope(scale.name),
                found.alpha if found and is_enough else None,
                reason,
                n_documents=found.n_documents if found else 0,
                left_out=units_in_words(project, coder_ids, parameters, finished, units=units, of_absence=False),
                parameters=parameters,
                shares=None,
                said=said,
                method=f"Krippendorff's alpha, {scale.level}",
                status=Status.SENSITIVITY,
                n_obs=found.n_units if found else None,
            )
        )
    return rows


def _in_words(found: ScaleAgreement, n_several: int, unit: str) -> Iterator[str]:
    """Yield what stands beside the coefficient; numbers of units are parts of their own, and not released."""
    if found.n_units:
        yield f"shares of its codes in their order {_in_order(found.pooled_shares)}"
        yield f"by coder {' and '.join(map(_in_order, found.shares.T))}"
    yield f"{found.n_units} {unit}(s) with values by two coders or more"
    if found.n_single:
        yield f"{unit}s with a value by one coder only are left out"
        yield f"{found.n_single} such {unit}(s)"
    if n_several:
        yield f"a coder who put several of its codes on {'an' if unit[0] == 'e' else 'a'} {unit} has no value there"
        yield f"{n_several} such value(s) left out"


def _in_order(shares: Iterable[float]) -> str:
    return " / ".join(f"{share:.1%}" for share in shares)
