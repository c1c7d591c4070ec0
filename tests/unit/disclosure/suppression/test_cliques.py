"""Sets of dimensions: as few as there can be without losing what an attacker knows."""

import pytest

from evaluation.disclosure.suppression.cliques import cliques, junctions


def sets(*words):
    return [frozenset(word) for word in words]


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ((), [""]),
        (("", ""), [""]),
        (("", "a", "ab"), ["ab"]),
        (("ab", "ac", "a"), ["ab", "ac"]),
        (("ab", "cd"), ["ab", "cd"]),
        # Pairs of three dimensions may agree where no table by all three does.
        (("ab", "bc", "ac"), ["abc"]),
        (("ab", "bc", "cd", "ad"), ["abd", "bcd"]),
    ],
)
def test_pairs_that_form_a_ring_are_taken_together(named, expected):
    assert cliques(sets(*named)) == sets(*expected)


def test_cliques_agree_along_a_tree_of_largest_overlaps():
    assert junctions(sets("ab", "abc", "cd")) == [(0, 1), (1, 2)]
    assert junctions(sets("ab", "cd")) == [(0, 1)]
