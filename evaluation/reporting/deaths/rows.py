"""What the parts of the page share: the plan, the rows of a quantity, and which sentence a row deserves."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from evaluation.reporting import numbers
from evaluation.reporting.deaths.gate import gate_of, missing_series
from evaluation.reporting.deaths.past import short_past
from evaluation.reporting.figures.panels import series_label
from evaluation.reporting.findings import Certainty, certainty
from evaluation.reporting.markdown import Markdown
from evaluation.reporting.page import Page

STEM = "overdose_deaths"
_SETTLED = (Certainty.HIGHER, Certainty.LOWER)


def rows_of_quantity(page: Page, quantity: str) -> pd.DataFrame:
    """Return the released primary rows of one quantity, in ledger order; maybe none."""
    rows = page.released.results
    return rows[(rows["analysis"] == STEM) & (rows["quantity"] == quantity) & (rows["status"] == "primary")]


def beside_controls(page: Page) -> Markdown:
    """Return that places without the initiative were compared, and where that stands; blank without such places."""
    controls = page.plan.names(STEM, "controls")
    if not controls:
        return Markdown("")
    rows = page.released.results
    compared = rows[(rows["analysis"] == STEM) & rows["quantity"].str.startswith("controlled_")]
    key = "shown" if compared["estimate"].notna().any() else "not_shown"
    names = [series_label(page.labels, control) for control in controls]
    return page.text(f"{STEM}.controls.{key}", names=page.catalogue.listed(names))


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
        + [page.text(f"{STEM}.series_not_shown", scope=name) for name in missing_series(page, rows)]
    )


def sentence_for(page: Page, row: pd.Series) -> str:
    """Return which sentence a row deserves.

    An effect whose gate is closed is ``closed``, whatever its interval; a trend needs no gate, because it describes.
    """
    if row["quantity"] != "annual_change" and not gate_of(page, row).is_open:
        return "closed"
    found = certainty(row)
    return str(found if found in _SETTLED else Certainty.UNCLEAR)


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


def fewer_or_more(page: Page, row: pd.Series) -> dict[str, str]:
    """Return deaths averted, or their share or rate, as ``12 fewer`` or ``12 more``, and the interval likewise."""
    if pd.isna(row["estimate"]):
        return {"amount": numbers.NOT_SHOWN, "amount_interval": numbers.NOT_SHOWN}

    def side_of(value: float) -> str:
        return "fewer" if value >= 0 else "more"

    def said(value: float, number: str) -> str:
        return page.plain(f"{STEM}.averted_amount.{side_of(value)}", number=number)

    unit = row["unit"]
    low, high = row["conf_low"], row["conf_high"]
    ends = [numbers.bound_by_unit(abs(end), unit, page.language) for end in (low, high)]
    if side_of(low) == side_of(high):
        near, far = ends if low >= 0 else reversed(ends)
        interval = page.plain(f"{STEM}.averted_interval.{side_of(low)}", near=near, far=far)
    else:
        interval = page.plain(f"{STEM}.averted_interval.either", near=said(low, ends[0]), far=said(high, ends[1]))
    amount = numbers.by_unit(abs(row["estimate"]), unit, page.language)
    return {
        "amount": said(row["estimate"], amount),
        "amount_interval": interval,
        "conf_level": numbers.percent(row["conf_level"], 0, page.language),
    }
