import numpy as np

from evaluation.data.gaps import empty_stretches


def stretches(counts, missing):
    has_row = np.ones(len(counts), dtype=bool)
    has_row[missing] = False
    return [(gap.start, gap.stop, gap.expected) for gap in empty_stretches(np.array(counts), has_row)]


def test_a_month_without_a_row_among_frequent_deaths_is_missing():
    assert stretches([10, 10, 0, 10, 10], [2]) == [(2, 3, 10.0)]
    assert stretches([0, 0, 20, 20], [0, 1]) == [(0, 2, 40.0)]
    assert stretches([20, 20, 0], [2]) == [(2, 3, 20.0)]


def test_a_month_without_a_row_among_rare_deaths_is_zero():
    assert stretches([9, 9, 0, 9, 9], [2]) == []
    assert stretches([1, 0, 0, 0, 2, 0, 1], [1, 2, 3, 5]) == []


def test_a_recorded_zero_is_a_zero():
    assert stretches([50, 50, 0, 50], []) == []


def test_only_neighbours_within_six_months_count():
    counts = [0, *[1] * 6, *[100] * 10]
    assert stretches(counts, [0]) == []


def test_nothing_recorded_at_all():
    assert stretches([0, 0, 0], [0, 1, 2]) == []
