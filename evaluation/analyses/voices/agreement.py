"""How far the coders agree on which themes apply to which paragraphs, in rows of the ledger."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from evaluation.analyses.ledger import EVERYBODY, Scope, ledger_row
from evaluation.analyses.voices import STEM
from evaluation.analyses.voices.codebook import Theme
from evaluation.data.coded_units import CodedUnits, coded_paragraphs
from evaluation.data.parameters import ThemesParameters
from evaluation.data.qualitative import QualitativeProject
from evaluation.stats.coder_agreement import (
    BESIDE,
    INTERVAL,
    INTERVAL_OF_MEDIAN,
    TENTATIVE,
    CoderAgreement,
    Coefficient,
    measure_agreement,
)
from evaluation.stats.document_intervals import Method, NoInterval
from evaluation.stats.estimate import Estimate, Status

# From how many documents on intervals of a nominal 95 % held the truth in at least 92.9 % of simulated studies, and
# percentile intervals in 94 % where codes are common: benchmarks/agreement_coverage.py.
DOCUMENTS_WANTED = {Method.LOG_JACKKNIFE_T: 28, Method.PERCENTILE: 60}
_ALPHA = "Krippendorff's alpha, nominal"
_KAPPA = "Cohen's kappa"
_WITHOUT_INTERVAL = {
    NoInterval.FEW_DOCUMENTS: "no interval because there are too few documents",
    NoInterval.DEGENERATE: "no interval because too many resamples are degenerate",
    NoInterval.ONE_DOCUMENT: "no interval because without one of the documents there is no coefficient",
    NoInterval.ALL_THE_SAME: "no interval because no document changes the coefficient",
}
_POOLED = ", pooled over paragraph and code"
_OVERALL = {
    "alpha": (_ALPHA + ", binary" + _POOLED, Status.PRIMARY),
    "alpha_median_code": (_ALPHA + ", binary; median of the codes", Status.SENSITIVITY),
    "kappa": (_KAPPA + _POOLED, Status.SENSITIVITY),
    "percent_agreement": ("share of pairs of coders who agree" + _POOLED, Status.SENSITIVITY),
    "fleiss_kappa": ("Fleiss' kappa" + _POOLED, Status.SENSITIVITY),
    "conger_kappa": ("Conger's kappa" + _POOLED, Status.SENSITIVITY),
    "brennan_prediger": ("Brennan and Prediger's coefficient" + _POOLED, Status.SENSITIVITY),
    "gwet_ac1": ("Gwet's AC1" + _POOLED, Status.SENSITIVITY),
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
    """

    themes: tuple[Theme, ...]
    coders: tuple[str, ...]
    units: CodedUnits | None
    measured: CoderAgreement | None
    reason: str


def find_agreement(
    project: QualitativeProject,
    themes: Sequence[Theme],
    coder_ids: Sequence[str],
    parameters: ThemesParameters,
    rng: np.random.Generator,
) -> Agreement:
    """Measure agreement of the coders on the paragraphs of the interviews that at least two of them finished."""
    names = {user.id: user.name for user in project.users}
    coders = tuple(names.get(coder_id, "") for coder_id in coder_ids)
    reason, units, measured = "", None, None
    if len(coder_ids) < 2:
        reason = "only one coder" if coder_ids else "nobody coded text"
    elif not themes:
        reason = "no theme is in use"
    else:
        units = coded_paragraphs(project, code_ids=[theme.code_id for theme in themes], coder_ids=coder_ids)
        if len(units.applied):
            measured = measure_agreement(
                units.applied,
                units.document,
                rng=rng,
                n_replicates=parameters.bootstrap_replicates,
                conf_level=parameters.conf_level,
            )
        else:
            reason = "no interview with text that two coders finished"
    return Agreement(tuple(themes), coders, units, measured, reason)


def agreement_rows(found: Agreement, parameters: ThemesParameters) -> list[Estimate]:
    """Return the coefficients overall, those beside alpha as declared, then alpha and kappa of each theme."""
    chosen = [quantity for quantity in _OVERALL if quantity not in BESIDE or quantity in parameters.coefficients]
    rows = [_overall(quantity, found, parameters) for quantity in chosen]
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
    return _row(
        quantity,
        Scope("overall"),
        coefficient,
        reason,
        found=found,
        parameters=parameters,
        shares=shares,
        method=method,
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
    return _row(
        quantity,
        theme.within(EVERYBODY),
        by_code[place] if by_code else None,
        reason,
        found=found,
        parameters=parameters,
        shares=measured.marginals[place] if measured else None,
        method=(_ALPHA + ", binary") if quantity == "alpha" else _KAPPA,
        status=Status.DIAGNOSTIC,
        n_obs=measured.n_units if measured else None,
        n_events=int(measured.n_either[place]) if measured else None,
    )


def _row(
    quantity: str,
    scope: Scope,
    coefficient: Coefficient | None,
    reason: str,
    *,
    found: Agreement,
    parameters: ThemesParameters,
    shares: np.ndarray | None,
    method: str,
    **fields: object,
) -> Estimate:
    if coefficient is None or math.isnan(coefficient.estimate):
        because = reason or "neither coder varied, so no disagreement can be expected"
        return ledger_row(
            STEM,
            quantity,
            scope,
            unit="coefficient",
            method=method,
            notes=[f"not estimable: {because}"],
            **fields,
        )
    interval = coefficient.interval
    how = INTERVAL_OF_MEDIAN if quantity == "alpha_median_code" else INTERVAL
    made = "over documents"
    if how is Method.PERCENTILE:
        made = f"from {parameters.bootstrap_replicates} resamples of documents"
    return ledger_row(
        STEM,
        quantity,
        scope,
        unit="coefficient",
        estimate=coefficient.estimate,
        std_error=interval.std_error,
        conf_low=interval.conf_low,
        conf_high=interval.conf_high,
        conf_level=math.nan if interval.missing else parameters.conf_level,
        method=method if interval.missing else f"{method}; {how} interval {made}",
        notes=[
            _judged(quantity, interval.conf_low),
            *_shares_in_words(shares),
            *_interval_in_words(coefficient, found.measured.n_documents, how),
        ],
        **fields,
    )


def _judged(quantity: str, conf_low: float) -> str:
    if quantity == "percent_agreement":
        return "nothing is taken off for chance"
    return "" if conf_low >= TENTATIVE else "not shown to be reliable"


def _shares_in_words(shares: np.ndarray | None) -> Iterable[str]:
    if shares is not None:
        yield f"prevalence {shares.mean():.1%}"
        yield f"shares by coder {' and '.join(f'{share:.1%}' for share in shares)}"


def _interval_in_words(coefficient: Coefficient, n_documents: int, method: Method) -> Iterable[str]:
    yield f"{n_documents} documents"
    if coefficient.interval.missing:
        yield _WITHOUT_INTERVAL[coefficient.interval.missing]
    elif n_documents < DOCUMENTS_WANTED[method]:
        yield "with few documents the interval is somewhat too narrow"
    if coefficient.interval.degenerate > 0:
        yield f"{coefficient.interval.degenerate:.1%} of resamples degenerate"
