"""Expected kinds in a part of a sample: every part of a small one is drawn (exact), and two closed forms."""

import itertools

import numpy as np
import pytest

from evaluation.stats.rarefaction import expected_kinds

EXACT = 1e-12


def test_it_is_the_mean_over_all_parts():
    holds = np.random.default_rng(4).random((7, 5)) < 0.4
    found = expected_kinds(holds.sum(axis=0), 7)
    for size in range(1, 8):
        seen = [holds[list(part)].any(axis=0).sum() for part in itertools.combinations(range(7), size)]
        assert found[size - 1] == pytest.approx(np.mean(seen), abs=EXACT)


def test_one_source_holds_the_mean_and_all_hold_every_kind():
    found = expected_kinds([2, 5, 10, 0], 10)
    assert found[0] == pytest.approx(1.7, abs=EXACT)
    assert found[-1] == pytest.approx(3.0, abs=EXACT)
    assert (np.diff(found) >= 0).all()
    assert expected_kinds([], 3).tolist() == [0.0, 0.0, 0.0]


def test_a_kind_of_more_sources_than_there_are_is_refused():
    with pytest.raises(ValueError, match="more than 3, sources"):
        expected_kinds([4], 3)
