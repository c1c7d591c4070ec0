"""What a regression needs to be estimated at all."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.not_estimable import NotEstimable

Array = NDArray[np.float64]


def require_full_rank(design: Array) -> None:
    """Refuse a design of shape (n, p) that leaves a coefficient undetermined.

    Raises
    ------
    NotEstimable
        If there are no more rows than columns, or the columns are linearly dependent.
    """
    n, p = design.shape
    if n <= p:
        raise NotEstimable(f"{n} observations cannot determine {p} parameters")
    if np.linalg.matrix_rank(design / np.maximum(np.linalg.norm(design, axis=0), 1e-300)) < p:
        raise NotEstimable("the columns of the model are linearly dependent")


def require_errors(residual: Array, values: Array) -> None:
    """Refuse series of shape (s, n) whose residuals are but rounding errors of their values.

    Raises
    ------
    NotEstimable
        With the numbers of those series.
    """
    exact = np.square(residual).sum(axis=1) <= 1e-20 * np.square(values).sum(axis=1)
    if exact.any():
        raise NotEstimable(
            "the model fits a series exactly, so its errors cannot be learned", series=np.flatnonzero(exact)
        )


def as_series(values: ArrayLike) -> Array:
    """Return values of shape (n,) or (s, n) with shape (s, n).

    Raises
    ------
    ValueError
        If a value is missing or infinite.
    """
    series = np.atleast_2d(np.asarray(values, dtype=float))
    if not np.isfinite(series).all():
        raise ValueError("values must be finite numbers")
    return series


def places_in_time(places: ArrayLike | None, n: int) -> NDArray[np.intp]:
    """Return the places in time of ``n`` rows, the first at 0; one after another by default.

    Raises
    ------
    ValueError
        If they are not ``n`` whole numbers that increase.
    """
    if places is None:
        return np.arange(n)
    given = np.asarray(places)
    if given.shape != (n,) or not np.issubdtype(given.dtype, np.integer) or (np.diff(given) < 1).any():
        raise ValueError(f"places in time must be {n} whole numbers that increase")
    return (given - given[0]).astype(np.intp)
