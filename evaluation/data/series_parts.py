"""Which series are parts of which, by all plans about the same people: a part is subtracted from its whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class SeriesParts:
    """Series that are parts of others.

    A plan that says so holds for all releases about the same people, those before it too: readers have them all.

    Parameters
    ----------
    declared : frozenset of (str, tuple of str)
        Each whole with parts that one plan names together.
    """

    declared: frozenset[tuple[str, tuple[str, ...]]] = frozenset()

    @classmethod
    def of(cls, declared: Mapping[str, Sequence[str]]) -> SeriesParts:
        """Return what one plan says: each whole with its parts."""
        return cls(frozenset((whole, tuple(parts)) for whole, parts in declared.items()))

    @classmethod
    def of_plan(cls, plan: Mapping[str, Any]) -> SeriesParts:
        """Return what a plan says of them, analysis by analysis, as ``about.json`` has it."""
        return cls.of(plan.get("interrupted_series", {}).get("parts", {}))

    def __or__(self, other: SeriesParts) -> SeriesParts:
        return SeriesParts(self.declared | other.declared)

    def covered(self, key: str) -> frozenset[str]:
        """Return a series with its parts, and theirs."""
        found, waiting = {key}, [key]
        while waiting:
            whole = waiting.pop()
            new = {part for each, parts in self.declared if each == whole for part in parts} - found
            found |= new
            waiting += sorted(new)
        return frozenset(found)

    def taken(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield each whole with what is subtracted from it: one of its parts, and all that a plan names together."""
        for whole in sorted({whole for whole, _ in self.declared}):
            yield from ((whole, (part,)) for part in sorted(self.covered(whole) - {whole}))
        yield from ((whole, parts) for whole, parts in sorted(self.declared) if len(parts) > 1)


NO_PARTS = SeriesParts()
