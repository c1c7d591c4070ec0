"""Which whole numbers a rounded number or a percentage leaves possible."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

_PERCENT = 100


def before_nearest(shown: int, base: int = 5) -> tuple[int, int]:
    """Return the least and the largest count that the nearest multiple of ``base`` stands for.

    Ties of an even base may have been rounded either way, so both are possible.
    """
    half = base // 2
    return max(shown - half, 0), shown + half


def before_midpoint(shown: int, base: int = 6) -> tuple[int, int]:
    """Return the least and the largest count that a midpoint of ``base`` counts stands for; 0 is 0."""
    if shown == 0:
        return 0, 0
    return shown - base // 2 + 1, shown - base // 2 + base


def share_of_percentage(shown: str) -> tuple[Fraction, Fraction]:
    """Return the shares that a percentage stands for, both ends included.

    Parameters
    ----------
    shown : str
        The percentage as it is printed, without its sign: ``"12.50"`` has two decimals.

    Raises
    ------
    decimal.InvalidOperation
        If it is no number.
    """
    number = Decimal(shown)
    half = Fraction(1, 2 * 10 ** max(-int(number.as_tuple().exponent), 0))
    lower, upper = Fraction(number) - half, Fraction(number) + half
    return max(lower, Fraction(0)) / _PERCENT, min(upper, Fraction(_PERCENT)) / _PERCENT


def count_of_percentage(shown: str, whole: int) -> tuple[int, int]:
    """Return the least and the largest count that are this percentage of a known whole.

    Parameters
    ----------
    shown : str
        As in :func:`share_of_percentage`.
    whole : int
        The denominator, which is public.

    Raises
    ------
    ValueError
        If no whole number is this percentage of it.
    """
    lower, upper = (share * whole for share in share_of_percentage(shown))
    least, largest = math.ceil(lower), math.floor(upper)
    if least > largest:
        raise ValueError(f"no whole number is {shown} % of {whole}")
    return least, largest
