"""How many of the first days people spend in treatment, on average."""

from __future__ import annotations

import math

from evaluation.reporting.page import Page
from evaluation.reporting.treatment.route import STEM, condition, day_of, is_expected

_FIRST = f"{STEM}/restricted_mean_days/all"
_ALL_TIMES = {
    "retention.mean_days.with_returns": f"{STEM}/days_in_treatment/all",
    "retention.mean_days.out_of_treatment": f"{STEM}/days_out_of_treatment/all",
}


def mean_days(page: Page) -> None:
    """Show the mean days in treatment up to the horizon of the plan: of the first time, and with later ones."""
    known = {key: item for key, item in _ALL_TIMES.items() if _is_known(page, item)}
    if not (_is_known(page, _FIRST) or known):
        if is_expected(page, _FIRST):
            page.section("retention.mean_days.heading")
            page.missing(_FIRST)
        return
    page.section("retention.mean_days.heading")
    if _is_known(page, _FIRST):
        page.finding("retention.mean_days.first", _FIRST, days=_days(page, _FIRST), condition=condition(page))
    if known:
        page.sentence("retention.mean_days.returns_lead")
        page.bullets([page.said(key, item, days=_days(page, item)) for key, item in known.items()])


def _is_known(page: Page, item: str) -> bool:
    row = page.released.estimate(item)
    return row is not None and not math.isnan(row["estimate"])


def _days(page: Page, item: str) -> str:
    row = page.released.estimate(item)
    return "" if row is None else day_of(row["period"])
