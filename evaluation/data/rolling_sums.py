"""Sums over several periods that pose as counts of one: they vary less from period to period than counts can.

Independent events that happen with mean ``m`` in a period are counted with a variance of at least ``m``, whatever
else varies. So the difference of order 1, 2 or 3 of a series of counts, with binomial weights ``w``, has a mean
square of at least ``sum w^2 m``: twice, six times, twenty times the mean. Sums over the last 12 months, with mean
``M``, share 11 of them with their neighbours: their first difference is one month minus the one 12 months earlier,
with a variance of ``2 M / 12``, a twelfth of that; their second has an eighteenth. Differences of a higher order
know less, but trend and season do not hide from them that noise is wanting. Sums of counts that vary much more than
Poisson counts do (as much as their number of periods times) cannot be told by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import comb

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.errors import Problem

ORDERS = (1, 2, 3)
FEWEST_COUNTS = 13
LEAST_MEAN = 5.0
MOST_PROBABILITY = 1e-5
MOST_VARIATION = 0.4
_SAYS_SUM = re.compile(
    r"(^|[^0-9])(12|twelve)[ _.-]*m(o|onths?)?([ _.-]|$)|months?[ _.-]*ending|cumul|year[ _.-]*to[ _.-]*date"
    r"|(^|[^a-z])ytd|(rolling|moving|running)[ _.-]*(sum|total|average|mean|window|[0-9])",
    re.IGNORECASE,
)


class Likeness(StrEnum):
    """What counts that vary too little look like."""

    CONSTANT = "constant"
    CUMULATIVE = "cumulative"
    ROLLING = "rolling"


@dataclass(frozen=True)
class TooSmooth:
    """Counts that vary less than counts of independent events can.

    Parameters
    ----------
    likeness : Likeness
    variation : float
        Mean square of the differences, as a share of the least that independent counts have.
    p_value : float
        Approximate probability of so small a share, or a smaller one, where the counts are Poisson and nothing else
        varies; conservative, and smaller still for counts that vary more.
    mean : float
    """

    likeness: Likeness
    variation: float
    p_value: float
    mean: float


def too_smooth(counts: ArrayLike) -> TooSmooth | None:
    """Return what counts look like that vary too little to be counts of single periods, or None.

    Parameters
    ----------
    counts : array_like of shape (n,)
        In the order of the periods; NaN where a count is not known.

    Notes
    -----
    One-sided, for differences of each order: with Poisson counts the mean square over its least is nearly
    ``chi2(f) / f``, with ``f`` the number of differences less what their overlap takes. At least 13 counts of mean 5
    or more are refused whose share is below 0.4 with a probability below 1e-5 in some order.
    ``benchmarks/rolling_sums.py`` counts how often: no one of 20,000 honest series.
    """
    values = np.asarray(counts, dtype=float)
    known = values[np.isfinite(values)]
    if known.size < FEWEST_COUNTS or known.mean() < LEAST_MEAN:
        return None
    shares = [share for order in ORDERS if (share := _variation(values, order)) is not None]
    p_value, variation = min(shares, default=(1.0, 1.0))
    if p_value >= MOST_PROBABILITY or variation >= MOST_VARIATION:
        return None
    likeness = Likeness.ROLLING
    if np.ptp(known) == 0.0:
        likeness = Likeness.CONSTANT
    elif (np.diff(known) >= 0).all() and known[0] <= 4.0 * np.diff(known[:4]).mean():
        likeness = Likeness.CUMULATIVE
    return TooSmooth(likeness, variation, p_value, float(known.mean()))


def says_sum(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names, of files or columns, that speak of rolling sums or cumulative totals."""
    return tuple(name for name in names if _SAYS_SUM.search(name))


def smoothness_problem(
    found: TooSmooth, *, where: str, period: str, names: Sequence[str] = (), otherwise: str = "", defined_in: str = ""
) -> Problem:
    """Return the refusal of counts that vary too little, with the reason why they cannot be analysed.

    Parameters
    ----------
    found : TooSmooth
    where : str
        The file and the series.
    period : str
        ``"month"``.
    names : sequence of str
        Names of the file and its columns, which may say what it holds.
    otherwise : str
        What else can be done where these are no counts of events at all.
    defined_in : str
    """
    wrong = {
        Likeness.ROLLING: f"looks like sums over several {period}s (such as 12-month-ending counts), not counts of "
        f"single {period}s",
        Likeness.CUMULATIVE: f"looks like totals since the start, not counts of single {period}s",
        Likeness.CONSTANT: "is the same in every row, which counts of events cannot be",
    }[found.likeness]
    seen = (
        f"a mean of {found.mean:,.1f}, and {found.variation:.0%} of the variation from {period} to {period} that "
        f"independent counts have at the least (p < {max(_power_of_ten(found.p_value), 1e-99):.0e})"
    )
    if said := says_sum(names):
        seen += f", and the name {', '.join(repr(name) for name in said)}"
    why = {
        Likeness.ROLLING: f"; a sum mixes {period}s before and after a change, so its effect is smeared over all of "
        f"them, and neighbours share nearly all their {period}s, so intervals would be far too narrow. From 12-month "
        "sums and the first 12 months the single ones can be worked out",
        Likeness.CUMULATIVE: f"; a total grows whatever happens, so a change of it says nothing of a change in the "
        f"{period}s. The difference of each total and the one before is the count",
        Likeness.CONSTANT: "; a value that was copied, capped or filled in tells nothing of a change",
    }[found.likeness]
    return Problem(where, wrong, seen, f"the counts of single {period}s{why}{otherwise}", defined_in)


def _variation(values: NDArray[np.float64], order: int) -> tuple[float, float] | None:
    """Return the probability, and the share, of the mean square of the differences; None where there is none."""
    from scipy.stats import chi2

    weights = np.array([(-1.0) ** k * comb(order, k) for k in range(order + 1)])
    differences = np.convolve(values, weights, mode="valid")
    least = np.convolve(values, weights**2, mode="valid")
    usable = np.isfinite(differences)
    n = int(usable.sum())
    if n < FEWEST_COUNTS - max(ORDERS) or least[usable].sum() <= 0.0:
        return None
    correlation = np.convolve(weights, weights[::-1]) / (weights @ weights)
    overlap = np.maximum(1.0 - np.abs(np.arange(-order, order + 1)) / n, 0.0)
    freedom = n / float(np.sum(correlation**2 * overlap))
    scaled = differences[usable] / np.sqrt(np.sum(least[usable]))
    share = float(scaled @ scaled)
    return float(chi2.cdf(freedom * share, freedom)), share


def _power_of_ten(p_value: float) -> float:
    return 10.0 ** np.ceil(np.log10(p_value)) if p_value > 0.0 else 0.0
