"""Rounding that protects counts, as public bodies define it."""

from __future__ import annotations

from collections.abc import Sequence

from evaluation.disclosure.policy import Rounding, RoundingRule


def nearest(count: int, base: int = 5) -> int:
    """Return the nearest multiple of ``base``; a tie of an even base goes up.

    OpenSAFELY rounds all counts to the nearest 5 after counts of 7 or less are redacted, and adds totals up from the
    rounded counts (https://docs.opensafely.org/outputs/sdc/, read at commit 41030f3).

    Raises
    ------
    ValueError
        If the count is below 0 or the base below 1.
    """
    _check(count, base)
    return (count + base // 2) // base * base


def midpoint(count: int, base: int = 6) -> int:
    """Return the midpoint of the ``base`` counts around a count: 1 to 6 become 3, 7 to 12 become 9; 0 stays 0.

    OpenSAFELY's midpoint-6 rounding, ``ceil(x / 6) * 6 - floor(6 / 2) * (x != 0)``
    (https://docs.opensafely.org/outputs/sdc/, read at commit 41030f3). Every midpoint stands for as many counts.

    Raises
    ------
    ValueError
        If the count is below 0 or the base below 1.
    """
    _check(count, base)
    return -(-count // base) * base - (base // 2 if count else 0)


def between(shown: int, base: int) -> tuple[int, int]:
    """Return the least and the most people for whom a midpoint stands; with a base of 0 nothing is rounded.

    Raises
    ------
    ValueError
        If it is no midpoint of the base.
    """
    if not base:
        return shown, shown
    number, rest = divmod(shown + base // 2, base)
    if shown and (rest or number < 1):
        raise ValueError(f"{shown} is no midpoint of {base} counts")
    return ((number - 1) * base + 1, number * base) if shown else (0, 0)


def rounded(counts: Sequence[int], rule: RoundingRule) -> tuple[int | None, ...]:
    """Return counts as a rule shows them: None where it redacts one, rounded where it does not; zero stays zero.

    A total of them is :func:`total_of_rounded`, never the rounded total: that would give redacted counts away.

    Raises
    ------
    ValueError
        If a count is below 0.
    """
    shown = {Rounding.NEAREST: nearest, Rounding.MIDPOINT: midpoint}[rule.kind]
    values = [shown(count, rule.base) for count in counts]
    return tuple(None if 0 < count <= rule.redact_to else value for count, value in zip(counts, values, strict=True))


def total_of_rounded(counts: Sequence[int | None]) -> int:
    """Return the sum of counts that :func:`rounded` shows; what was redacted adds nothing."""
    return sum(count for count in counts if count is not None)


def _check(count: int, base: int) -> None:
    if count < 0 or base < 1:
        raise ValueError(f"{count} people cannot be rounded to a base of {base}")
