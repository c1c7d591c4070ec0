"""Which numbers of the ledger compare, and the value that means "no difference" on their scale."""

from __future__ import annotations

COMPARING = frozenset(
    {
        "annual_change",
        "annual_change_after",
        "level_change",
        "slope_change",
        "rate_ratio_12_months",
        "change_12_months",
        "ratio_12_months",
        "odds_ratio_12_months",
        "summed_change",
        "deaths_averted",
        "deaths_averted_observed",
        "events_averted",
        "events_averted_observed",
        "percent_averted",
        "rate_averted",
        "retained_difference",
        "retained_ratio",
        "restricted_mean_difference",
        "restricted_mean_ratio",
        "days_in_treatment_difference",
        "hazard_ratio",
        "subdistribution_hazard_ratio",
        "recurrent_hazard_ratio",
        "log_hazard_ratio",
    }
)
"""Quantities that say by how much one thing differs from another."""


def no_difference(quantity: str, unit: str) -> float | None:
    """Return the value of "no difference" of a row of the ledger, or None where it compares nothing.

    Parameters
    ----------
    quantity, unit : str
        As the ledger has them. What is compared with a control, or of one, counts as the same quantity.
    """
    if quantity.removeprefix("controlled_").removeprefix("negative_control_") not in COMPARING:
        return None
    words = unit.split()
    return 1.0 if {"ratio", "ratios"} & set(words) and "log" not in words else 0.0
