"""Tables about interviewees: a breakdown is shown only where every group in it has enough people.

What is protected is how many people a group has, not how many of them said something: 3 of 10 may be shown. Small
groups are pooled by the code list, else into one group that is named by all its members (never "other" alone), else
the table is withheld. Periods are joined with their neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from evaluation.disclosure.admission import Candidate
from evaluation.disclosure.closed_list import Measure
from evaluation.disclosure.count_table import ARM, CountTable, PooledTable
from evaluation.disclosure.ledger_rows import THEME, TIME
from evaluation.disclosure.policy import Policy
from evaluation.disclosure.rounding import significant
from evaluation.disclosure.run_folder import RestrictedTable
from evaluation.disclosure.scope import PERIOD, PLACE, Count, Scope
from evaluation.stats.rarefaction import expected_kinds

GROUP_SIZE = "n_sources"
JOINED_BY = "+"
SATURATION_COLUMNS = (GROUP_SIZE, "expected_themes")
OVERALL = "themes_overall"
"""The table from which saturation follows."""
_CLOSE = 1e-9


def participant_tables(table: RestrictedTable, counts: CountTable, policy: Policy) -> Iterator[Candidate]:
    """Yield a table of interviews in every form that it may have, the finest first.

    Parameters
    ----------
    table : RestrictedTable
        With a column of group sizes, ``n_sources``, which may be its count.
    counts : CountTable
        The same table; its dimensions are ``theme`` (not a group) and at most one that groups people.

    Raises
    ------
    ValueError
        If the table has another shape.
    """
    groups = tuple(name for name in counts.dimensions if name != THEME)
    if GROUP_SIZE not in table.columns or len(groups) > 1 or PERIOD in groups:
        raise ValueError(f"interviews are counted by theme and one group, beside a column {GROUP_SIZE}")
    raw = pd.DataFrame(list(table.rows), columns=list(table.columns), dtype="str")
    frame = counts.frame.assign(size=pd.to_numeric(raw[GROUP_SIZE]).astype("int64"))
    group = groups[0] if groups else ""
    if group and frame.groupby(group)["size"].nunique().gt(1).any():
        raise ValueError(f"a group has two sizes in {GROUP_SIZE}")
    for how, mapping in _mappings(frame, group, counts.pools.get(group, {}), policy.group_minimum):
        pooled = _pooled(counts, frame, group, how, mapping)
        yield Candidate(tuple(_group_sizes(counts, pooled, group)), pooled)


def saturation(table: RestrictedTable, overall: RestrictedTable | None, policy: Policy) -> tuple[Candidate, str]:
    """Return a curve of interviews as it may be shown, and why it cannot be; blank where it can.

    Only one can: the themes that so many interviews would hold, which follows from how many hold each theme, and from
    nothing else. That it does is worked out again from the counts.

    Parameters
    ----------
    table : RestrictedTable
        The curve.
    overall : RestrictedTable or None
        Of the same run: interviews with each theme, and interviews in all.
    policy : Policy
    """
    needed, nothing = ("n_sources_with_theme", GROUP_SIZE), Candidate((), table)
    if table.columns != SATURATION_COLUMNS or overall is None or not set(needed) <= set(overall.columns):
        return nothing, "a curve of interviews is none that is on the closed list"
    holding, sizes = ([int(row[overall.columns.index(name)]) for row in overall.rows] for name in needed)
    if len(set(sizes)) != 1 or sizes[0] < policy.participant.group_minimum:
        return nothing, "it rests on too few interviews"
    found = sorted((int(number), float(themes)) for number, themes in table.rows)
    expected = enumerate(expected_kinds(holding, sizes[0]), start=1)
    if len(found) != sizes[0] or not np.allclose(found, list(expected), rtol=0.0, atol=_CLOSE):
        return nothing, "it is not what follows from the interviews with each theme"
    rows = tuple((str(number), significant(themes, policy.model.significant_digits)) for number, themes in found)
    where = f"table {table.name}"
    size = Count(Scope.of(Measure.PARTICIPANT), sizes[0], Measure.PARTICIPANT.plural, where, where)
    return Candidate((size,), replace(table, rows=rows)), ""


def _mappings(
    frame: pd.DataFrame, group: str, pools: Mapping[str, str], smallest: int
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield how the levels of a group may be pooled so that every pooled level has enough people."""
    if not group:
        yield "", {}
        return
    sizes = {str(level): int(size) for level, size in frame.groupby(group, sort=True)["size"].first().items()}
    own = {level: level for level in sizes}
    broader = {level: pools.get(level, level) for level in sizes}
    joined = _adjacent(sizes) if group == TIME else _joined(sizes, smallest)
    for how, mapping in (("code", own), ("pool", broader), *(("code", each) for each in joined)):
        pooled: dict[str, int] = {}
        for level, target in mapping.items():
            pooled[target] = pooled.get(target, 0) + sizes[level]
        if len(pooled) > 1 and all(size >= smallest for size in pooled.values()):
            yield how, mapping


