"""How many months came before the first intervention, and whether that is enough to speak of an effect."""

from __future__ import annotations

from evaluation.analyses.interruption.limits import is_short
from evaluation.reporting.figures.periods import first_month
from evaluation.reporting.released import Released

_STEM = "overdose_deaths"


def months_before(released: Released) -> int | None:
    """Return how many months lie before the first declared intervention; None if that is not known.

    Counted from the plan and, where it leaves the first month to the data, from what was released of the fitted
    line. Never from a row of the ledger about these months: disclosure control withholds it where they are few.
    """
    starts = [str(each["date"]) for each in released.plan.interventions]
    first = str(released.plan.of(_STEM).get("start") or "") or _first_fitted(released)
    if not starts or not first:
        return None
    return min(map(first_month, starts)) - first_month(first)


def short_past(released: Released) -> bool:
    """Tell whether too few months came before the first intervention to learn a trend from, as far as is known.

    Without a declared intervention nothing is short. Where the months are not known, they are taken to be too few.
    """
    if not released.plan.interventions:
        return False
    before = months_before(released)
    return before is None or is_short(before)


def _first_fitted(released: Released) -> str:
    table = released.table("deaths_fitted")
    return "" if table is None or table.empty else str(table["period"].min())
