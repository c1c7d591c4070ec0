"""Numbers in the style of a language: the only place where results are rounded."""

from __future__ import annotations

import math
from datetime import date, datetime

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent

from evaluation.stats.coder_agreement import RELIABLE, TENTATIVE

NOT_SHOWN = "–"
"""Stands where there is no number to show. Never 0, which is a number."""

_WORDS = {
    "en": {"to": "to", "less_than": "less than"},
    "es": {"to": "a", "less_than": "menos de"},
}

NULL_OF_UNIT = {
    "rate ratio": 1.0,
    "rate ratio per year": 1.0,
    "hazard ratio": 1.0,
    "ratio": 1.0,
    "ratio per year": 1.0,
    "rate ratio per month": 1.0,
    "ratio per month": 1.0,
    "log hazard ratio": 0.0,
    "deaths": 0.0,
    "percent": 0.0,
    "difference": 0.0,
    "difference of proportions": 0.0,
    "days": 0.0,
}
"""The value of "no difference" of a unit that compares."""

LIMITS_OF_UNIT = {"coefficient": (TENTATIVE, RELIABLE)}
"""Values of a unit from which on something else may be said."""

MOST_DIGITS = 8

_DIGITS_OF_UNIT = {
    "rate ratio": 2,
    "rate ratio per year": 2,
    "hazard ratio": 2,
    "log hazard ratio": 3,
    "ratio": 2,
    "rate ratio per month": 4,
    "ratio per month": 4,
    "per 100,000 person-years": 1,
    "deaths": 0,
    "persons": 0,
    "sources": 0,
    "rows": 0,
    "count": 0,
    "kits": 0,
    "US dollars": 0,
    "failed checks": 0,
    "days": 0,
    "chi2": 2,
    "months": 0,
    "overlaps": 0,
    "sign changes": 0,
    "terms": 0,
    "odds ratio": 1,
}


def number(value: float | None, digits: int, language: str) -> str:
    """Format a number with a fixed count of decimals: ``number(1234.5, 1, "en")`` is ``1,234.5``.

    A missing value is a dash; minus zero is zero.
    """
    if value is None or not math.isfinite(value):
        return _not_finite(value)
    shown = round(float(value), digits) + 0.0
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(shown, format=pattern, locale=language).replace("-", "−")


def percent(value: float | None, digits: int, language: str) -> str:
    """Format a proportion as a percentage: ``percent(0.253, 1, "en")`` is ``25.3%``."""
    if value is None or not math.isfinite(value):
        return _not_finite(value)
    shown = round(float(value), digits + 2) + 0.0
    symbol = Locale.parse(language).percent_formats[None].pattern.lstrip("#,0.")
    pattern = "#,##0" + ("." + "0" * digits if digits else "") + symbol
    return format_percent(shown, format=pattern, locale=language).replace("-", "−")


def money(value: float | None, digits: int, language: str, currency: str = "USD") -> str:
    """Format an amount of money: ``money(1200000, 0, "en")`` is ``$1,200,000``."""
    if value is None or not math.isfinite(value):
        return _not_finite(value)
    pattern = "¤#,##0" + ("." + "0" * digits if digits else "")
    return format_currency(
        round(value, digits) + 0.0, currency, format=pattern, locale=language, currency_digits=False
    ).replace("-", "−")


def interval(low: float | None, high: float | None, digits: int, language: str) -> str:
    """Format the two ends of an interval in words: ``0.71 to 0.94``. A dash where both are missing."""
    if _missing(low) and _missing(high):
        return NOT_SHOWN
    return f"{number(low, digits, language)} {_WORDS[language]['to']} {number(high, digits, language)}"


def percent_interval(low: float | None, high: float | None, digits: int, language: str) -> str:
    """Format an interval of proportions as percentages: ``41.0% to 47.2%``."""
    if _missing(low) and _missing(high):
        return NOT_SHOWN
    return f"{percent(low, digits, language)} {_WORDS[language]['to']} {percent(high, digits, language)}"


def p_value(value: float | None, language: str) -> str:
    """Format a p-value: three decimals below 0.1, else two, and ``less than 0.001`` instead of zero."""
    if _missing(value):
        return NOT_SHOWN
    if value < 0.001:
        return f"{_WORDS[language]['less_than']} {number(0.001, 3, language)}"
    return number(value, 3 if value < 0.1 else 2, language)


def by_unit(value: float | None, unit: str, language: str) -> str:
    """Format an estimate of the ledger as its ``unit`` asks: a ``proportion`` becomes a percentage."""
    return _by_unit(value, unit, _digits(unit), language)


def bound_by_unit(value: float | None, unit: str, language: str) -> str:
    """Format the end of an interval as its ``unit`` asks, with more decimals where fewer would hide what it says.

    An end of 0.9998 lies below 1: it is not written as ``1.00``; nor is an alpha of 0.797, below 0.8, as ``0.80``.
    """
    null = NULL_OF_UNIT.get(unit)
    digits = _digits(unit)
    if null is not None and value is not None and math.isfinite(value):
        digits = digits_beside(value, null, digits)
    if value is not None and math.isfinite(value):
        digits = max([digits, *(_digits_on_side(value, limit, digits) for limit in LIMITS_OF_UNIT.get(unit, ()))])
    return _by_unit(value, unit, digits, language)


def digits_beside(value: float, null: float, least: int) -> int:
    """Return the decimals, ``least`` or more, with which a value is not rounded to ``null``.

    A value nearer to it than the eighth decimal is as good as equal, and keeps the ``least``.
    """
    if round(value - null, MOST_DIGITS) == 0.0:
        return least
    return next(digits for digits in range(least, MOST_DIGITS + 1) if round(value, digits) != null)


def _digits_on_side(value: float, limit: float, least: int) -> int:
    """Return the decimals, ``least`` or more, with which a value stays on its side of a limit; the limit is above."""
    for digits in range(least, MOST_DIGITS + 1):
        if (round(value, digits) >= limit) == (value >= limit):
            return digits
    return least


def interval_by_unit(low: float | None, high: float | None, unit: str, language: str) -> str:
    """Format an interval of the ledger as its ``unit`` asks; no end is rounded to "no difference" or over a limit."""
    if _missing(low) and _missing(high):
        return NOT_SHOWN
    return f"{bound_by_unit(low, unit, language)} {_WORDS[language]['to']} {bound_by_unit(high, unit, language)}"


def day(value: date | datetime | str, language: str) -> str:
    """Format a date, or an ISO text that starts with one: ``July 1, 2020``."""
    if isinstance(value, str):
        value = date.fromisoformat(value[:10])
    return format_date(value, format="long", locale=language)


def month(value: date | str, language: str) -> str:
    """Format a month, or the text ``YYYY-MM``: ``July 2020``."""
    if isinstance(value, str):
        value = date.fromisoformat(f"{value[:7]}-01")
    return format_date(value, format="MMMM y", locale=language)


def _digits(unit: str) -> int:
    return 1 if unit in ("proportion", "percent") else _DIGITS_OF_UNIT.get(unit, 2)


def _by_unit(value: float | None, unit: str, digits: int, language: str) -> str:
    if unit == "proportion":
        return percent(value, digits, language)
    if unit == "percent":
        return percent(None if value is None else value / 100.0, digits, language)
    return number(value, digits, language)


def _missing(value: float | None) -> bool:
    return value is None or math.isnan(value)


def _not_finite(value: float | None) -> str:
    if _missing(value):
        return NOT_SHOWN
    return "∞" if value > 0 else "−∞"
