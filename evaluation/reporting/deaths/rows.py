"""What the parts of the page share: the plan, the rows of a quantity, and which sentence a row deserves."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from evaluation.reporting.deaths.past import short_past
from evaluation.reporting.findings import Certainty, certainty
from evaluation.reporting.page import Page
from evaluation.stats.residual_checks import NOTEWORTHY_P_VALUE

STEM = "overdose_deaths"
_SETTLED = (Certainty.HIGHER, Certainty.LOWER)


def rows_of_quantity(page: Page, quantity: str) -> pd.DataFrame:
    """Return the released rows of one quantity, in ledger order; maybe none."""
    rows = page.released.results
    return rows[(rows["analysis"] == STEM) & (rows["quantity"] == quantity)]


def bullets_of(
    page: Page, quantity: str, words_of: Callable[[Page, pd.Series], dict[str, str]] = lambda page, row: {}
) -> None:
    """Show one bullet for each released row of a quantity; ``words_of`` gives its sentence further words."""
    rows = rows_of_quantity(page, quantity)
    if rows.empty:
        page.finding(f"{STEM}.{quantity}.unclear", f"{STEM}/{quantity}")
        return
    page.bullets(
        [
            page.said(
                f"{STEM}.{quantity}.{sentence_for(page, row)}",
                row["result_id"],
                scope=scope_of(page, row),
                **words_of(page, row),
            )
            for _, row in rows.iterrows()
        ]
    )


def sentence_for(page: Page, row: pd.Series) -> str:
    """Return which sentence a row deserves: ``plain`` where too little came before to speak of an effect."""
    if row["quantity"] != "annual_change" and is_short(page):
        return "plain"
    found = certainty(row)
    return str(found if found in _SETTLED else Certainty.UNCLEAR)


def noteworthy_autocorrelation(page: Page) -> list[str]:
    """Return the series whose months resemble their neighbours, so that intervals are too narrow."""
    rows = rows_of_quantity(page, "residual_autocorrelation")
    return [page.labels.scope(row) for _, row in rows[rows["p_value"] < NOTEWORTHY_P_VALUE].iterrows()]


def is_short(page: Page) -> bool:
    """Tell whether too few months came before the first intervention to learn a trend from."""
    return short_past(page.released)


def scope_of(page: Page, row: pd.Series) -> str:
    """Return whom a row is about, and which intervention where there are several."""
    return page.labels.scope(row) + of_intervention(page, row)


def of_intervention(page: Page, row: pd.Series) -> str:
    """Return the intervention of a row in brackets, where there are several."""
    more = str(row["result_id"]).split("/")[3:]
    if not more:
        return ""
    named = {each["name"]: page.plan.name_of(each) for each in page.plan.interventions}
    return f" ({named.get(more[0], more[0])})"
