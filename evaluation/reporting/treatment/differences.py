"""Differences between groups in the share retained and in mean days, in words that their intervals allow."""

from __future__ import annotations

import math

import pandas as pd

from evaluation.reporting import numbers
from evaluation.reporting.figures.retention import in_order
from evaluation.reporting.findings import Certainty, certainty
from evaluation.reporting.labels import PLACES
from evaluation.reporting.markdown import Markdown
from evaluation.reporting.page import Page
from evaluation.reporting.treatment.route import STEM, day_of

RETAINED, MEAN_DAYS = "retained_difference", "restricted_mean_difference"
_REFERENCE = "reference: "
_PER = {RETAINED: 100.0, MEAN_DAYS: 1.0}


def differences(page: Page, name: str) -> list[Markdown]:
    """Return a sentence for each released difference of the levels of one group from its first; shows nothing.

    Of the shares those of one day: the horizon of mean times where it is a landmark, else the last day.

    Parameters
    ----------
    page : Page
    name : str
        A group of the plan.
    """
    rows = page.released.results
    in_group = rows[name] != "" if name in PLACES else rows["subgroup"].str.startswith(f"{name}=")
    ours = rows[(rows["analysis"] == STEM) & in_group & rows["estimate"].notna()]
    shares = ours[ours["quantity"] == RETAINED]
    if not shares.empty:
        days = shares["period"].map(day_of).astype(int)
        horizon = page.plan.of(STEM).get("restricted_mean_days")
        shares = shares[days == (horizon if horizon in set(days) else days.max())]
    found = pd.concat([shares, ours[ours["quantity"] == MEAN_DAYS]])
    if found.empty:
        return []
    return [_said(page, name, row) for _, row in in_order(found, page.labels).iterrows()]


def _said(page: Page, name: str, row: pd.Series) -> Markdown:
    side = certainty(row)
    known = "unclear" if side is Certainty.NOT_COMPARED else side.value
    if math.isnan(row["conf_low"]) or math.isnan(row["conf_high"]):
        known = "no_interval"
    words = {
        "scope": page.labels.scope(row),
        "reference": _reference(page, name, row),
        "day": day_of(row["period"]),
        "conf_level": numbers.percent(row["conf_level"], 0, page.language),
        "estimate": _amount(row["estimate"], row, page),
        "signed": _signed(row["estimate"], row, page),
        "low": _signed(row["conf_low"], row, page),
        "high": _signed(row["conf_high"], row, page),
        "near": _amount(min(abs(row["conf_low"]), abs(row["conf_high"])), row, page),
        "far": _amount(max(abs(row["conf_low"]), abs(row["conf_high"])), row, page),
    }
    return page.text(f"retention.{row['quantity']}.{known}", **words) + page.marks(row["result_id"])


def _reference(page: Page, name: str, row: pd.Series) -> str:
    notes = [part.strip() for part in str(row["note"]).split(";")]
    level = next((part.removeprefix(_REFERENCE) for part in notes if part.startswith(_REFERENCE)), "")
    return page.labels.label(name, level) if level else page.plain("retention.reference_not_shown")


def _amount(value: float, row: pd.Series, page: Page) -> str:
    if math.isnan(value):
        return numbers.NOT_SHOWN
    size = abs(float(value)) * _PER[row["quantity"]]
    return numbers.number(size, numbers.digits_beside(size, 0.0, 1), page.language)


def _signed(value: float, row: pd.Series, page: Page) -> str:
    side = "fewer" if value < 0 else "more"
    return page.plain(f"retention.{side}", amount=_amount(value, row, page))
