"""Agreement of coders who apply any number of codes to fixed units, per code and pooled, with intervals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.agreement.cohen import cross_table, kappa
from evaluation.stats.agreement.krippendorff import alpha_nominal, coincidences
from evaluation.stats.agreement.many_coders import (
    RatingSums,
    brennan_prediger,
    conger_kappa,
    fleiss_kappa,
    gwet_ac1,
    percent_agreement,
    rating_sums,
)
from evaluation.stats.document_intervals import DocumentInterval, Method, document_interval, draw_documents

# The method that held the truth most often in benchmarks/agreement_coverage.py. A median over codes is no smooth
# function of the documents: leaving one out says little of it.
INTERVAL, INTERVAL_OF_MEDIAN = Method.LOG_JACKKNIFE_T, Method.PERCENTILE
# Krippendorff (2004): tentative conclusions from the one on, conclusions from the other.
TENTATIVE, RELIABLE = 0.667, 0.8
BESIDE = {
    "percent_agreement": percent_agreement,
    "fleiss_kappa": fleiss_kappa,
    "conger_kappa": conger_kappa,
    "brennan_prediger": brennan_prediger,
    "gwet_ac1": gwet_ac1,
}
_LOWEST = {"percent_agreement": 0.0}
"""What a coefficient cannot be below, where that is not -1."""
_APPLIED_OR_NOT = 2


@dataclass(frozen=True)
class Coefficient:
    """A coefficient with its interval; each is NaN where the data do not determine it."""

    estimate: float
    interval: DocumentInterval


@dataclass(frozen=True, eq=False)
class CoderAgreement:
    """What :func:`measure_agreement` returns.

    Parameters
    ----------
    alpha, alpha_median : Coefficient
        Krippendorff's alpha, binary, pooled over unit and code; the median of the codes' own alphas.
    kappa : Coefficient or None
        Cohen's kappa, pooled likewise; None unless there are two coders.
    alpha_by_code : tuple of Coefficient
    kappa_by_code : tuple of Coefficient or None
    beside : mapping of str to Coefficient
        The coefficients named in :data:`BESIDE`, pooled likewise.
    beside_by_code : mapping of str to tuple of Coefficient
    marginals : ndarray, shape (n_codes, n_coders)
        Share of the units that a coder rated to which the coder applied the code.
    n_either : ndarray, shape (n_codes,)
        Units to which at least one coder applied the code.
    n_units, n_documents : int
        Units with at least two coders, and the documents they are in.
    """

    alpha: Coefficient
    alpha_median: Coefficient
    kappa: Coefficient | None
    alpha_by_code: tuple[Coefficient, ...]
    kappa_by_code: tuple[Coefficient, ...] | None
    beside: Mapping[str, Coefficient]
    beside_by_code: Mapping[str, tuple[Coefficient, ...]]
    marginals: NDArray[np.float64]
    n_either: NDArray[np.int64]
    n_units: int
    n_documents: int


def measure_agreement(
    applied: ArrayLike, documents: ArrayLike, *, rng: np.random.Generator, n_replicates: int, conf_level: float
) -> CoderAgreement:
    """Measure how far coders agree on which codes apply to which units.

    Parameters
    ----------
    applied : array_like, shape (n_units, n_codes, n_coders)
        1 where the coder applied the code to the unit, 0 where not, NaN where the coder did not code the unit.
    documents : array_like, shape (n_units,)
        The document of each unit, as numbers; documents are resampled as a whole.
    rng : numpy.random.Generator
    n_replicates : int
        Resamples. The same resamples serve every coefficient.
    conf_level : float

    Returns
    -------
    CoderAgreement

    Raises
    ------
    ValueError
        If there are fewer than two coders, no code, or no unit that two coders rated.
    """
    applied = np.asarray(applied, dtype=float)
    _, n_codes, n_coders = applied.shape
    shared = (~np.isnan(applied[:, 0])).sum(axis=-1) >= 2 if n_codes else np.zeros(len(applied), dtype=bool)
    if n_coders < 2 or not shared.any():
        raise ValueError("agreement needs a code and a unit that two coders rated")
    applied, documents = applied[shared], np.asarray(documents)[shared]
    _, document = np.unique(documents, return_inverse=True)
    n_documents = int(document.max()) + 1
    draws = draw_documents(n_documents, n_replicates=n_replicates, rng=rng)

    def measure(
        coefficient: Callable[..., NDArray[np.float64]], *by_unit: NDArray[np.float64], lowest: float = -1.0
    ) -> _Measured:
        parts = [_by_document(part, document, n_documents) for part in by_unit]
        return _measure(coefficient, parts, draws=draws, conf_level=conf_level, lowest=lowest)

    alphas = measure(alpha_nominal, coincidences(applied, n_categories=_APPLIED_OR_NOT))
    kappas = measure(kappa, cross_table(applied, n_categories=_APPLIED_OR_NOT)) if n_coders == 2 else None
    sums = rating_sums(applied, n_categories=_APPLIED_OR_NOT)
    parts = (sums.agreed, sums.n_pairable, sums.shares, sums.by_coder)
    beside = {
        name: measure(_of_sums(coefficient), *parts, lowest=_LOWEST.get(name, -1.0))
        for name, coefficient in BESIDE.items()
    }
    rated = ~np.isnan(applied)
    return CoderAgreement(
        alpha=alphas.pooled,
        alpha_median=alphas.median,
        kappa=kappas.pooled if kappas else None,
        alpha_by_code=alphas.by_code,
        kappa_by_code=kappas.by_code if kappas else None,
        beside={name: each.pooled for name, each in beside.items()},
        beside_by_code={name: each.by_code for name, each in beside.items()},
        marginals=np.nansum(applied, axis=0) / np.maximum(rated.sum(axis=0), 1),
        n_either=(np.nan_to_num(applied) > 0).any(axis=-1).sum(axis=0),
        n_units=len(applied),
        n_documents=n_documents,
    )


@dataclass(frozen=True)
class _Measured:
    pooled: Coefficient
    median: Coefficient
    by_code: tuple[Coefficient, ...]


def _of_sums(coefficient: Callable[[RatingSums], NDArray[np.float64]]) -> Callable[..., NDArray[np.float64]]:
    return lambda *parts: coefficient(RatingSums(*parts))


def _by_document(by_unit: NDArray[np.float64], document: NDArray[np.int64], n_documents: int) -> NDArray[np.float64]:
    total = np.zeros((n_documents, *by_unit.shape[1:]))
    np.add.at(total, document, by_unit)
    return total


def _measure(
    coefficient: Callable[..., NDArray[np.float64]],
    parts: Sequence[NDArray[np.float64]],
    *,
    draws: NDArray[np.int64],
    conf_level: float,
    lowest: float,
) -> _Measured:
    """Compute a coefficient from sums of shape (n_documents, n_codes, ...), from resamples, and without each."""
    observed = [part.sum(axis=0) for part in parts]
    resampled = [np.tensordot(draws, part, axes=1) for part in parts]
    without = [total - part for total, part in zip(observed, parts, strict=True)]

    def pooled(sums: Sequence[NDArray[np.float64]], codes: int) -> NDArray[np.float64]:
        return coefficient(*(each.sum(axis=codes) for each in sums))

    def with_interval(
        estimate: float, replicates: NDArray[np.float64], left_out: NDArray[np.float64], method: Method = INTERVAL
    ) -> Coefficient:
        interval = document_interval(
            method, replicates, estimate=float(estimate), left_out=left_out, conf_level=conf_level, lowest=lowest
        )
        return Coefficient(float(estimate), interval)

    by_code, again, left_out = coefficient(*observed), coefficient(*resampled), coefficient(*without)
    return _Measured(
        pooled=with_interval(pooled(observed, 0), pooled(resampled, 1), pooled(without, 1)),
        median=with_interval(_median(by_code[None])[0], _median(again), _median(left_out), INTERVAL_OF_MEDIAN),
        by_code=tuple(with_interval(by_code[i], again[:, i], left_out[:, i]) for i in range(len(by_code))),
    )


def _median(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the median of each row over the codes that can be estimated; NaN where none can."""
    estimable = ~np.isnan(values).all(axis=1)
    median = np.full(len(values), np.nan)
    median[estimable] = np.nanmedian(values[estimable], axis=1)
    return median
