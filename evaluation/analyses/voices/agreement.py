"""How far the coders agree on which themes apply to which paragraphs or excerpts, in rows of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evaluation.analyses.ledger import EVERYBODY, Scope, count_row
from evaluation.analyses.voices import STEM
from evaluation.analyses.voices.agreement_units import EXCERPT, agreement_units, units_in_words
from evaluation.analyses.voices.codebook import Theme
from evaluation.analyses.voices.coefficient_row import coefficient_row
from evaluation.data.coded_units import CodedUnits
from evaluation.data.finished_sources import Finished
from evaluation.data.parameters import ThemesParameters
from evaluation.data.qualitative import QualitativeProject
from evaluation.stats.coder_agreement import (
    BESIDE,
    INTERVAL,
    INTERVAL_OF_MEDIAN,
    CoderAgreement,
    measure_agreement,
)
from evaluation.stats.estimate import Estimate, Status

_ALPHA = "Krippendorff's alpha, nominal"
_KAPPA = "Cohen's kappa"
_POOLED = ", pooled over {unit} and code"
_OVERALL = {
    "alpha": (_ALPHA + ", binary" + _POOLED, Status.PRIMARY),
    "alpha_median_code": (_ALPHA + ", binary; median of the codes", Status.SENSITIVITY),
    "kappa": (_KAPPA + _POOLED, Status.SENSITIVITY),
    "percent_agreement": ("share of pairs of coders who agree" + _POOLED, Status.SENSITIVITY),
    "fleiss_kappa": ("Fleiss' kappa" + _POOLED, Status.SENSITIVITY),
    "conger_kappa": ("Conger's kappa" + _POOLED, Status.SENSITIVITY),
    "brennan_prediger": ("Brennan and Prediger's coefficient" + _POOLED, Status.SENSITIVITY),
    "gwet_ac1": ("Gwet's first-order agreement coefficient" + _POOLED, Status.SENSITIVITY),
}


@dataclass(frozen=True, eq=False)
class Agreement:
    """Agreement of some coders on some themes, or the reason why there is none.

    Parameters
    ----------
    themes : tuple of Theme
    coders : tuple of str
        Names, for the restricted table only.
    units : CodedUnits or None
        What was compared.
    measured : CoderAgreement or None
    reason : str
        Blank where agreement was measured.
    left_out : tuple of str
        What agreement does without, in words.
    """

    themes: tuple[Theme, ...]
    coders: tuple[str, ...]
    units: CodedUnits | None
    measured: CoderAgreement | None
    reason: str
    left_out: tuple[str, ...]


def find_agreement(
    project: QualitativeProject,
    themes: Sequence[Theme],
    coder_ids: Sequence[str],
    parameters: ThemesParameters,
    rng: np.random.Generator,
    *,
    finished: Finished | None = None,
) -> Agreement:
    """Measure agreement of the coders on paragraphs or excerpts of the interviews that at least two of them finished.

    Parameters
    ----------
    project : QualitativeProject
    themes : sequence of Theme
    coder_ids : sequence of str
    parameters : ThemesParameters
    rng : numpy.random.Generator
    finished : mapping or None
        Interviews that each coder finished, as declared; None takes those in which the coder coded text.
    """
    names = {user.id: user.name for user in project.users}
    coders = tuple(names.get(coder_id, "") for coder_id in coder_ids)
    reason, units, measured = "", None, None
    if len(coder_ids) < 2:
        reason = "only one coder" if coder_ids else "nobody coded text"
    elif not themes:
        reason = "no theme is in use"
    else:
        code_ids = [theme.code_id for theme in themes]
        units = agreement_units(project, code_ids, coder_ids, parameters, finished)
        if len(units.applied):
            measured = measure_agreement(
                units.applied,
                units.document,
                rng=rng,
                n_replicates=parameters.bootstrap_replicates,
                conf_level=parameters.conf_level,
            )
        else:
            what = "coded excerpts" if parameters.unit == EXCERPT else "text"
            reason = f"no interview with {what} that two coders finished"
    words = units_in_words(project, coder_ids, parameters, finished, units=units)
    return Agreement(tuple(themes), coders, units, measured, reason, words)


def agreement_rows(found: Agreement, parameters: ThemesParameters) -> list[Estimate]:
    """Return how many interviews are compared, the coefficients overall, those beside alpha, and each theme's."""
    chosen = [quantity for quantity in _OVERALL if quantity not in BESIDE or quantity in parameters.coefficients]
    n_compared = found.measured.n_documents if found.measured else 0
    notes = ["interviews that two coders or more finished", *found.left_out]
    rows = [count_row(STEM, "sources_compared", EVERYBODY, n_compared, unit="sources", notes=notes)]
    rows += [_overall(quantity, found, parameters) for quantity in chosen]
    for place, theme in enumerate(found.themes):
        rows += [_of_theme(quantity, theme, place, found, parameters) for quantity in ("alpha", "kappa")]
    return rows


def _overall(quantity: str, found: Agreement, parameters: ThemesParameters) -> Estimate:
    method, status = _OVERALL[quantity]
    measured = found.measured
    coefficient, shares, reason = None, None, found.reason
    n_obs = n_events = None
    if measured:
        coefficient = {
            "alpha": measured.alpha,
            "alpha_median_code": measured.alpha_median,
            "kappa": measured.kappa,
            **measured.beside,
        }[quantity]
        shares = measured.marginals.mean(axis=0)
        n_obs, n_events = measured.n_units * len(found.themes), int(measured.n_either.sum())
        if quantity == "alpha_median_code":
            shares, n_obs, n_events = None, len(found.themes), None
        reason = "" if coefficient else "kappa compares two coders"
    return coefficient_row(
        quantity,
        Scope("overall"),
        coefficient,
        reason,
        n_documents=measured.n_documents if measured else 0,
        left_out=found.left_out,
        parameters=parameters,
        shares=shares,
        method=method.format(unit=parameters.unit),
        how=INTERVAL_OF_MEDIAN if quantity == "alpha_median_code" else INTERVAL,
        status=status,
        n_obs=n_obs,
        n_events=n_events,
    )


def _of_theme(quantity: str, theme: Theme, place: int, found: Agreement, parameters: ThemesParameters) -> Estimate:
    measured = found.measured
    by_code = None
    if measured:
        by_code = measured.alpha_by_code if quantity == "alpha" else measured.kappa_by_code
    reason = found.reason or ("" if by_code else "kappa compares two coders")
    return coefficient_row(
        quantity,
        theme.within(EVERYBODY),
        by_code[place] if by_code else None,
        reason,
        n_documents=measured.n_documents if measured else 0,
        left_out=found.left_out,
        parameters=parameters,
        shares=measured.marginals[place] if measured else None,
        method=(_ALPHA + ", binary") if quantity == "alpha" else _KAPPA,
        status=Status.DIAGNOSTIC,
        n_obs=measured.n_units if measured else None,
        n_events=int(measured.n_either[place]) if measured else None,
    )
