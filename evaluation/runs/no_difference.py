"""Whether an interval holds the value that means no difference, and where that changed between two ledgers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

_MOST_DIGITS = 17
_EFFECTS = ("deaths_averted", "percent_averted", "log_hazard_ratio")


@dataclass(frozen=True)
class Turned:
    """A result whose interval holds no difference in one of two ledgers only.

    Parameters
    ----------
    result_id : str
    old, new : tuple of float
        The intervals.
    includes : bool
        Whether the new one does.
    value : float
        No difference.
    """

    result_id: str
    old: tuple[float, float]
    new: tuple[float, float]
    includes: bool
    value: float

    def __str__(self) -> str:
        old, new = (" to ".join(_written(end, self.value) for end in ends) for ends in (self.old, self.new))
        word = "includes" if self.includes else "excludes"
        return f"now {word} no difference: {self.result_id}, {old} before, {new} now"


def turned(rows: Iterable[tuple[Mapping[str, str], Mapping[str, str]]]) -> Iterator[Turned]:
    """Yield the results whose interval has come to hold no difference, or holds it no longer.

    Parameters
    ----------
    rows : iterable of (row, row)
        The same result in the old and the new ledger. No difference is a ratio of 1, and an effect of 0; other
        quantities have none.
    """
    for before, after in rows:
        value = _no_difference(after)
        old, new = _interval(before), _interval(after)
        if value is None or old is None or new is None:
            continue
        held, holds = (low <= value <= high for low, high in (old, new))
        if held != holds:
            yield Turned(after["result_id"], old, new, holds, value)


def _written(end: float, value: float) -> str:
    """Return an end with four digits, or as many more as tell it from no difference."""
    texts = (f"{end:.{digits}g}" for digits in range(4, _MOST_DIGITS))
    return next((text for text in texts if end == value or float(text) != value), repr(end))


def _no_difference(row: Mapping[str, str]) -> float | None:
    if row["quantity"] in _EFFECTS:
        return 0.0
    return 1.0 if row["unit"].startswith(("rate ratio", "hazard ratio")) else None


def _interval(row: Mapping[str, str]) -> tuple[float, float] | None:
    try:
        return float(row["conf_low"]), float(row["conf_high"])
    except ValueError:
        return None
