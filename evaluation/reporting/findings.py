"""A row of the ledger in words: how large, how sure, about whom."""

from __future__ import annotations

import math
from enum import StrEnum

import pandas as pd

from evaluation.reporting import numbers
from evaluation.reporting.catalogue import Catalogue

WORDS = frozenset(
    {
        "estimate",
        "conf_low",
        "conf_high",
        "interval",
        "conf_level",
        "p_value",
        "n_obs",
        "n_events",
        "period",
        "certainty",
        "change",
        "change_interval",
    }
)
"""The names that :func:`wording` can give; the last two for ratios only."""

COMPARISONS = frozenset(
    {
        "annual_change",
        "level_change",
        "slope_change",
        "rate_ratio_12_months",
        "deaths_averted",
        "deaths_averted_observed",
        "percent_averted",
        "rate_averted",
        "hazard_ratio",
        "log_hazard_ratio",
        "retained_difference",
        "restricted_mean_difference",
    }
)


class Certainty(StrEnum):
    """What an interval says about "no difference"."""

    HIGHER = "higher"
    LOWER = "lower"
    UNCLEAR = "unclear"
    NOT_COMPARED = "not_compared"
    NOT_ESTIMABLE = "not_estimable"


def certainty(row: pd.Series) -> Certainty:
    """Tell whether the interval of a comparison excludes "no difference", and on which side it lies.

    Parameters
    ----------
    row : Series
        One row of the ledger.
    """
    if math.isnan(row["estimate"]):
        return Certainty.NOT_ESTIMABLE
    null = numbers.NULL_OF_UNIT.get(row["unit"])
    if (
        null is None
        or row["quantity"] not in COMPARISONS
        or math.isnan(row["conf_low"])
        or math.isnan(row["conf_high"])
    ):
        return Certainty.NOT_COMPARED
    if row["conf_low"] > null:
        return Certainty.HIGHER
    if row["conf_high"] < null:
        return Certainty.LOWER
    return Certainty.UNCLEAR


def wording(row: pd.Series, catalogue: Catalogue) -> dict[str, str]:
    """Return the placeholders that a sentence about one row of the ledger may use.

    ``estimate, conf_low, conf_high, interval, conf_level, p_value, n_obs, n_events, period, certainty``; for a
    ratio also ``change`` ("21% lower") and ``change_interval`` ("from 12% to 29% lower").
    Shares of interviews have no decimals: there are too few interviews to bear one.
    """
    language, unit = catalogue.language, row["unit"]
    words = {
        "estimate": numbers.by_unit(row["estimate"], unit, language),
        "conf_low": numbers.bound_by_unit(row["conf_low"], unit, language),
        "conf_high": numbers.bound_by_unit(row["conf_high"], unit, language),
        "interval": numbers.interval_by_unit(row["conf_low"], row["conf_high"], unit, language),
        "conf_level": numbers.percent(row["conf_level"], 0, language),
        "p_value": numbers.p_value(row["p_value"], language),
        "n_obs": numbers.number(row["n_obs"], 0, language),
        "n_events": numbers.number(row["n_events"], 0, language),
        "period": str(row["period"]),
        "certainty": catalogue.text(f"site.certainty.{certainty(row)}"),
    }
    if row["quantity"] == "prevalence":
        low, high = row["conf_low"], row["conf_high"]
        words["estimate"] = numbers.percent(row["estimate"], 0, language)
        words["conf_low"], words["conf_high"] = (numbers.percent(end, 0, language) for end in (low, high))
        words["interval"] = numbers.percent_interval(low, high, 0, language)
    if numbers.NULL_OF_UNIT.get(unit) == 1.0:
        words["change"], words["change_interval"] = changes(row, catalogue)
    return words


def changes(row: pd.Series, catalogue: Catalogue) -> tuple[str, str]:
    """Say a ratio and its interval as changes in percent: ``21% lower``, ``from 12% to 29% lower``.

    Both have the same decimals: one where the whole interval is within 10% of no difference, or where an end would
    be rounded to none, else none. An end that would still be rounded to no difference has as many decimals as show
    that it is not; an estimate has one at most, and is ``neither higher nor lower`` where that is not enough.
    """
    low, high = row["conf_low"], row["conf_high"]
    digits = _digits_of_change(row)
    estimate = numbers.NOT_SHOWN
    if not math.isnan(row["estimate"]):
        side, percent = size_of_change(row, catalogue.language)
        estimate = catalogue.text(f"site.change.{side}", percent=percent)
    if math.isnan(low) or math.isnan(high):
        return estimate, numbers.NOT_SHOWN

    def amount(end: float) -> str:
        enough = numbers.digits_beside(abs(end - 1.0), 0.0, digits + 2) - 2
        return numbers.percent(abs(end - 1.0), enough, catalogue.language)

    def said(end: float) -> str:
        is_same = round(end - 1.0, numbers.MOST_DIGITS) == 0.0
        side = "same" if is_same else "lower" if end < 1.0 else "higher"
        return catalogue.text(f"site.change_end.{side}", percent=amount(end))

    side = "lower" if high < 1.0 else "higher" if low > 1.0 else "either"
    near, far = (high, low) if side == "lower" else (low, high)
    word = said if side == "either" else amount
    return estimate, catalogue.text(f"site.change_interval.{side}", near=word(near), far=word(far))


def size_of_change(row: pd.Series, language: str) -> tuple[str, str]:
    """Return on which side a ratio lies, ``lower``, ``higher`` or ``same``, and by how many percent: ``21%``.

    Rounded as in :func:`changes`, so that one ratio is the same number wherever it is said.
    """
    size = abs(row["estimate"] - 1.0)
    digits = _digits_of_change(row)
    enough = digits if round(size, digits + 2) else 1
    is_same = round(size, enough + 2) == 0.0
    side = "same" if is_same else "lower" if row["estimate"] < 1.0 else "higher"
    return side, numbers.percent(size, enough, language)


def _digits_of_change(row: pd.Series) -> int:
    ends = [abs(value - 1.0) for value in (row["conf_low"], row["conf_high"]) if not math.isnan(value)]
    known = [*ends, *([] if math.isnan(row["estimate"]) else [abs(row["estimate"] - 1.0)])]
    return 1 if known and (max(known) < 0.1 or min(ends, default=1.0) < 0.005) else 0
