"""Fitted coefficients of several series of one design, whose sums have Student's t or the normal distribution."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.t_mixture import TMixture

Array = NDArray[np.float64]


class Interval(StrEnum):
    """Distribution from which intervals and p-values are read."""

    T = "t"
    Z = "z"

    def df(self, n: int, p: int) -> float:
        """Return the degrees of freedom of ``n`` observations and ``p`` parameters; infinite for ``z``."""
        return float(n - p) if self is Interval.T else np.inf


@dataclass(frozen=True, eq=False)
class LinearFit:
    """``s`` series of one design.

    Attributes
    ----------
    coefficients : ndarray of shape (s, p)
    covariance : ndarray of shape (s, p, p)
    df : float
        Degrees of freedom of the t distribution of a sum of coefficients; infinite for the normal distribution.
    """

    coefficients: Array
    covariance: Array
    df: float

    def one(self, series: int) -> Self:
        """Return one of the series."""
        arrays = {each.name: getattr(self, each.name) for each in fields(self)}
        return replace(
            self,
            **{
                name: value[series : series + 1]
                for name, value in arrays.items()
                if isinstance(value, np.ndarray) and value.ndim
            },
        )

    def contrasts(self, weights: ArrayLike) -> TMixture:
        """Return sums ``weights @ coefficients``, questions of shape (s, k), each with one component.

        Parameters
        ----------
        weights : array_like of shape (k, p)

        Raises
        ------
        NotEstimable
            If the variance of a sum is not above 0.
        """
        rows = np.atleast_2d(np.asarray(weights, dtype=float))
        location = np.einsum("sp,kp->sk", self.coefficients, rows)[..., None]
        variance = np.einsum("kp,spq,kq->sk", rows, self.covariance, rows)[..., None]
        known = (variance > 0.0).all(axis=(1, 2))
        if not known.all():
            raise NotEstimable("the data do not say how sure the estimate is", series=np.flatnonzero(~known))
        return TMixture(np.ones_like(variance), location, np.sqrt(variance), self.df)


@dataclass(frozen=True, eq=False)
class AutoregressiveFit(LinearFit):
    """Series with AR(1) errors of one estimated correlation, taken for known in the covariance.

    Attributes
    ----------
    rho : ndarray of shape (s,)
    at_end : ndarray of bool, shape (s,)
        Whether the correlation ran to the end of its range: the trend cannot be told from a random walk.
    """

    rho: Array
    at_end: NDArray[np.bool_]
