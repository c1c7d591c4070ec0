"""What the parts of the page share: the plan, the rows of a quantity, and which sentence a row deserves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from evaluation.reporting import numbers
from evaluation.reporting.deaths.past import short_past
from evaluation.reporting.findings import Certainty, certainty
from evaluation.reporting.markdown import escape
from evaluation.reporting.page import Page

STEM = "overdose_deaths"
_SETTLED = (Certainty.HIGHER, Certainty.LOWER)


def plan_of(page: Page) -> dict[str, Any]:
    """Return the prespecified parameters of the analysis."""
    return page.released.about["plan"].get(STEM, {})


def interventions_of(page: Page) -> list[dict[str, Any]]:
    """Return the declared interventions; maybe none."""
    return plan_of(page).get("interventions", [])


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
                of=said_of(page, row),
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


def is_short(page: Page) -> bool:
    """Tell whether too few months came before the first intervention to learn a trend from."""
    return short_past(page.released)


def of_intervention(page: Page, row: pd.Series) -> str:
    """Return the intervention of a row in brackets, where there are several."""
    more = str(row["result_id"]).split("/")[3:]
    if not more:
        return ""
    named = {each["name"]: each["description"] or each["name"] for each in interventions_of(page)}
    return f" ({named.get(more[0], more[0])})"


def said_of(page: Page, row: pd.Series) -> str:
    """Return :func:`of_intervention` for a sentence in Markdown."""
    name = of_intervention(page, row)
    return f" {escape(name)}" if name else ""


def conf_level_of(page: Page) -> str:
    """Return the confidence level of the analysis in words."""
    return numbers.percent(plan_of(page)["conf_level"], 0, page.language)
