"""Which levels dimensions have by all releases together: a run may have fewer of them, or no table by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from evaluation.disclosure.closed_list import MISSING
from evaluation.disclosure.fact import OF_TABLE, Fact
from evaluation.disclosure.margins import with_margins
from evaluation.disclosure.universe import Universe


def widened(
    closed: Mapping[str, Universe],
    read: Sequence[tuple[str, list[Fact]]],
    named: Mapping[str, frozenset[str]],
) -> dict[str, Universe]:
    """Return closed dimensions with all levels that earlier publications name, and with dimensions only these have.

    Parameters
    ----------
    closed : mapping
        Measure to the dimensions that are closed in the run, as :func:`closed_dimensions` returns them.
    read : sequence of (str, list of Fact)
        What each earlier publication says.
    named : mapping
        Measure to the dimensions that tables of the run have: these are closed by what the run knows, or not at all.
        Others are closed unless totals of a publication show that people are missing from its tables by them.
    """
    found = {measure: dict(universe) for measure, universe in closed.items()}
    for measure, name in sorted({each for _, facts in read for each in _dimensions(facts)}):
        mine = [[fact for fact in facts if fact.measure == measure] for _, facts in read]
        is_known = name in named.get(measure, ()) or name in found.get(measure, {})
        if not is_known and not any(_is_incomplete(name, facts) for facts in mine):
            found.setdefault(measure, {})[name] = frozenset()
    for _, facts in read:
        for fact in facts:
            universe = found.get(fact.measure, {})
            for name in fact.groups.keys() & universe.keys():
                universe[name] = universe[name] | (fact.groups[name] - {MISSING})
    return found


def _dimensions(facts: Iterable[Fact]) -> set[tuple[str, str]]:
    """Return the dimensions of tables, each with its measure."""
    return {(fact.measure, name) for fact in facts if fact.family.startswith(OF_TABLE) for name in fact.groups}


def _is_incomplete(name: str, facts: Iterable[Fact]) -> bool:
    """Tell whether people are missing from a dimension: a table by it sums to less than a total says."""
    sums, totals = {}, {}
    for fact in with_margins(fact for fact in facts if fact.is_exact and fact.value is not None):
        rest = (fact.window, frozenset((other, levels) for other, levels in fact.groups.items() if other != name))
        kept = sums if name in fact.groups else totals
        kept[rest] = max(kept.get(rest, 0), fact.value)
    return any(totals[rest] > value for rest, value in sums.items() if rest in totals)
