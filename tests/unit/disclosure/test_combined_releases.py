"""A few interviews that several releases isolate together, by examples that are worked out by hand."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.disclosure.combined_releases import isolates_few

HIDDEN = range(1, 5)
A, W, C, MORE = (frozenset(range(start, start + 20)) for start in (0, 100, 200, 300))
X, Y = frozenset({0}), frozenset({100})
FEW, FIVE = frozenset({900, 901, 902, 903}), frozenset(range(910, 915))


@pytest.mark.parametrize(
    ("earlier", "new"),
    [
        ([A], A - X),
        ([A], A | FEW),
        ([A - X], A),
        ([A, W], (A | W) - X),
        ([A, W], A | W | FEW),
        ([A, A | C, W], (A | C | W) - X),
        ([A, A, W], (A | W) - X),
        ([A, (A - X) | W], W),
        ([A | W, A - X], W),
        ([A | W, W | C], A | C | FEW - frozenset({901, 902, 903})),
        ([A, W | MORE, C], (A | W | C | MORE) - X - Y),
    ],
    ids=[
        "one went", "a few came", "one came back", "two waves without one", "two waves and a few",
        "a wider one between", "the same twice", "the wave afterwards", "the rest afterwards",
        "twice others and one", "three without two",
    ],
)  # fmt: skip
def test_a_few_are_isolated(earlier, new):
    assert isolates_few(earlier, [new], HIDDEN)


@pytest.mark.parametrize(
    ("earlier", "new"),
    [
        ([], A),
        ([A], A),
        ([A], W),
        ([A], A | W),
        ([A], A | FIVE),
        ([A], (A - X) | W),
        ([A, W], A | W),
        ([A, (A - X) | W], (A - X) | W | C),
        ([A, W], (A - X) | W | C),
        ([A, A - X], A - X),
        ([A, A - X], A | W),
    ],
    ids=[
        "first", "the same", "another study", "a wave", "five", "one for many", "waves together", "then another",
        "two waves, without one, and a third", "what was told before", "told before, and a wave",
    ],
)  # fmt: skip
def test_enough_are_not_isolated(earlier, new):
    assert not isolates_few(earlier, [new], HIDDEN)


def test_a_level_is_told_by_the_whole_and_its_other_levels():
    """10 of 20 are clinicians in the first wave, 10 in the second; both and six more, one of them a clinician."""
    clinicians, theirs = frozenset(range(10)), frozenset(range(100, 110))
    more = frozenset(range(300, 306))
    both, all_clinicians = A | W | more, clinicians | theirs | {300}
    assert not isolates_few([A, W], [both], HIDDEN)
    earlier = [A, clinicians, A - clinicians, W, theirs, W - theirs]
    assert isolates_few(earlier, [both, all_clinicians, both - all_clinicians], HIDDEN)


def test_where_too_many_sets_are_few_nobody_can_tell():
    """Each of 30 interviews is counted by releases that no other is counted by."""
    singles = [frozenset({each, 1000 + each, *MORE}) for each in range(30)]
    assert isolates_few(singles, [MORE], HIDDEN)


@given(st.data())
def test_a_combination_that_is_about_a_few_is_found(data):
    """Small whole weights are tried one by one; the cells are of 1, 2, 3, 10 and 20 interviews."""
    sizes, start, cells = (1, 2, 3, 10, 20), 0, []
    for size in sizes:
        cells.append(frozenset(range(start, start + size)))
        start += size
    rows = data.draw(st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=2, max_size=4))
    matrix = np.array(rows, dtype=int)
    sets = [frozenset().union(*(cell for cell, is_in in zip(cells, row, strict=True) if is_in)) for row in rows]
    isolated = []
    for count in (len(rows) - 1, len(rows)):
        found = set()
        for weights in itertools.product((-2, -1, 0, 1, 2), repeat=count):
            about = np.array(weights) @ matrix[:count]
            size = sum(size for size, weight in zip(sizes, about, strict=True) if weight)
            if 0 < size < HIDDEN.stop:
                first = next(Fraction(int(each)) for each in about if each)
                found.add(tuple(int(each) / first for each in about))
        isolated.append(found)
    if len(isolated[1]) > len(isolated[0]) and not isolated[0]:
        assert isolates_few(sets[:-1], [sets[-1]], HIDDEN)
