"""Agreement of coders who apply any number of codes to fixed units, per code and pooled, with intervals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.agreement.cohen import cross_table, kappa
from evaluation.stats.agreement.krippendorff import alpha_nominal, coincidences
from evaluation.stats.document_bootstrap import BootstrapInterval, draw_documents, percentile_interval

# Krippendorff (2004): tentative conclusions from the one on, conclusions from the other.
TENTATIVE, RELIABLE = 0.667, 0.8
_APPLIED_OR_NOT = 2


@dataclass(frozen=True)
class Coefficient:
    """A coefficient with its interval; each is NaN where the data do not determine it."""

    estimate: float
    interval: BootstrapInterval


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

    def measure(tables: NDArray[np.float64], coefficient: Callable[..., NDArray[np.float64]]) -> _Measured:
        return _measure(_by_document(tables, document, n_documents), coefficient, draws=draws, conf_level=conf_level)

    alphas = measure(coincidences(applied, n_categories=_APPLIED_OR_NOT), alpha_nominal)
    kappas = measure(cross_table(applied, n_categories=_APPLIED_OR_NOT), kappa) if n_coders == 2 else None
    rated = ~np.isnan(applied)
    return CoderAgreement(
        alpha=alphas.pooled,
        alpha_median=alphas.median,
        kappa=kappas.pooled if kappas else None,
        alpha_by_code=alphas.by_code,
        kappa_by_code=kappas.by_code if kappas else None,
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


def _by_document(tables: NDArray[np.float64], document: NDArray[np.int64], n_documents: int) -> NDArray[np.float64]:
    total = np.zeros((n_documents, *tables.shape[1:]))
    np.add.at(total, document, tables)
    return total


def _measure(
    tables: NDArray[np.float64],
    coefficient: Callable[..., NDArray[np.float64]],
    *,
    draws: NDArray[np.int64],
    conf_level: float,
) -> _Measured:
    """Compute a coefficient from tables of shape (n_documents, n_codes, 2, 2), and from resamples of documents."""
    observed = tables.sum(axis=0)
    resampled = np.tensordot(draws, tables, axes=1)
    by_code, by_code_again = coefficient(observed), coefficient(resampled)

    def with_interval(estimate: float, replicates: NDArray[np.float64]) -> Coefficient:
        interval = percentile_interval(replicates, n_documents=len(tables), conf_level=conf_level)
        return Coefficient(float(estimate), interval)

    return _Measured(
        pooled=with_interval(coefficient(observed.sum(axis=0)), coefficient(resampled.sum(axis=1))),
        median=with_interval(_median(by_code[None])[0], _median(by_code_again)),
        by_code=tuple(with_interval(by_code[i], by_code_again[:, i]) for i in range(len(by_code))),
    )


def _median(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the median of each row over the codes that can be estimated; NaN where none can."""
    estimable = ~np.isnan(values).all(axis=1)
    median = np.full(len(values), np.nan)
    median[estimable] = np.nanmedian(values[estimable], axis=1)
    return median
