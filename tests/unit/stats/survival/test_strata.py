"""People by stratum: every person once, in order, whatever the numbers."""

from __future__ import annotations

import numpy as np
import pytest

from evaluation.stats.survival.strata import positions_by_stratum


@pytest.mark.parametrize("highest", [3, 70_000])
def test_positions_are_those_of_each_number_in_order(highest):
    number = np.random.default_rng(1).choice([0, 1, 3, highest], 200)
    positions = positions_by_stratum(number)
    assert len(positions) == highest + 1
    for stratum in (0, 1, 2, 3, highest):
        assert positions[stratum].tolist() == np.flatnonzero(number == stratum).tolist()


def test_nobody_has_no_stratum():
    assert positions_by_stratum([]) == ()


@pytest.mark.parametrize("number", [[-1, 0], [0.5, 1], [np.nan], [[0], [1]], ["a"]])
def test_what_is_no_number_is_refused(number):
    with pytest.raises(ValueError, match="strata must be whole numbers of 0 or more"):
        positions_by_stratum(number)
