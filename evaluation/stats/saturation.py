"""Code saturation: after how many interviews few new codes appear.

Guest, Namey and Chen (2020, PLOS ONE 15:e0232076): the codes in the first *base* interviews are the denominator;
the codes that the next *run* of interviews adds are the numerator; the run moves on by one interview until the ratio
is at or below a threshold. It is about codes, not about what they mean.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Saturation:
    """After how many interviews few new codes appear, in the order in which they were held, and in other orders.

    Parameters
    ----------
    base, run : int
        Interviews that make the denominator, and interviews in which new codes are counted.
    threshold : float
        The share of new codes at or below which codes are saturated.
    reached : int or None
        Interviews before the run that reached it, in the order given: with base 4 and run 2 it is written
        ``6^{+2}`` where six interviews came before. None where no run did.
    n_codes_base, n_codes_reached : int
        Codes in the base; codes in the interviews up to the end of that run, or in all.
    median, upper : float
        Median and 95th percentile of ``reached`` over random orders; infinite where that many orders do not reach it.
    share_reached : float
        Of the random orders.
    """

    base: int
    run: int
    threshold: float
    reached: int | None
    n_codes_base: int
    n_codes_reached: int
    median: float
    upper: float
    share_reached: float


@dataclass(frozen=True, eq=False)
class Accumulation:
    """How many codes the first 1, 2, ... interviews hold; every array has shape (n_interviews,).

    Parameters
    ----------
    in_order : ndarray of int
        In the order given.
    median, low, high : ndarray of float
        Median, 2.5th and 97.5th percentile over random orders.
    """

    in_order: NDArray[np.int64]
    median: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def accumulation(holds: ArrayLike, *, rng: np.random.Generator, n_orders: int = 2000) -> Accumulation:
    """Count the codes that the first interviews hold, in the order given and in random orders.

    Parameters
    ----------
    holds : array_like of bool, shape (n_interviews, n_codes)
        Whether an interview holds a code.
    rng : numpy.random.Generator
    n_orders : int
        Random orders of the interviews.
    """
    holds = np.asarray(holds, dtype=bool)
    known = _codes_so_far(holds, np.arange(len(holds))[None])[0]
    drawn = _codes_so_far(holds, _random_orders(len(holds), n_orders, rng))
    low, median, high = np.quantile(drawn, [0.025, 0.5, 0.975], axis=0, method="inverted_cdf").astype(float)
    return Accumulation(known, median, low, high)


def saturation(
    holds: ArrayLike,
    *,
    base: int,
    run: int,
    threshold: float,
    rng: np.random.Generator,
    n_orders: int = 2000,
) -> Saturation:
    """Return after how many interviews a run of them brings few new codes.

    Parameters
    ----------
    holds : array_like of bool, shape (n_interviews, n_codes)
        Whether an interview holds a code, in the order in which the interviews were held.
    base : int
        4, 5 or 6 by the authors.
    run : int
        2 or 3 by the authors.
    threshold : float
        0.05 or 0 by the authors.
    rng : numpy.random.Generator
    n_orders : int
        Random orders of the interviews.

    Raises
    ------
    ValueError
        If there are fewer interviews than base and run together, base or run is below 1, or the threshold is not
        between 0 and 1.
    """
    holds = np.asarray(holds, dtype=bool)
    if base < 1 or run < 1 or not 0 <= threshold < 1:
        raise ValueError(f"base {base} and run {run} are at least 1, and the threshold {threshold} is within 0 and 1")
    if len(holds) < base + run:
        raise ValueError(f"{len(holds)} interviews are fewer than a base of {base} and a run of {run}")
    orders = _random_orders(len(holds), n_orders, rng)
    known = _codes_so_far(holds, np.arange(len(holds))[None])[0]
    reached = _reached(known[None], base, run, threshold)[0]
    drawn = _reached(_codes_so_far(holds, orders), base, run, threshold)
    n_until = len(holds) if np.isinf(reached) else int(reached) + run
    median, upper = np.quantile(drawn, [0.5, 0.95], method="inverted_cdf")
    return Saturation(
        base=base,
        run=run,
        threshold=threshold,
        reached=None if np.isinf(reached) else int(reached),
        n_codes_base=int(known[base - 1]),
        n_codes_reached=int(known[n_until - 1]),
        median=float(median),
        upper=float(upper),
        share_reached=float(np.isfinite(drawn).mean()),
    )


def _random_orders(n_interviews: int, n_orders: int, rng: np.random.Generator) -> NDArray[np.int64]:
    return np.array([rng.permutation(n_interviews) for _ in range(n_orders)]).reshape(n_orders, n_interviews)


def _codes_so_far(holds: NDArray[np.bool_], orders: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many codes the first 1, 2, ... interviews of each order hold, shape (n_orders, n_interviews)."""
    n_interviews = len(holds)
    place = np.argsort(orders, axis=1)
    counts = np.zeros((len(orders), n_interviews), dtype=np.int64)
    for code in holds.T[holds.any(axis=0)]:
        first = place[:, code].min(axis=1)
        counts[np.arange(len(orders)), first] += 1
    return counts.cumsum(axis=1)


def _reached(known: NDArray[np.int64], base: int, run: int, threshold: float) -> NDArray[np.float64]:
    """Return how many interviews come before the first run with few new codes; infinite where no run has."""
    before, after = known[:, base - 1 : -run], known[:, base - 1 + run :]
    new = (after - before) <= threshold * known[:, [base - 1]]
    first = np.argmax(new, axis=1) + base
    return np.where(new.any(axis=1), first, np.inf)
