"""Zeros that a release tells without printing them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from evaluation.disclosure.fact import Fact
from evaluation.disclosure.unlisted_levels import unlisted_groups


def zeros(cells: Sequence[Fact], known: Mapping[str, frozenset[str]], where: str) -> Iterator[Fact]:
    """Yield the zeros of levels that are known and that no cell of a family is about."""
    for groups, missing in unlisted_groups([cell.groups for cell in cells], known):
        words = f"{where}, {missing}, not in any row: 0"
        for window in dict.fromkeys(cell.window for cell in cells):
            yield replace(
                cells[0], value=0, between=(0, 0), is_listed=False, window=window, groups=groups, words=words
            )
