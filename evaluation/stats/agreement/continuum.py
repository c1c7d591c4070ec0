"""Agreement on a continuum: coders choose where sections begin and end, and what they are.

The family of Krippendorff's alphas for unitizing, weighted by length. Characters that no section of a coder covers
are gaps, one by one; the characters of a section are one thing, so chance never compares a section with itself. Each
coefficient is a function of sums over texts, so a resample of documents needs only the sums of its documents.

Sources: Krippendorff, Mathet, Bouvry and Widlöcher (2016), Quality & Quantity 50, 2347-2364; Krippendorff, Content
Analysis (4th ed., 2018), section 12.6.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.agreement.krippendorff import coincidences


@dataclass(frozen=True, eq=False)
class ContinuumSums:
    """What the coefficients need to know of some texts; the last category is the gap.

    Parameters
    ----------
    coincident : ndarray, shape (..., n_categories + 1, n_categories + 1)
        Length on which two coders' categories meet, in pairs of coders over the number of coders less one.
    within : ndarray, shape (..., n_categories + 1)
        Squared lengths of the sections of a category; the length of gaps.
    within_valued : ndarray, shape (..., n_categories)
        Squared lengths of sections where other coders have sections as well, counted once for each other coder over
        the number of coders less one.
    """

    coincident: NDArray[np.float64]
    within: NDArray[np.float64]
    within_valued: NDArray[np.float64]

    def weighted(self, weights: ArrayLike) -> ContinuumSums:
        """Return sums over the first axis, weighted: all ones for a total, counts of a draw for a resample.

        Parameters
        ----------
        weights : array_like, shape (..., n)
            Of each of the ``n`` places of the first axis.
        """
        parts = (self.coincident, self.within, self.within_valued)
        return ContinuumSums(*(np.tensordot(weights, part, axes=1) for part in parts))


def stack_texts(texts: Sequence[ContinuumSums]) -> ContinuumSums:
    """Return the sums of several texts, one place of the first axis each."""
    parts = ((text.coincident, text.within, text.within_valued) for text in texts)
    return ContinuumSums(*(np.stack(part) for part in zip(*parts, strict=True)))


def continuum_sums(coders: Sequence[ArrayLike], *, length: int, n_categories: int) -> ContinuumSums:
    """Return what one text adds to the sums.

    Parameters
    ----------
    coders : sequence of array_like, shape (n_sections, 3)
        For each coder who finished the text, the sections: start inclusive, end exclusive, category. A coder without
        sections has none, shape (0, 3).
    length : int
        Of the text.
    n_categories : int

    Returns
    -------
    ContinuumSums
        Without leading axes.

    Raises
    ------
    ValueError
        If there are fewer than two coders, a section is empty or outside the text, two sections of a coder overlap,
        or a category is not among ``0 .. n_categories - 1``.
    """
    if len(coders) < 2:
        raise ValueError(f"agreement compares two coders or more, not {len(coders)}")
    sections = [_in_order(coder, length=length, n_categories=n_categories) for coder in coders]
    edges = np.unique(np.concatenate([[0, length], *(each[:, :2].ravel() for each in sections)]))
    lengths = np.diff(edges).astype(float)
    place = np.stack([_section_at(each, edges[:-1]) for each in sections], axis=-1)
    category = np.full(place.shape, n_categories, dtype=np.int64)
    for coder, each in enumerate(sections):
        inside = place[:, coder] >= 0
        category[inside, coder] = each[place[inside, coder], 2]
    valued = category < n_categories
    others = (valued.sum(axis=-1, keepdims=True) - 1) / (len(coders) - 1)
    within, within_valued = np.zeros(n_categories + 1), np.zeros(n_categories)
    within[-1] = (lengths[:, None] * ~valued).sum()
    for coder, each in enumerate(sections):
        np.add.at(within, each[:, 2], (each[:, 1] - each[:, 0]).astype(float) ** 2)
        inside = valued[:, coder]
        shared = np.bincount(
            place[inside, coder], weights=(lengths[:, None] * others)[inside, 0], minlength=len(each)
        )
        np.add.at(within_valued, each[:, 2], shared**2)
    table = coincidences(category, n_categories=n_categories + 1) * lengths[:, None, None]
    return ContinuumSums(coincident=table.sum(axis=0), within=within, within_valued=within_valued)


def u_alpha_binary(sums: ContinuumSums) -> NDArray[np.float64]:
    """Return |u-alpha: how far coders agree on what is in sections and what is not, whatever the category.

    Returns
    -------
    ndarray, shape (...)
        At most 1; NaN where all is gap, or nothing is.
    """
    total, gap = sums.coincident.sum(axis=(-2, -1)), sums.coincident[..., -1].sum(axis=-1)
    differ = 2 * (gap - sums.coincident[..., -1, -1])
    return _alpha(differ, 2 * gap * (total - gap), total=total, within=sums.within.sum(axis=-1))


def u_alpha(sums: ContinuumSums) -> NDArray[np.float64]:
    """Return u-alpha, nominal: how far coders agree on sections and categories together; the gap is a category.

    Returns
    -------
    ndarray, shape (...)
        At most 1; NaN where only one category, or only gap, is used.
    """
    return _alpha_of_table(sums.coincident, within=sums.within.sum(axis=-1))


def cu_alpha(sums: ContinuumSums) -> NDArray[np.float64]:
    """Return cu-alpha, nominal: how far coders agree on the category where two or more have a section.

    Returns
    -------
    ndarray, shape (...)
        At most 1; NaN where sections never meet, or those that meet have one category.
    """
    return _alpha_of_table(sums.coincident[..., :-1, :-1], within=sums.within_valued.sum(axis=-1))


def ku_alpha(sums: ContinuumSums) -> NDArray[np.float64]:
    """Return (k)u-alpha for each category k: how far coders agree on it where two or more have a section.

    Returns
    -------
    ndarray, shape (..., n_categories)
        At most 1; NaN where sections of a category never meet another coder's, or all that meet are of it.
    """
    table = sums.coincident[..., :-1, :-1]
    margin = table.sum(axis=-1)
    total = margin.sum(axis=-1, keepdims=True)
    differ = margin - np.diagonal(table, axis1=-2, axis2=-1)
    room = margin**2 * (total - margin)
    observed = differ * (margin * total - sums.within_valued)
    return 1 - np.divide(observed, room, out=np.full_like(room, np.nan), where=room > 0)


def coverage(sums: ContinuumSums) -> NDArray[np.float64]:
    """Return the share of the length of a category's sections that meets a section of another coder, on average.

    Returns
    -------
    ndarray, shape (..., n_categories)
        Between 0 and 1: what :func:`ku_alpha` rests on; NaN for a category that nobody used.
    """
    margin = sums.coincident[..., :-1, :].sum(axis=-1)
    met = sums.coincident[..., :-1, :-1].sum(axis=-1)
    return np.divide(met, margin, out=np.full_like(margin, np.nan), where=margin > 0)


def _alpha_of_table(table: NDArray[np.float64], *, within: NDArray[np.float64]) -> NDArray[np.float64]:
    margin = table.sum(axis=-1)
    total = margin.sum(axis=-1)
    differ = total - np.trace(table, axis1=-2, axis2=-1)
    return _alpha(differ, total**2 - (margin**2).sum(axis=-1), total=total, within=within)


def _alpha(
    differ: NDArray[np.float64],
    differ_by_chance: NDArray[np.float64],
    *,
    total: NDArray[np.float64],
    within: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return one minus the share of length that differs over that of pairs of characters not of one section."""
    observed = differ * (total**2 - within)
    expected = total * differ_by_chance
    # Lengths over the number of coders less one leave what should be 0 a few 1e-16 of its terms away.
    varies = differ_by_chance > 1e-12 * total**2
    return 1 - np.divide(observed, expected, out=np.full_like(expected, np.nan), where=varies)


def _in_order(coder: ArrayLike, *, length: int, n_categories: int) -> NDArray[np.int64]:
    sections = np.asarray(coder, dtype=np.int64).reshape(-1, 3)
    sections = sections[np.argsort(sections[:, 0], kind="stable")]
    start, end, category = sections.T
    if (start < 0).any() or (end > length).any() or (start >= end).any():
        raise ValueError(f"a section is empty or outside the text of length {length}")
    if (start[1:] < end[:-1]).any():
        raise ValueError("two sections of one coder overlap")
    if (category < 0).any() or (category >= n_categories).any():
        raise ValueError(f"a category is not among the {n_categories} of the codebook")
    return sections


def _section_at(sections: NDArray[np.int64], positions: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the number of the section at each position, -1 in a gap."""
    before = np.searchsorted(sections[:, 0], positions, side="right") - 1
    inside = (before >= 0) & (positions < np.append(sections[:, 1], 0)[before])
    return np.where(inside, before, -1)
