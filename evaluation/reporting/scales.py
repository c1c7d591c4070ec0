"""The part of the page on interviews that says how far coders agree on the values of scales."""

from __future__ import annotations

import math

import pandas as pd

from evaluation.reporting import numbers
from evaluation.reporting.page import Page
from evaluation.reporting.voices import verdict

_STEM = "themes"


def agreement_on_scales(page: Page) -> None:
    """Show Krippendorff's alpha of each scale that the plan declares; nothing where it declares none."""
    planned = page.plan.of(_STEM).get("scales", ())
    if not planned:
        return
    page.sentence("voices.scales_lead")
    rows = {scale["name"]: page.released.estimate(f"themes/alpha_scale/{scale['name']}") for scale in planned}
    for name, row in rows.items():
        if row is None:
            page.missing(f"themes/alpha_scale/{name}")
    released = [(scale, rows[scale["name"]]) for scale in planned if rows[scale["name"]] is not None]
    if not released:
        return
    language = page.language
    frame = pd.DataFrame(
        {
            "scale": scale["name"].replace("_", " "),
            "codes": ", ".join(scale["codes"]),
            "compared_as": page.plain(f"voices.compared_as.{scale['level']}"),
            "estimate": numbers.number(row["estimate"], 2, language),
            "interval": numbers.interval_by_unit(row["conf_low"], row["conf_high"], row["unit"], language),
            "verdict": page.plain(f"voices.verdict.{_verdict(row)}"),
            "result_id": row["result_id"],
        }
        for scale, row in released
    )
    page.table(frame, "voices.scales", download="results")


def _verdict(row: pd.Series) -> str:
    return "not_measured" if math.isnan(row["estimate"]) else verdict(float(row["conf_low"]))
