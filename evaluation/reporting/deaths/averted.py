"""How many deaths an effect may mean, in every way in which that can be said, and how far that is carried."""

from __future__ import annotations

import pandas as pd

from evaluation.analyses.interruption.limits import is_far
from evaluation.reporting import numbers
from evaluation.reporting.deaths.gate import missing_series
from evaluation.reporting.deaths.past import months_before
from evaluation.reporting.deaths.rows import STEM, fewer_or_more, rows_of_quantity, sentence_for
from evaluation.reporting.findings import wording
from evaluation.reporting.page import Page

_BESIDE = ("percent_averted", "rate_averted", "deaths_averted_observed")


def averted(page: Page) -> None:
    """Show deaths averted in sentences and as a table, and how far beyond the start they are carried."""
    page.section(f"{STEM}.averted")
    page.sentence(f"{STEM}.averted_lead")
    rows = rows_of_quantity(page, "deaths_averted")
    if rows.empty:
        page.missing(f"{STEM}/deaths_averted")
        return
    lines = [
        page.said(
            f"{STEM}.deaths_averted.{sentence_for(page, row)}",
            row["result_id"],
            **fewer_or_more(page, row),
        )
        for _, row in rows.iterrows()
    ]
    page.bullets(lines + [page.text(f"{STEM}.series_not_shown", scope=name) for name in missing_series(page, rows)])
    _averted_table(page, rows)
    if any(is_sum_of_series(page, row) for _, row in rows.iterrows()):
        page.sentence(f"{STEM}.averted_sum")
    if horizon := far_horizon(page, rows):
        page.sentence(f"{STEM}.averted_far", count=horizon)


def _averted_table(page: Page, rows: pd.DataFrame) -> None:
    """Show deaths averted in each way in which they can be said; nothing where only the plain number is known."""
    frame = pd.DataFrame(
        {
            "scope": [page.labels.scope(row) for _, row in rows.iterrows()],
            **{
                quantity: [_with_interval(page, row, quantity) for _, row in rows.iterrows()]
                for quantity in ("deaths_averted", *_BESIDE)
                if not rows_of_quantity(page, quantity).empty
            },
            "result_id": list(rows["result_id"]),
        }
    )
    if not set(_BESIDE) & set(frame):
        return
    page.table(frame, f"{STEM}.averted_table", download="results", conf_level=page.conf_level(STEM))
    if "deaths_averted_observed" in frame:
        page.sentence(f"{STEM}.averted_observed")


def _with_interval(page: Page, row: pd.Series, quantity: str) -> str:
    found = page.released.estimate(row["result_id"].replace("/deaths_averted/", f"/{quantity}/"))
    if found is None or pd.isna(found["estimate"]):
        return numbers.NOT_SHOWN
    words = wording(found, page.catalogue)
    return f"{words['estimate']} ({words['interval']})"


def is_sum_of_series(page: Page, row: pd.Series) -> bool:
    """Tell whether a row adds up series that have a model each, which the analysis takes as independent."""
    return not (row["arm"] or row["community"]) and page.plan.of(STEM).get("series") != "all"


def far_horizon(page: Page, rows: pd.DataFrame) -> int:
    """Return over how many months the trend is carried, where that is too far; else 0."""
    before = months_before(page.released) or 0
    far = [int(after) for after in rows["n_obs"].dropna() if is_far(before=before, after=after)]
    return max(far, default=0)
