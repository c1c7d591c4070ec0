"""Only numbers that count nobody twice, and together all, are added up."""

import pytest

from evaluation.disclosure.breakdown_sums import parts_of_sums
from evaluation.disclosure.scope import Count, Scope


def sums(*cells):
    """Return the sums of cells: (value, days, levels by dimension)."""
    parts = [
        Count(
            Scope.of("death", window=days, levels={name: set(each) for name, each in groups.items()}), n, "", "", ""
        )
        for n, days, groups in cells
    ]
    return sorted(sum(part.value for part in found) for found in parts_of_sums(parts))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([(104, None, {"arm": "a"}), (99, None, {"arm": "b"})], [203]),
        ([(104, None, {"arm": "ab"}), (99, None, {"arm": "b"})], []),
        ([(1, None, {"x": "a", "y": "c"}), (2, None, {"x": "a", "y": "d"}), (4, None, {"x": "b", "y": "c"})], [3, 5]),
        ([(1, (0, 1), {}), (2, (1, 2), {})], [3]),
        ([(1, (0, 1), {}), (2, (5, 6), {})], []),
        ([(1, None, {"arm": "a"}), (2, None, {"arm": "a"})], []),
        ([(7, None, {"arm": "a"})], []),
    ],
)
def test_what_is_added_up(cells, expected):
    assert sums(*cells) == expected


def test_two_dimensions_are_summed_one_by_one_and_together():
    square = [(n, None, {"x": x, "y": y}) for n, x, y in ((1, "a", "c"), (2, "a", "d"), (4, "b", "c"), (8, "b", "d"))]
    assert sums(*square) == [3, 5, 10, 12, 15]
    twice = [*square[:3], square[0]]
    assert 15 not in sums(*twice) and sum(n for n, *_ in twice) not in sums(*twice)
