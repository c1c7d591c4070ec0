"""What was withheld, and why, in words that give nothing away."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Withheld:
    """One line of ``withheld.csv``: no number of the data may stand in it.

    Parameters
    ----------
    item : str
        A result id, all results of an analysis, the name of a table, or ``quotes``.
    kind : str
        What it is: a kind of the closed list, ``result``, ``table`` or ``quote``.
    reason, rule : str
    """

    item: str
    kind: str
    reason: str
    rule: str
