"""What the results and tables of a release are called in words, also those that are not in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.labels import PLACES, Labels
from evaluation.reporting.markdown import one_line

_AREA = "methods_and_data"
_DAY = re.compile(r"d\d+")
_DEFINITION = re.compile(r"(gap|days_covered|pod_style)_(\d+)\.deaths_(censored|leaving)")
_SINGLE = frozenset({"quotes", "truth"})
_SUFFIXES = {", notes": "notes", " n_events": "events", " n_obs": "observations"}
_OF_THEME = ", "
_BY_DEFINITION = "retained_by_definition"
BY = " by "
"""Before the dimensions of a breakdown that is withheld without its groups being named."""
_AND = " and "
_THEME = "theme"


@dataclass(frozen=True)
class ItemName:
    """What an item is about, in plain text: words, the dimension of its group, the group, and the analysis."""

    what: str
    dimension: str = ""
    level: str = ""
    analysis: str = ""


def item_name(item: str, *, catalogue: Catalogue, labels: Labels) -> ItemName:
    """Return what an item of ``withheld.csv``, a result id or the beginning of one, or a table is called.

    Parameters
    ----------
    item : str
    catalogue : Catalogue
    labels : Labels
    """
    for suffix, part in _SUFFIXES.items():
        if item.endswith(suffix):
            name = item_name(item.removesuffix(suffix), catalogue=catalogue, labels=labels)
            return replace(name, what=catalogue.text(f"{_AREA}.withheld_group.{part}", what=name.what))
    if item in _SINGLE:
        return ItemName(catalogue.text(f"{_AREA}.withheld_group.{item}"))
    if "/" not in item:
        table, _, theme = item.partition(_OF_THEME)
        title = table_title(table, {}, catalogue=catalogue)
        dimension = _THEME if theme else ""
        level = labels.label(dimension, theme) if theme else ""
        return ItemName(catalogue.text(f"{_AREA}.withheld_group.table", title=title), dimension, level)
    item, _, by = item.partition(BY)
    analysis, quantity, *rest = item.split("/")
    alone = (_first_group(by.split(_AND)), _part(rest[-1], catalogue) if rest else "")
    dimension, level = alone if quantity == _BY_DEFINITION else next(_scopes(rest, labels), alone)
    return ItemName(
        _known(f"{_AREA}.quantity.{quantity}", quantity, catalogue),
        dimension,
        level,
        _known(f"{_AREA}.analysis.{analysis}", analysis, catalogue),
    )


def table_title(name: str, about: Mapping[str, Any], *, catalogue: Catalogue) -> str:
    """Return what a table holds; where it was released, by what stands in it and not by its name.

    Parameters
    ----------
    name : str
    about : mapping
        ``tables/<name>.json``; empty for a table that was not released.
    catalogue : Catalogue
    """
    counted = f"{_AREA}.counted.{str(about.get('measure', '')).replace(' ', '_')}"
    if f"{counted}.alone" in catalogue and about.get("dimensions"):
        by = dimensions_in_words(about, catalogue=catalogue)
        kind = "with_rates" if "rate" in about.get("columns", ()) else "alone"
        title = catalogue.text(f"{counted}.{kind}", by=by)
        how = "partly_hidden" if about.get("suppressed") else "rounded" if about.get("rounded_to") else ""
        return catalogue.text(f"{_AREA}.{how}", title=title) if how else title
    return _known(f"{_AREA}.file.{name}", str(about.get("title") or name).capitalize(), catalogue)


def dimensions_in_words(about: Mapping[str, Any], *, catalogue: Catalogue) -> str:
    """Return by what the numbers of a released table are broken down: ``month, community and age``."""
    levels = about.get("levels", {})
    named = [levels.get(name, name) if name == "period" else name for name in about.get("dimensions", ())]
    return catalogue.listed([catalogue.dimension(name) for name in named])


def _first_group(dimensions: list[str]) -> str:
    """Return the dimension by which a breakdown groups people, none where it groups nobody."""
    return next((name for name in dimensions if name != _THEME), "")


def _scopes(parts: list[str], labels: Labels) -> Iterator[tuple[str, str]]:
    """Yield dimension and label of each part of a result id that names a group."""
    for part in reversed(parts):
        dimension, dot, level = part.partition(".")
        if dot:
            yield dimension, labels.label_of_id(dimension, level)
        for place in PLACES:
            if part in labels.of(place):
                yield place, labels.label(place, part)


def _part(code: str, catalogue: Catalogue) -> str:
    """Return in words the last part of a result id that names no group: ``day 30``, a gap of 14 days."""
    if _DAY.fullmatch(code):
        return catalogue.text(f"{_AREA}.withheld_group.day", day=code[1:])
    if found := _DEFINITION.fullmatch(code):
        kind, days, deaths = found.groups()
        definition = catalogue.text(f"{_AREA}.withheld_group.definition.{kind}", days=days)
        return catalogue.text(f"{_AREA}.withheld_group.definition.deaths_{deaths}", definition=definition)
    return _spaced(code.replace(".", " and "))


def _known(key: str, code: str, catalogue: Catalogue) -> str:
    return catalogue.text(key) if key in catalogue else _spaced(code)


def _spaced(code: str) -> str:
    return one_line(code.replace("_", " "))
