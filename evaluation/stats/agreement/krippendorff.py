"""Krippendorff's alpha, for any number of coders, values that are missing, and four levels of measurement.

It is a function of a square table that is a sum over units, so a resample of documents needs only the sums of its
documents. Source: Krippendorff, Content Analysis (4th ed., 2018), chapter 12.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray


class Level(StrEnum):
    """What two values tell of each other: same or not, order, difference, ratio."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


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


def alpha(table: ArrayLike, *, level: Level, values: ArrayLike | None = None) -> NDArray[np.float64]:
    """Return Krippendorff's alpha at a level of measurement.

    Parameters
    ----------
    table : array_like, shape (..., n_categories, n_categories)
        Coincidences summed over units; at the ordinal level the categories are in their order.
    level : Level
        The distance of two values: 0 or 1 (nominal); the values in between, counted in the table, half of the two
        themselves (ordinal); the difference (interval); the difference over the sum (ratio). All are squared.
    values : array_like, shape (n_categories,), optional
        What the categories stand for, needed for intervals and ratios.

    Returns
    -------
    ndarray, shape (...)
        At most 1; NaN where no disagreement can be expected.

    Raises
    ------
    ValueError
        If intervals or ratios have no finite values, or ratios have negative ones.
    """
    table = np.asarray(table, dtype=float)
    if level is Level.NOMINAL:
        return alpha_nominal(table)
    margin = table.sum(axis=-1)
    total = margin.sum(axis=-1)
    if level is Level.ORDINAL:
        distance = _squared_difference(np.cumsum(margin, axis=-1) - margin / 2)
    else:
        distance = _distance_of_values(values, level, n_categories=table.shape[-1])
    disagreement = (table * distance).sum(axis=(-2, -1))
    expected = (margin[..., :, None] * margin[..., None, :] * distance).sum(axis=(-2, -1))
    ratio = np.divide((total - 1) * disagreement, expected, out=np.full_like(total, np.nan), where=expected > 0)
    return 1 - ratio


def _squared_difference(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return (values[..., :, None] - values[..., None, :]) ** 2


def _distance_of_values(values: ArrayLike | None, level: Level, *, n_categories: int) -> NDArray[np.float64]:
    numbers = np.asarray([] if values is None else values, dtype=float)
    if numbers.shape != (n_categories,) or not np.isfinite(numbers).all():
        raise ValueError(f"the {level} level needs one number for each of {n_categories} categories")
    if level is Level.INTERVAL:
        return _squared_difference(numbers)
    if (numbers < 0).any():
        raise ValueError("a ratio needs values from 0 on")
    sums = numbers[:, None] + numbers
    return np.divide(_squared_difference(numbers), sums**2, out=np.zeros_like(sums), where=sums > 0)
