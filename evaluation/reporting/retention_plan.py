"""What the pages on retention know of the analysis plan."""

from __future__ import annotations

from typing import Any

from evaluation.reporting import numbers
from evaluation.reporting.markdown import escape
from evaluation.reporting.page import Page


def plan_of(page: Page) -> dict[str, Any]:
    """Return the prespecified parameters of the retention analysis; empty if it is not part of the evaluation."""
    return page.released.about["plan"].get("retention", {})


def conf_level_of(page: Page) -> str:
    """Return the level of intervals in words: ``95%``."""
    return numbers.percent(plan_of(page).get("conf_level"), 0, page.language)


def column_name(page: Page, name: str) -> str:
    """Return the name of a column as it stands within a sentence."""
    key = f"retention.dimension.{name}"
    return page.text(key) if key in page.catalogue else escape(name)
