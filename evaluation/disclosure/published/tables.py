"""The tables of a release: cells of counts, zeros that no row names, and sums of fitted lines near to counts."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from evaluation.disclosure.closed_list import QUANTITIES, Measure
from evaluation.disclosure.fact import OF_TABLE, Fact
from evaluation.disclosure.published.plan import TELLS_APART, PublishedPlan, window_of
from evaluation.disclosure.published.unlisted import zeros
from evaluation.disclosure.rounding_rules import between
from evaluation.disclosure.scope import finest

_MONTHS_ON_A_LINE = 2
_HALF = Decimal("0.5")


class PublishedTables:
    """The tables of counts and the curves.

    Parameters
    ----------
    plan : PublishedPlan
    closed : mapping
        Measure to the dimensions that have known levels and no others.
    """

    def __init__(self, plan: PublishedPlan, closed: Mapping[str, Mapping[str, frozenset[str]]]) -> None:
        self._plan, self._closed = plan, closed

    def of_counts(self, meta: Mapping[str, Any], frame: pd.DataFrame) -> list[Fact]:
        """Return the cells of a table, and the zeros of levels that no row names."""
        cells = list(self._cells(meta, frame))
        known = dict(self._closed.get(meta["measure"], {}))
        if "community" in known:
            named = (places for arm, places in self._plan.arms.items() if arm)
            is_by_arm = "community" not in meta["handed_over"]
            known["community"] &= frozenset().union(*named) if is_by_arm else self._plan.places
        return [*cells, *zeros(cells, known, f"tables/{meta['name']}.csv")]

    def _cells(self, meta: Mapping[str, Any], frame: pd.DataFrame) -> Iterator[Fact]:
        size = meta["group_size"]
        column = size or meta["count"]
        names = [name for name in meta["dimensions"] if not (size and name == "theme")]
        rows = frame.drop_duplicates([*names, column]) if size else frame
        window = self._plan.windows.get(meta["analysis"])
        if meta["window"]:
            window = (pd.Timestamp(meta["window"][0]), pd.Timestamp(meta["window"][1]))
        for row in rows.to_dict("records"):
            groups: dict[str, frozenset[str]] = {}
            when = window
            for name in names:
                if name == "period":
                    start, end = window_of(row[name])
                    when = (max(start, window[0]), min(end, window[1]))
                    continue
                levels = finest(name, meta["covers"][name][row[name]])
                if name == "arm":
                    levels = frozenset().union(*(self._plan.arms.get(level, {level}) for level in levels))
                place = "community" if name == "arm" else name
                groups[place] = groups.get(place, levels) & levels
            cell = ", ".join(f"{name} {row[name]}" for name in names)
            is_hidden = meta["suppressed"] and row[meta["suppressed"]] == "true"
            known = (1, None) if is_hidden else between(int(row[column]), meta["rounded_to"])
            value = known[0] if known[0] == known[1] else None
            words = f"tables/{meta['name']}.csv, {cell or 'all'}: {'hidden' if is_hidden else row[column]}"
            yield Fact(meta["measure"], value, when, groups, words, f"{OF_TABLE}{meta['name']}", between=known)

    def of_curve(self, meta: Mapping[str, Any], frame: pd.DataFrame) -> Iterator[Fact]:
        """Yield the sums of fitted events, which are near to counts: in all and between the plan's interventions.

        Of the curve of interviews, how many they are.

        A sum is taken where the digits that were left out cannot change the whole number that it is rounded to. A
        line of its own goes nearly through every month where there are two or fewer between interventions.
        """
        plan = self._plan.of(meta["analysis"])
        if list(frame.columns) == ["n_sources", "expected_themes"]:
            words = f"tables/{meta['name']}.csv: {len(frame)} interviews"
            yield Fact(
                Measure.PARTICIPANT, len(frame), self._plan.windows.get(meta["analysis"]), {}, words, meta["name"]
            )
        if meta["kind"] != "curve" or not {"period", "series", "fitted"} <= set(frame.columns):
            return
        starts = sorted(pd.Timestamp(each["date"]) for each in plan.get("interventions", []))
        when = [window_of(period) for period in frame["period"]]
        frame = frame.assign(start=[start for start, _ in when], end=[end for _, end in when])
        digits = max((_n_digits(text) for text in frame["fitted"]), default=1)
        for series, rows in frame.groupby("series"):
            name = TELLS_APART[meta["analysis"]]
            groups = {} if series == "all" else {name: self._plan.members(meta["analysis"], series)}
            edges = [rows["start"].min(), *starts, rows["end"].max()]
            months = list(zip(rows["start"], rows["end"], strict=True))
            spans = {(edges[0], edges[-1]), *itertools.pairwise(edges)}
            for start, end in itertools.pairwise(edges):
                inside = [month for month in months if start <= month[0] < end]
                spans |= set(inside if len(inside) <= _MONTHS_ON_A_LINE else ())
            for start, end in sorted(spans):
                inside = rows[(rows["start"] >= start) & (rows["end"] <= end)]
                value = _whole_sum(inside["fitted"], digits)
                if value is None:
                    continue
                words = f"tables/{meta['name']}.csv, sum of series {series}, {start:%Y-%m} to {end:%Y-%m}: {value}"
                family = f"sums of {meta['name']}" + (", in all" if (start, end) == (edges[0], edges[-1]) else "")
                measure = QUANTITIES[meta["analysis"], "level_change"].n_events
                yield Fact(measure, value, (start, end), groups, words, family, is_exact=False)


def _n_digits(text: str) -> int:
    """Return the significant digits of a number as it is written, without zeros at its end."""
    return len(Decimal(text).normalize().as_tuple().digits)


def _whole_sum(texts: Iterable[str], digits: int) -> int | None:
    """Return the whole number that rounded numbers add up to, or None where rounding leaves it open."""
    numbers = [Decimal(text) for text in texts]
    off = sum((Decimal(5).scaleb(number.adjusted() - digits) for number in numbers if number), Decimal(0))
    return round(sum(numbers)) if off < _HALF else None
