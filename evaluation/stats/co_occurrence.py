"""Which codes occur together in a unit more often, or less often, than their frequency in each document explains.

Shuffling each code over the units of a document, independently of the other codes, keeps how often each is used in
each document. How many units then hold both of two codes is a sum of independent hypergeometric numbers, one for each
document: its distribution is computed, where others draw some thousand shuffles.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import lgamma

import numpy as np
from numpy.typing import ArrayLike, NDArray

_AS_PROBABLE = 1.0 + 1e-9


@dataclass(frozen=True, eq=False)
class CoOccurrence:
    """Pairs of codes, in the order of ``np.triu_indices(n_codes, 1)``.

    Parameters
    ----------
    first, second : ndarray of int, shape (n_pairs,)
        The codes of each pair.
    n_both, n_either : ndarray of int, shape (n_pairs,)
        Units with both, and with at least one of them.
    jaccard : ndarray of float, shape (n_pairs,)
        ``n_both / n_either``, between 0 and 1; NaN where neither code occurs.
    expected : ndarray of float, shape (n_pairs,)
        Mean of ``n_both`` over all shuffles.
    p_value : ndarray of float, shape (n_pairs,)
        Probability, under shuffling, of a ``n_both`` that is as improbable as the one found, or more: two-sided. NaN
        where all shuffles have the same.
    p_adjusted : ndarray of float, shape (n_pairs,)
        By Benjamini and Hochberg, over the pairs that have one.
    """

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    n_both: NDArray[np.int64]
    n_either: NDArray[np.int64]
    jaccard: NDArray[np.float64]
    expected: NDArray[np.float64]
    p_value: NDArray[np.float64]
    p_adjusted: NDArray[np.float64]


def co_occurrence(present: ArrayLike, documents: ArrayLike) -> CoOccurrence:
    """Count how often each two codes occur in one unit, and compare it with shuffles inside documents.

    Parameters
    ----------
    present : array_like of bool, shape (n_units, n_codes)
        Whether a code is applied to a unit.
    documents : array_like, shape (n_units,)
        The document of each unit.

    Returns
    -------
    CoOccurrence

    Raises
    ------
    ValueError
        If the two do not have the same number of units.

    Notes
    -----
    A unit is what was chosen to be one: an answer, a paragraph, a stretch that several codes share. Jaccard's index
    is the c-coefficient of ATLAS.ti. The two-sided p-value adds up what is no more probable than what was found, as
    Fisher's exact test does; with one document it is that test.
    """
    present = np.asarray(present, dtype=bool)
    _, document = np.unique(np.asarray(documents), return_inverse=True)
    if present.ndim != 2 or len(present) != len(document):
        raise ValueError(f"{len(document)} units have a document, and present has shape {present.shape}")
    n_documents = int(document.max(initial=-1)) + 1
    sizes = np.bincount(document, minlength=n_documents)
    uses = np.zeros((n_documents, present.shape[1]), dtype=np.int64)
    np.add.at(uses, document, present)
    first, second = np.triu_indices(present.shape[1], 1)
    together = present.astype(np.int64).T @ present
    n_both = together[first, second]
    n_each = uses.sum(axis=0)
    n_either = n_each[first] + n_each[second] - n_both
    expected = (uses[:, first] * uses[:, second] / sizes[:, None]).sum(axis=0)
    p_value = np.array(
        [
            _two_sided(sizes, uses[:, one], uses[:, other], found)
            for one, other, found in zip(first, second, n_both, strict=True)
        ]
    )
    jaccard = np.divide(n_both, n_either, out=np.full(len(first), np.nan), where=n_either > 0)
    return CoOccurrence(first, second, n_both, n_either, jaccard, expected, p_value, _adjusted(p_value))


def _two_sided(
    sizes: NDArray[np.int64], first: NDArray[np.int64], second: NDArray[np.int64], found: np.int64
) -> float:
    """Return how probable it is that a shuffle has as improbable a number of units with both codes."""
    least = int(np.maximum(0, first + second - sizes).sum())
    varies = np.flatnonzero((np.minimum(first, second) > 0) & (np.maximum(first, second) < sizes))
    few, many = np.minimum(first, second)[varies], np.maximum(first, second)[varies]
    pmf = np.ones(1)
    for part in map(_hypergeometric, sizes[varies].tolist(), few.tolist(), many.tolist()):
        pmf = np.convolve(pmf, part)
    if pmf.size == 1:
        return np.nan
    as_improbable = pmf <= pmf[found - least] * _AS_PROBABLE
    return float(min(pmf[as_improbable].sum(), 1.0))


@cache
def _hypergeometric(size: int, few: int, many: int) -> NDArray[np.float64]:
    """Return the probabilities of the numbers of units that hold both of two codes, from the least possible on."""
    low = max(0, few + many - size)
    logs = [
        _log_choose(many, both) + _log_choose(size - many, few - both) - _log_choose(size, few)
        for both in range(low, few + 1)
    ]
    return np.exp(logs)


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def _adjusted(p_value: NDArray[np.float64]) -> NDArray[np.float64]:
    from statsmodels.stats.multitest import multipletests

    adjusted, known = np.full(p_value.shape, np.nan), ~np.isnan(p_value)
    if known.any():
        adjusted[known] = multipletests(p_value[known], method="fdr_bh")[1]
    return adjusted
