"""What was not shown, in words: items of one kind that one rule kept back stand together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from evaluation.reporting.markdown import escape
from evaluation.reporting.page import Page

_AREA = "methods_and_data"
_SINGLE = ("quotes", "truth")


@dataclass(frozen=True)
class _Item:
    """What a withheld item is about: its words without the group, the dimension of the group, and the group."""

    what: str
    dimension: str = ""
    level: str = ""


def withheld_groups(page: Page) -> pd.DataFrame:
    """Return one row for each analysis, quantity, dimension, reason and rule; the largest first.

    Returns
    -------
    DataFrame
        ``item`` (Markdown), ``n_items``, ``reason``, ``rule``.
    """
    withheld = page.released.withheld
    items = [_item(page, str(row.item), str(row.kind)) for row in withheld.itertuples()]
    keyed = withheld.assign(
        what=[item.what for item in items],
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


def table_title(page: Page, name: str) -> str:
    """Return what a table of the release, or one that was withheld, holds."""
    key = f"{_AREA}.file.{name}"
    if key in page.catalogue:
        return page.text(key)
    about = page.released.table_about(name) or {}
    return escape(str(about.get("title") or name.replace("_", " ").capitalize()))


def _item(page: Page, item: str, kind: str) -> _Item:
    if item in _SINGLE:
        return _Item(page.text(f"{_AREA}.withheld_group.{item}"))
    if "/" not in item:
        is_table = kind == "table"
        return _Item(page.text(f"{_AREA}.withheld_group.table", title=table_title(page, item)) if is_table else item)
    analysis, quantity, *rest = item.split("/")
    what = page.text(
        f"{_AREA}.withheld_group.numbers",
        analysis=_known(page, f"{_AREA}.analysis.{analysis}", analysis),
        quantity=_known(page, f"{_AREA}.quantity.{quantity}", quantity),
    )
    return _Item(what, *next(_scopes(page, rest), ("", rest[-1].replace("_", " ") if rest else "")))


def _scopes(page: Page, parts: list[str]) -> Iterator[tuple[str, str]]:
    """Yield dimension and label of each part of a result id that names a group."""
    for part in reversed(parts):
        dimension, dot, level = part.partition(".")
        if dot:
            yield dimension, page.labels.label(dimension, level)
        for place in ("arm", "community"):
            if part in page.labels.of(place):
                yield place, page.labels.label(place, part)


def _said(page: Page, what: str, dimension: str, levels: list[str]) -> str:
    listed = escape(", ".join(levels))
    if dimension:
        name = _known(page, f"site.column.{dimension}", dimension).lower()
        return page.text(f"{_AREA}.withheld_group.by_dimension", what=what, dimension=name, levels=listed)
    return page.text(f"{_AREA}.withheld_group.of", what=what, levels=listed) if listed else what


def _known(page: Page, key: str, code: str) -> str:
    return page.text(key) if key in page.catalogue else escape(code.replace("_", " "))
