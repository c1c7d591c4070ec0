"""Sums of amounts that a few contributors make nearly all of: whoever knows one of them can work the other out."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from evaluation.disclosure.policy import DominanceRule

_LARGEST_KNOWN = 2


def is_dominated(amounts: ArrayLike, rule: DominanceRule) -> bool:
    """Tell whether a sum gives the amount of one contributor nearly away.

    By the (n, k) rule it does where the n largest make more than k percent of it. By the p percent rule it does where
    all but the two largest make less than p percent of the largest: the second largest, who knows its own amount, is
    then told that of the largest within p percent. A sum of one or two is always dominated, a sum of nothing never.

    Parameters
    ----------
    amounts : array_like of shape (k,)
        What each contributor adds, 0 or more: one number for each, all its records together.
    rule : DominanceRule

    Raises
    ------
    ValueError
        If an amount is below 0 or no number: there is no rule for these.

    References
    ----------
    Hundepool A et al. (2012). Statistical Disclosure Control, chapter 4: the rules as tau-ARGUS has them. ACRO takes
    the same two and calls the second the p-ratio (https://github.com/AI-SDC/ACRO).
    """
    ordered = np.sort(np.asarray(amounts, dtype=float))[::-1]
    if not np.all(ordered >= 0) or not np.all(np.isfinite(ordered)):
        raise ValueError("amounts must be numbers, 0 or more")
    total = ordered.sum()
    if total == 0:
        return False
    share = ordered[: rule.largest].sum()
    rest = ordered[_LARGEST_KNOWN:].sum()
    return bool(100 * share > rule.share_percent * total or 100 * rest < rule.p_percent * ordered[0])
