"""What was not shown, in words: items of one kind that one rule kept back stand together."""

from __future__ import annotations

import pandas as pd

from evaluation.reporting.item_names import ItemName, item_name
from evaluation.reporting.markdown import Markdown
from evaluation.reporting.page import Page

_AREA = "methods_and_data"


def withheld_groups(page: Page) -> pd.DataFrame:
    """Return one row for each analysis, quantity, dimension, reason and rule; the largest first.

    Returns
    -------
    DataFrame
        ``item`` (Markdown), ``n_items``, ``reason``, ``rule``.
    """
    withheld = page.released.withheld
    items = [item_name(item, catalogue=page.catalogue, labels=page.labels) for item in withheld["item"]]
    keyed = withheld.assign(
        what=[_what(page, item) for item in items],
        dimension=[item.dimension for item in items],
        level=[item.level for item in items],
    )
    groups = keyed.groupby(["what", "dimension", "reason", "rule"], sort=False)
    rows = [
        {
            "item": _said(page, what, dimension, [level for level in dict.fromkeys(group["level"]) if level]),
            "n_items": len(group),
            "reason": reason,
            "rule": rule,
        }
        for (what, dimension, reason, rule), group in groups
    ]
    return pd.DataFrame(rows).sort_values("n_items", ascending=False, kind="stable", ignore_index=True)


def main_reason(withheld: pd.DataFrame) -> str:
    """Return the reason for which most items were withheld, without its full stop."""
    return str(withheld["reason"].value_counts().index[0]).rstrip(".")


def _what(page: Page, item: ItemName) -> str:
    if not item.analysis:
        return item.what
    return page.plain(f"{_AREA}.withheld_group.numbers", analysis=item.analysis, quantity=item.what)


def _said(page: Page, what: str, dimension: str, levels: list[str]) -> Markdown:
    listed = ", ".join(levels)
    if dimension:
        name = page.catalogue.dimension(dimension)
        key = f"{_AREA}.withheld_group.{'by_dimension' if listed else 'whole_dimension'}"
        return page.text(key, what=what, dimension=name, levels=listed)
    return page.text(f"{_AREA}.withheld_group.{'of' if listed else 'all'}", what=what, levels=listed)
