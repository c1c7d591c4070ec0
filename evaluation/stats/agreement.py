"""Chance-corrected agreement between coders on nominal values: Krippendorff's alpha and Cohen's kappa.

Both are functions of a square table that is a sum over units, so a resample of documents needs only the sums of its
documents. Sources: Krippendorff, Content Analysis (4th ed., 2018), chapter 12; Cohen (1960), Educational and
Psychological Measurement 20, 37-46.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def coincidences(ratings: ArrayLike, *, n_categories: int) -> NDArray[np.float64]:
    """Return the coincidence table of each unit.

    A unit with ``m`` values adds ``1 / (m - 1)`` for every ordered pair of values by different coders; a unit with
    fewer than two values adds nothing.

    Parameters
    ----------
    ratings : array_like, shape (..., n_coders)
        Categories ``0 .. n_categories - 1``; NaN where a coder did not rate.
    n_categories : int

    Returns
    -------
    ndarray, shape (..., n_categories, n_categories)
    """
    ratings = np.asarray(ratings, dtype=float)
    counts = (ratings[..., None] == np.arange(n_categories)).sum(axis=-2).astype(float)
    n_values = counts.sum(axis=-1)
    pairs = counts[..., :, None] * counts[..., None, :] - counts[..., None] * np.eye(n_categories)
    share = np.divide(1.0, n_values - 1, out=np.zeros_like(n_values), where=n_values > 1)
    return pairs * share[..., None, None]


def alpha_nominal(table: ArrayLike) -> NDArray[np.float64]:
    """Return Krippendorff's alpha for nominal values: one minus observed over expected disagreement.

    Parameters
    ----------
    table : array_like, shape (..., n_categories, n_categories)
        Coincidences summed over units.

    Returns
    -------
    ndarray, shape (...)
        At most 1; NaN where no disagreement can be expected, because all values are the same or there are none.
    """
    table = np.asarray(table, dtype=float)
    margin = table.sum(axis=-1)
    total = margin.sum(axis=-1)
    disagreement = total - np.trace(table, axis1=-2, axis2=-1)
    expected = total**2 - (margin**2).sum(axis=-1)
    ratio = np.divide((total - 1) * disagreement, expected, out=np.full_like(total, np.nan), where=expected > 0)
    return 1 - ratio


def cross_table(ratings: ArrayLike, *, n_categories: int) -> NDArray[np.float64]:
    """Return the two-way table of each unit: 1 where the first coder's and the second coder's categories meet.

    Parameters
    ----------
    ratings : array_like, shape (..., 2)
        Categories ``0 .. n_categories - 1``; a unit with a NaN adds nothing.
    n_categories : int

    Returns
    -------
    ndarray, shape (..., n_categories, n_categories)
        First coder in rows.

    Raises
    ------
    ValueError
        If there are not exactly two coders.
    """
    ratings = np.asarray(ratings, dtype=float)
    if ratings.shape[-1] != 2:
        raise ValueError(f"Cohen's kappa compares two coders, not {ratings.shape[-1]}")
    first, second = (ratings[..., coder, None] == np.arange(n_categories) for coder in (0, 1))
    return (first[..., :, None] & second[..., None, :]).astype(float)


def kappa(table: ArrayLike) -> NDArray[np.float64]:
    """Return Cohen's kappa: agreement beyond that of two coders with these margins who code independently.

    Parameters
    ----------
    table : array_like, shape (..., n_categories, n_categories)
        Two-way counts summed over units.

    Returns
    -------
    ndarray, shape (...)
        At most 1; NaN where both coders used one and the same category throughout, or rated nothing together.
    """
    table = np.asarray(table, dtype=float)
    total = table.sum(axis=(-2, -1))
    by_chance = (table.sum(axis=-1) * table.sum(axis=-2)).sum(axis=-1)
    agreed = np.trace(table, axis1=-2, axis2=-1) * total
    room = total**2 - by_chance
    return np.divide(agreed - by_chance, room, out=np.full_like(total, np.nan), where=room > 0)
