"""Which effects on deaths went the right way, which the wrong way, and which nobody can tell."""

from __future__ import annotations

import pandas as pd

from evaluation.reporting.deaths.gate import gate_of
from evaluation.reporting.deaths.rows import rows_of_quantity
from evaluation.reporting.findings import Certainty, certainty
from evaluation.reporting.page import Page

EFFECTS = {
    "level_change": Certainty.LOWER,
    "rate_ratio_12_months": Certainty.LOWER,
    "slope_change": Certainty.LOWER,
    "deaths_averted": Certainty.HIGHER,
}
"""The quantities that an intervention was expected to change, and the side that would be good news."""


def judged_effects(page: Page) -> pd.DataFrame:
    """Return the effects on deaths with a ``judgement``.

    It is ``better``, ``worse``, ``unclear`` or ``unknown``; ``closed_better`` or ``closed_worse`` where the
    interval leaves out "no difference" but a check forbids to speak of an effect. Only what an intervention was
    expected to change can have failed: trends before it and differences between groups of patients are not among
    them.
    """
    rows = pd.concat([rows_of_quantity(page, quantity) for quantity in EFFECTS])
    return rows.assign(judgement=[_judgement(page, row) for _, row in rows.iterrows()])


def effects_are_known(page: Page) -> bool:
    """Tell whether at least one effect on deaths has an interval."""
    return bool((judged_effects(page)["judgement"] != "unknown").any())


def _judgement(page: Page, row: pd.Series) -> str:
    found = certainty(row)
    if found in (Certainty.HIGHER, Certainty.LOWER):
        side = "better" if found is EFFECTS[row["quantity"]] else "worse"
        return side if gate_of(page, row).is_open else f"closed_{side}"
    return "unclear" if found is Certainty.UNCLEAR else "unknown"
