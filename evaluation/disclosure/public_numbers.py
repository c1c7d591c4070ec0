"""Numbers as an attacker has them: from counts that are about to be shown, and from the files of a release."""

from __future__ import annotations

from collections.abc import Iterable

from evaluation.disclosure.attack.known import HiddenCell, KnownNumber, Publication
from evaluation.disclosure.published_facts import Fact
from evaluation.disclosure.scope import Count


def publication_of_counts(words: str, shown: Iterable[Count], hidden: Iterable[Count] = ()) -> Publication:
    """Return counts as a publication."""
    return Publication(words, tuple(_number(count) for count in shown), tuple(_hole(count) for count in hidden))


def publication_of_facts(words: str, facts: Iterable[Fact]) -> Publication:
    """Return what can be read in released files as a publication, but for what a model only comes near to."""
    exact = [fact for fact in facts if fact.is_exact]
    windows = [(fact.window[0].toordinal(), fact.window[1].toordinal()) if fact.window else None for fact in exact]
    pairs = list(zip(exact, windows, strict=True))
    return Publication(
        words,
        tuple(
            KnownNumber(fact.measure, window, fact.groups, fact.value, fact.value, fact.words)
            for fact, window in pairs
            if fact.value is not None
        ),
        tuple(
            HiddenCell(fact.measure, window, fact.groups, fact.words) for fact, window in pairs if fact.value is None
        ),
    )


def _number(count: Count) -> KnownNumber:
    scope = count.scope
    words = f"{count.label} ({count.where})"
    return KnownNumber(scope.measure, scope.window, dict(scope.levels), count.value, count.value, words)


def _hole(count: Count) -> HiddenCell:
    scope = count.scope
    return HiddenCell(scope.measure, scope.window, dict(scope.levels), f"{count.label} ({count.where})")
