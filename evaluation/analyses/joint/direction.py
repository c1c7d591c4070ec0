"""What a number is evidence of, read from its interval."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from evaluation.stats.comparisons import no_difference

Row = Mapping[str, str]
"""A row of the results ledger as text."""


class Direction(StrEnum):
    """What a number says, as far as a machine can read it."""

    BETTER = "better"
    WORSE = "worse"
    INCONCLUSIVE = "inconclusive"
    DESCRIBES = "describes"
    NOT_ESTIMABLE = "not_estimable"
    NOT_SHOWN = "not_shown"

    @property
    def says_something(self) -> bool:
        """Whether there is a number at all."""
        return self not in (Direction.NOT_ESTIMABLE, Direction.NOT_SHOWN)


def direction_of(result_id: str, better: str, rows: Mapping[str, Row]) -> Direction:
    """Return what a result is evidence of.

    It is better or worse only where its whole interval lies on one side of "no difference", and the checks of its
    model allow its effect to be spoken of.

    Parameters
    ----------
    result_id : str
    better : str
        ``lower`` or ``higher``; blank for a number that only describes.
    rows : mapping
        Result id to row: of a run, or of a release, which may lack it.
    """
    row = rows.get(result_id)
    if row is None:
        return Direction.NOT_SHOWN
    if not row["estimate"]:
        return Direction.NOT_ESTIMABLE
    if not better:
        return Direction.DESCRIBES
    null = no_difference(row["quantity"], row["unit"])
    if null is None or not (row["conf_low"] and row["conf_high"]) or _is_closed(row, rows):
        return Direction.INCONCLUSIVE
    low, high = float(row["conf_low"]), float(row["conf_high"])
    if low <= null <= high:
        return Direction.INCONCLUSIVE
    return Direction.BETTER if (high < null) == (better == "lower") else Direction.WORSE


def _is_closed(row: Row, rows: Mapping[str, Row]) -> bool:
    """Tell whether a gate of the number's series is closed; of a sum over series, whether any is."""
    gates = {
        result_id.split("/")[2]: each
        for result_id, each in rows.items()
        if (each["analysis"], each["quantity"]) == (row["analysis"], "gate")
    }
    series = row["result_id"].split("/")[2]
    mine = [gates[series]] if series in gates else list(gates.values())
    return any(not each["estimate"] or float(each["estimate"]) > 0 for each in mine)
