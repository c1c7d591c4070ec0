"""Agreement of coders who give units one value each of a scale, with an interval over documents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.agreement.krippendorff import Level, alpha, coincidences
from evaluation.stats.coder_agreement import Coefficient
from evaluation.stats.document_intervals import jackknife_t_interval


@dataclass(frozen=True, eq=False)
class ScaleAgreement:
    """What :func:`measure_scale_agreement` returns.

    Parameters
    ----------
    alpha : Coefficient or None
        Krippendorff's alpha: None where no unit has two values, NaN where no disagreement can be expected.
    n_units, n_documents : int
        Units with two values or more, and the documents they are in.
    n_single : int
        Units with one value, which alpha cannot use.
    shares : ndarray, shape (n_categories, n_coders)
        Share of each category in the values of each coder that alpha uses; 0 where a coder has none.
    pooled_shares : ndarray, shape (n_categories,)
        The same of all coders' values together.
    """

    alpha: Coefficient | None
    n_units: int
    n_documents: int
    n_single: int
    shares: NDArray[np.float64]
    pooled_shares: NDArray[np.float64]


def measure_scale_agreement(
    ratings: ArrayLike,
    documents: ArrayLike,
    *,
    n_categories: int,
    level: Level,
    values: ArrayLike | None = None,
    conf_level: float,
) -> ScaleAgreement:
    """Measure how far coders agree on the value of units, of those that two coders or more gave one.

    Parameters
    ----------
    ratings : array_like, shape (n_units, n_coders)
        Categories ``0 .. n_categories - 1``, in their order; NaN where a coder gave no value.
    documents : array_like, shape (n_units,)
        The document of each unit, as numbers; documents are left out as a whole.
    n_categories : int
    level : Level
    values : array_like, shape (n_categories,), optional
        What the categories stand for, needed for intervals and ratios.
    conf_level : float
        Of the log jackknife-t interval over the documents with such units.

    Returns
    -------
    ScaleAgreement

    Raises
    ------
    ValueError
        If intervals or ratios have no finite values, or ratios have negative ones.
    """
    ratings = np.asarray(ratings, dtype=float)
    n_values = (~np.isnan(ratings)).sum(axis=-1)
    compared = ratings[n_values >= 2]
    names, document = np.unique(np.asarray(documents)[n_values >= 2], return_inverse=True)
    by_document = np.zeros((names.size, n_categories, n_categories))
    np.add.at(by_document, document, coincidences(compared, n_categories=n_categories))
    counts = (compared[:, None] == np.arange(n_categories)[:, None]).sum(axis=0)
    return ScaleAgreement(
        alpha=_with_interval(by_document, partial(alpha, level=level, values=values), conf_level)
        if len(compared)
        else None,
        n_units=len(compared),
        n_documents=len(by_document),
        n_single=int((n_values == 1).sum()),
        shares=counts / np.maximum(counts.sum(axis=0), 1),
        pooled_shares=counts.sum(axis=1) / max(counts.sum(), 1),
    )


def _with_interval(
    by_document: NDArray[np.float64], coefficient: Callable[..., NDArray[np.float64]], conf_level: float
) -> Coefficient:
    """Compute a coefficient from coincidences of shape (n_documents, n_categories, n_categories)."""
    estimate = float(coefficient(by_document.sum(axis=0)))
    # A sum over the others is exact where they lack a category; a difference from the total need not be.
    without = np.tensordot(1.0 - np.eye(len(by_document)), by_document, axes=1)
    return Coefficient(
        estimate,
        jackknife_t_interval(estimate, left_out=coefficient(without), conf_level=conf_level, log_scale=True),
    )