def _joined(sizes: Mapping[str, int], smallest: int) -> Iterator[dict[str, str]]:
    """Yield mappings in which the small levels make one that is named by all of them, then with the next smallest."""
    order = sorted(sizes, key=lambda level: (sizes[level], level))
    n_small = sum(size < smallest for size in sizes.values())
    for n_joined in range(max(n_small, 2), len(order)):
        joined = sorted(order[:n_joined])
        yield {level: JOINED_BY.join(joined) if level in joined else level for level in sizes}


def _adjacent(sizes: Mapping[str, int]) -> Iterator[dict[str, str]]:
    """Yield mappings in which the smallest stretch of periods is joined with the smaller of its neighbours."""
    stretches = [[level] for level in sorted(sizes)]
    while len(stretches) > 1:
        totals = [sum(sizes[level] for level in stretch) for stretch in stretches]
        least = totals.index(min(totals))
        beside = min((place for place in (least - 1, least + 1) if 0 <= place < len(totals)), key=totals.__getitem__)
        first = min(least, beside)
        stretches[first : first + 2] = [stretches[first] + stretches[first + 1]]
        yield {level: JOINED_BY.join(stretch) for stretch in stretches for level in stretch}


def _pooled(counts: CountTable, frame: pd.DataFrame, group: str, how: str, mapping: Mapping[str, str]) -> PooledTable:
    names = list(counts.dimensions)
    if group:
        frame = frame.assign(**{group: frame[group].map(mapping)})
    sums = frame.groupby(names, sort=True)[["count", "size"]].sum().reset_index().rename(columns={"size": GROUP_SIZE})
    covers: dict[str, dict[str, frozenset[str]]] = {}
    for name in names:
        pairs = mapping if name == group else {level: level for level in sums[name]}
        covers[name] = {
            target: frozenset(level for level, to in pairs.items() if to == target) for target in pairs.values()
        }
    levels = tuple((name, how if name == group else "code") for name in names)
    return PooledTable(
        counts.name, counts.measure, levels, sums.assign(exposure=float("nan")), covers, {}, counts.window
    )


def _group_sizes(counts: CountTable, pooled: PooledTable, group: str) -> Iterator[Count]:
    where = f"table {counts.name}"
    if not group:
        for size in sorted({int(size) for size in pooled.frame[GROUP_SIZE]}):
            yield Count(
                Scope.of(counts.measure, window=counts.window), size, Measure.PARTICIPANT.plural, where, where
            )
        return
    for level, rows in pooled.frame.groupby(group, sort=True):
        members = pooled.covers[group][str(level)]
        if group == ARM:
            members = frozenset().union(*(counts.members[arm] for arm in members))
        yield Count(
            scope=Scope.of(counts.measure, window=counts.window, levels={PLACE if group == ARM else group: members}),
            value=int(rows[GROUP_SIZE].iloc[0]),
            label=f"{Measure.PARTICIPANT.plural}, {group} {level}",
            where=where,
            block=where,
        )
