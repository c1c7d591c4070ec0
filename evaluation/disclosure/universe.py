"""Which levels a dimension has in the data: where a breakdown is complete, an attacker may take it for the whole.

A reader who adds up a table by age takes the sum for everybody. That is right unless some people have no age; only
then do a total and the sum of the parts differ by people whom no level names. So a dimension counts as closed, with
the levels that the run's tables name and no others, unless totals of the run show that people are missing from it.
A dimension that only rows of the ledger have is closed where they add up to everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from evaluation.data.output_table import Measure
from evaluation.disclosure.count_table import ARM, CountTable
from evaluation.disclosure.scope import PERIOD, PLACE, Count, finest, window_of

Universe = Mapping[str, frozenset[str]]


def closed_dimensions(
    tables: Iterable[CountTable], counts: Iterable[Count], places: frozenset[str] = frozenset()
) -> dict[str, Universe]:
    """Return, for each measure, the dimensions that are closed, with their levels.

    Parameters
    ----------
    tables : iterable of CountTable
        All tables of counts of the run, released or not.
    counts : iterable of Count
        All counts of the run's ledger, with the sums of its breakdowns.
    places : frozenset of str
        The communities of the plan: everybody is taken to be in one, also where no table of this run is by place.
    """
    by_measure: dict[str, list[CountTable]] = {Measure.OVERDOSE_DEATH.value: []}
    for table in tables:
        by_measure.setdefault(table.measure, []).append(table)
    everybody: dict[str, dict[object, int]] = {}
    sums: dict[str, list[Count]] = {}
    for count in counts:
        if not count.scope.levels:
            everybody.setdefault(count.scope.measure, {})[count.scope.window] = count.value
        elif len(count.scope.levels) == 1 and count.derived:
            sums.setdefault(count.scope.measure, []).append(count)
    found = {measure: _closed_by_rows(each, everybody.get(measure, {})) for measure, each in sums.items()}
    for measure, mine in by_measure.items():
        found[measure] = found.get(measure, {}) | _closed(mine, everybody.get(measure, {}), places)
    return dict(sorted(found.items()))


def _closed_by_rows(sums: Iterable[Count], everybody: Mapping[object, int]) -> dict[str, frozenset[str]]:
    """Return the dimensions of which rows of the ledger add up to everybody, with the levels of these rows."""
    levels: dict[str, frozenset[str]] = {}
    for count in sums:
        ((name, covered),) = count.scope.levels
        if everybody.get(count.scope.window) == count.value:
            levels[name] = levels.get(name, frozenset()) | covered
    return levels


def dimensions_of_tables(tables: Iterable[CountTable]) -> dict[str, frozenset[str]]:
    """Return the dimensions that tables of each measure have, arms as communities, without time."""
    found: dict[str, frozenset[str]] = {}
    for table in tables:
        found[table.measure] = found.get(table.measure, frozenset()) | _names(table)
    return found


def _closed(tables: list[CountTable], everybody: Mapping[object, int], places: frozenset[str]) -> Universe:
    levels: dict[str, frozenset[str]] = {PLACE: places} if places else {}
    incomplete: set[str] = set()
    for table in tables:
        window = _window(table)
        total = int(table.frame["count"].sum())
        others = [(_total_within(other, window), _names(other)) for other in tables if other is not table]
        others.append((everybody.get(window), frozenset()))
        for most, names in others:
            if most is not None and most > total:
                incomplete |= _names(table) - names
        for name in _names(table):
            found = table.frame[ARM if name == PLACE and PLACE not in table.dimensions else name].unique()
            covered = [
                table.members.get(level, {level}) if PLACE not in table.dimensions else {level} for level in found
            ]
            levels[name] = levels.get(name, frozenset()).union(*covered)
            if name == PLACE:
                levels[name] = levels[name].union(*table.members.values())
    return {name: finest(name, found) for name, found in sorted(levels.items()) if name not in incomplete}


def _names(table: CountTable) -> frozenset[str]:
    return frozenset(PLACE if name == ARM else name for name in table.dimensions if name != PERIOD)


def _window(table: CountTable) -> tuple[int, int] | None:
    if PERIOD not in table.dimensions:
        return table.window
    windows = [window_of(period) for period in table.frame[PERIOD].unique()]
    return (min(start for start, _ in windows), max(end for _, end in windows))


def _total_within(table: CountTable, window: tuple[int, int] | None) -> int | None:
    """Return what a table counts in a window, or None where it cannot tell."""
    if PERIOD not in table.dimensions or window is None:
        return int(table.frame["count"].sum()) if _window(table) == window else None
    spans = table.frame[PERIOD].map(window_of)
    inside = [window[0] <= start and end <= window[1] for start, end in spans]
    whole = _window(table)
    if not any(inside) or whole[0] > window[0] or whole[1] < window[1]:
        return None
    return int(table.frame.loc[inside, "count"].sum())
