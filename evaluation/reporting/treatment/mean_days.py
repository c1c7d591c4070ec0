"""How many of the first days people spend in treatment, on average."""

from __future__ import annotations

import math

from evaluation.reporting.page import Page
from evaluation.reporting.treatment.route import STEM, condition, day_of, is_expected

_FIRST, _WITH_RETURNS = f"{STEM}/restricted_mean_days/all", f"{STEM}/days_in_treatment/all"


def mean_days(page: Page) -> None:
    """Show the mean days in treatment up to the horizon of the plan: until the first leaving, and with returns."""
    days = {item: day for item in (_FIRST, _WITH_RETURNS) if (day := _horizon(page, item))}
    if not days and not is_expected(page, _FIRST):
        return
    page.section("retention.mean_days.heading")
    if not days:
        page.missing(_FIRST)
    if _FIRST in days:
        page.finding("retention.mean_days.first", _FIRST, days=days[_FIRST], condition=condition(page))
    if _WITH_RETURNS in days:
        page.finding("retention.mean_days.with_returns", _WITH_RETURNS, days=days[_WITH_RETURNS])


def _horizon(page: Page, item: str) -> str:
    """Return the day up to which a released mean is taken; blank where there is none."""
    row = page.released.estimate(item)
    return "" if row is None or math.isnan(row["estimate"]) else day_of(row["period"])
