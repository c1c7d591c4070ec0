"""Rarefaction: how many kinds a part of a sample would hold, on average over all parts of one size."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def expected_kinds(n_holding: Sequence[int], n_sources: int) -> NDArray[np.float64]:
    """Return the expected number of kinds in 1, 2, ..., ``n_sources`` sources drawn without replacement.

    Of a kind that ``k`` of ``n`` sources hold, ``m`` sources miss it with probability C(n - k, m) / C(n, m)
    (Hurlbert 1971, Ecology 52:577-586, for sampling units: Colwell, Mao and Chang 2004, Ecology 85:2717-2727).

    Parameters
    ----------
    n_holding : sequence of int
        Sources that hold each kind, 0 to ``n_sources``.
    n_sources : int

    Returns
    -------
    ndarray of shape (n_sources,)
        It depends on nothing but ``n_holding``, neither on the order of the sources nor on which kinds go together.

    Raises
    ------
    ValueError
        If more sources hold a kind than there are, or fewer than none.
    """
    rest = n_sources - np.asarray(n_holding, dtype=np.int64)
    if rest.size and not 0 <= rest.min() <= rest.max() <= n_sources:
        raise ValueError(f"a kind is held by fewer than 0, or more than {n_sources}, sources")
    drawn = np.arange(n_sources)
    left = np.maximum(rest[:, None] - drawn, 0) / (n_sources - drawn)
    return (1.0 - np.cumprod(left, axis=1)).sum(axis=0)
