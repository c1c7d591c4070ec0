"""Cohen's kappa of two coders, a function of the two-way table of the units that both rated.

Source: Cohen (1960), Educational and Psychological Measurement 20, 37-46.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


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
