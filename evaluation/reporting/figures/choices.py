"""The choices by which specifications of one analysis differ, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from evaluation.reporting.catalogue import Catalogue

CHOICES = ("method", "shape", "lag", "phase_in", "seasonality", "co_interventions", "periods_before")


def declared_choices(plan: Mapping[str, Any], intervention: str) -> dict[str, Any]:
    """Return the choices of the primary analysis of one intervention, by the plan."""
    ours = next((each for each in plan.get("interventions") or () if each["name"] == intervention), {})
    chosen = {name: ours.get(name, plan.get(name)) for name in CHOICES}
    return {name: value for name, value in chosen.items() if isinstance(value, str | int | float)}


def choices_that_differ(
    rows: pd.DataFrame, declared: Mapping[str, Any], catalogue: Catalogue, period: str = "month"
) -> list[tuple[str, pd.Series]]:
    """Return the name of each choice that some specifications make and others do not, and who makes it."""
    found = []
    for name in CHOICES:
        texts = rows[name].astype("object").where(rows[name].notna(), declared.get(name)).map(_text)
        for value in sorted(set(texts)) if texts.nunique() > 1 else ():
            found.append((choice_name(name, value, catalogue, period), texts == value))
    return found


def choice_name(name: str, value: str, catalogue: Catalogue, period: str = "month") -> str:
    """Return a choice in words: ``Phase-in of 6 months``."""
    for key in (f"overdose_deaths.choice.{name}.{value}", f"overdose_deaths.method.{value}"):
        if key in catalogue:
            return catalogue.text(key, period=period)
    return catalogue.text(f"overdose_deaths.choice.{name}.any", value=value.replace("_", " "), period=period)


def _text(value: Any) -> str:
    if value is None or pd.isna(value):
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)
