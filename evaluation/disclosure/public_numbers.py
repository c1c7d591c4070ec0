"""Numbers as an attacker has them: from counts that are about to be shown, and from the files of a release."""

from __future__ import annotations

from collections.abc import Iterable

from evaluation.disclosure.attack.known import HiddenCell, KnownNumber, Publication
from evaluation.disclosure.attack.system import LEAST_HIDDEN
from evaluation.disclosure.count_table import PooledTable
from evaluation.disclosure.fact import Fact
from evaluation.disclosure.rounding_rules import between, midpoint
from evaluation.disclosure.scope import Count


def publication_of_tables(words: str, shown: Iterable[Count], tables: Iterable[PooledTable]) -> Publication:
    """Return tables, with hidden or rounded cells, and other counts beside them, as a publication."""
    numbers, holes = [_number(count, count.value, count.value) for count in shown], []
    for table in tables:
        numbers += [_number(count, 0, 0) for count in table.unlisted()]
        for cell, is_hidden in zip(table.cells(), table.suppressed, strict=True):
            base = table.rounded_to
            lower, upper = between(midpoint(cell.value, base), base) if base else (cell.value, cell.value)
            if not is_hidden:
                numbers.append(_number(cell, lower, upper))
            if is_hidden or lower == LEAST_HIDDEN < upper:
                holes.append(_hole(cell))
    return Publication(words, tuple(numbers), tuple(holes))


def publication_of_facts(words: str, facts: Iterable[Fact]) -> Publication:
    """Return what can be read in released files as a publication, but for what a model only comes near to."""
    numbers, holes = [], []
    for fact in facts:
        if not fact.is_exact:
            continue
        what = (fact.measure, fact.days, fact.groups)
        lower, upper = fact.between if fact.value is None else (fact.value, fact.value)
        if upper is not None:
            numbers.append(KnownNumber(*what, lower, upper, fact.words))
        if fact.value is None and lower == LEAST_HIDDEN:
            holes.append(HiddenCell(*what, fact.words, fact.family))
    return Publication(words, tuple(numbers), tuple(holes))


def words_of(count: Count) -> str:
    """Return how a proof names a count."""
    return f"{count.label} ({count.where})"


def _number(count: Count, lower: int, upper: int) -> KnownNumber:
    scope = count.scope
    return KnownNumber(scope.measure, scope.window, dict(scope.levels), lower, upper, words_of(count))


def _hole(count: Count) -> HiddenCell:
    scope = count.scope
    return HiddenCell(scope.measure, scope.window, dict(scope.levels), words_of(count), count.where)
