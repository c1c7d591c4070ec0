"""By how many people what is left of a number without others inside it changed since earlier publications.

A difference of two numbers changed by the difference of their changes, so changes are subtracted as numbers are.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace

from evaluation.disclosure.brute_force.subtraction import MOST_SHOWN, Rest, Subtraction
from evaluation.disclosure.fact import Fact

_Closed = Mapping[str, frozenset[str]]


def changed_rests(
    now: Sequence[Fact], earlier: Mapping[str, Sequence[Fact]], hidden: range, closed: _Closed
) -> list[str]:
    """Return in words what is left of numbers without others inside them, a hidden number more or fewer than before.

    What some earlier publication left as it is now is out.

    Parameters
    ----------
    now, earlier, hidden, closed
        As in :func:`evaluation.disclosure.brute_force.net_changes.net_changes`.
    """
    told = [{_whom(fact, closed): fact.value for fact in facts} for facts in earlier.values()]
    found: dict[str, None] = {}
    for words, before in zip(earlier, told, strict=True):
        both = [fact for fact in now if _whom(fact, closed) in before]
        changes = [fact.value - before[_whom(fact, closed)] for fact in both]
        for sign in (1, -1) if any(changes) else ():
            moved = [replace(fact, value=sign * change) for fact, change in zip(both, changes, strict=True)]
            for rest in Subtraction(moved, hidden, closed).rests:
                if rest.value in hidden and not any(_is_out(rest, both, each, closed) for each in told):
                    wholes = "; ".join(both[at].words for at in rest.wholes)
                    less = f"{len(rest.parts)} inside" if len(rest.wholes) == 1 else both[rest.parts[0]].words
                    found[f"{wholes} without {less}: a change by {rest.value} since {words}"] = None
                    if len(found) == MOST_SHOWN:
                        return list(found)
    return list(found)


def _whom(fact: Fact, closed: _Closed) -> Hashable:
    """Return what tells the people of a number from others: its days, and its groups but for those of everybody."""
    named = {name: levels for name, levels in fact.groups.items() if not (name in closed and levels >= closed[name])}
    return fact.window, frozenset(named.items())


def _is_out(rest: Rest, now: Sequence[Fact], before: Mapping[Hashable, int], closed: _Closed) -> bool:
    """Whether a publication has all numbers of a rest, and leaves as much as there is now."""
    signed = [(1, now[at]) for at in rest.wholes] + [(-1, now[at]) for at in rest.parts]
    return sum(sign * (fact.value - before.get(_whom(fact, closed), math.nan)) for sign, fact in signed) == 0
