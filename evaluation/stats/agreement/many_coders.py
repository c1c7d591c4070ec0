"""Coefficients of any number of coders on nominal values, missing ones included.

All share one observed agreement and differ in what they expect by chance. Each is a function of sums over units, so a
resample of documents needs only the sums of its documents.

Missing values are treated as Gwet, Handbook of Inter-Rater Reliability (4th ed., 2014), chapters 2 and 3, does: a
unit with two or more values says how far coders agree; every unit with a value says how common categories are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, eq=False)
class RatingSums:
    """What the coefficients need to know of some units.

    Parameters
    ----------
    agreed : ndarray, shape (...)
        Share of the pairs of coders who agree, summed over units with two or more values.
    n_pairable : ndarray, shape (...)
        Units with two or more values.
    shares : ndarray, shape (..., n_categories)
        Share of a unit's values in each category, summed over units with a value.
    by_coder : ndarray, shape (..., n_coders, n_categories)
        How often each coder used each category.
    """

    agreed: NDArray[np.float64]
    n_pairable: NDArray[np.float64]
    shares: NDArray[np.float64]
    by_coder: NDArray[np.float64]

    def weighted(self, weights: ArrayLike) -> RatingSums:
        """Return sums over the first axis, weighted: all ones for a total, counts of a draw for a resample.

        Parameters
        ----------
        weights : array_like, shape (..., n)
            Of each of the ``n`` places of the first axis.
        """
        parts = (self.agreed, self.n_pairable, self.shares, self.by_coder)
        return RatingSums(*(np.tensordot(weights, part, axes=1) for part in parts))


def rating_sums(ratings: ArrayLike, *, n_categories: int) -> RatingSums:
    """Return what each unit adds to the sums.

    Parameters
    ----------
    ratings : array_like, shape (..., n_coders)
        Categories ``0 .. n_categories - 1``; NaN where a coder did not rate.
    n_categories : int
        Of the codebook, whether used or not.

    Returns
    -------
    RatingSums
        Of the leading axes of the ratings.
    """
    by_coder = (np.asarray(ratings, dtype=float)[..., None] == np.arange(n_categories)).astype(float)
    counts = by_coder.sum(axis=-2)
    n_values = counts.sum(axis=-1)
    pairs = n_values * (n_values - 1)
    agreed = (counts * (counts - 1)).sum(axis=-1)
    return RatingSums(
        agreed=np.divide(agreed, pairs, out=np.zeros_like(pairs), where=pairs > 0),
        n_pairable=(pairs > 0).astype(float),
        shares=np.divide(counts, n_values[..., None], out=np.zeros_like(counts), where=n_values[..., None] > 0),
        by_coder=by_coder,
    )


def percent_agreement(sums: RatingSums) -> NDArray[np.float64]:
    """Return the share of pairs of coders who agree, a mean over units; nothing is taken off for chance.

    Returns
    -------
    ndarray, shape (...)
        Between 0 and 1; NaN without a unit that two coders rated.
    """
    return _ratio(sums.agreed, sums.n_pairable)


def fleiss_kappa(sums: RatingSums) -> NDArray[np.float64]:
    """Return Fleiss' kappa: by chance, coders agree as two values drawn from all values would.

    Returns
    -------
    ndarray, shape (...)
        At most 1; NaN where only one category is used.

    References
    ----------
    Fleiss (1971), Psychological Bulletin 76, 378-382.
    """
    return _beyond_chance(sums, (_prevalence(sums) ** 2).sum(axis=-1))


def conger_kappa(sums: RatingSums) -> NDArray[np.float64]:
    """Return Conger's kappa: chance agreement is the mean of Cohen's over all pairs of coders.

    With two coders and no missing value it is Cohen's kappa. A coder without values is left out.

    Returns
    -------
    ndarray, shape (...)
        At most 1; NaN where only one category is used, or fewer than two coders have values.

    References
    ----------
    Conger (1980), Psychological Bulletin 88, 322-328.
    """
    n_values = sums.by_coder.sum(axis=-1, keepdims=True)
    shares = np.divide(sums.by_coder, n_values, out=np.zeros_like(sums.by_coder), where=n_values > 0)
    n_coders = (n_values > 0).sum(axis=(-2, -1)).astype(float)
    same_coder = (shares**2).sum(axis=(-2, -1))
    all_pairs = (shares.sum(axis=-2) ** 2).sum(axis=-1)
    return _beyond_chance(sums, _ratio(all_pairs - same_coder, n_coders * (n_coders - 1)))


def brennan_prediger(sums: RatingSums) -> NDArray[np.float64]:
    """Return Brennan and Prediger's coefficient: by chance, every category of the codebook is as likely as another.

    Returns
    -------
    ndarray, shape (...)
        At most 1, and 1 where all use one and the same category; NaN if the codebook has only one.

    References
    ----------
    Brennan and Prediger (1981), Educational and Psychological Measurement 41, 687-699.
    """
    return _beyond_chance(sums, np.full_like(sums.agreed, 1 / sums.shares.shape[-1]))


def gwet_ac1(sums: RatingSums) -> NDArray[np.float64]:
    """Return Gwet's AC1: by chance, coders agree only on what is hard to code, and that is what varies.

    Returns
    -------
    ndarray, shape (...)
        At most 1, and 1 where all use one and the same category; NaN if the codebook has only one.

    References
    ----------
    Gwet (2008), British Journal of Mathematical and Statistical Psychology 61, 29-48.
    """
    prevalence = _prevalence(sums)
    n_categories = prevalence.shape[-1]
    if n_categories < 2:
        return np.full_like(sums.agreed, np.nan)
    return _beyond_chance(sums, (prevalence * (1 - prevalence)).sum(axis=-1) / (n_categories - 1))


def _prevalence(sums: RatingSums) -> NDArray[np.float64]:
    n_rated = sums.shares.sum(axis=-1, keepdims=True)
    return _ratio(sums.shares, np.broadcast_to(n_rated, sums.shares.shape))


def _beyond_chance(sums: RatingSums, by_chance: NDArray[np.float64]) -> NDArray[np.float64]:
    # Sums of shares such as 1/3 leave 1 - chance a few 1e-16 above 0 where only one category is used.
    room = np.where(1 - by_chance > 1e-12, 1 - by_chance, 0.0)
    return _ratio(percent_agreement(sums) - by_chance, room)


def _ratio(numerator: NDArray[np.float64], denominator: NDArray[np.float64]) -> NDArray[np.float64]:
    numerator, denominator = np.asarray(numerator, dtype=float), np.asarray(denominator, dtype=float)
    return np.divide(numerator, denominator, out=np.full_like(numerator, np.nan), where=denominator > 0)
