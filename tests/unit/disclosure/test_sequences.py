"""Worlds of which a part is released before the whole: both together give nothing small away."""

import pytest

from benchmarks.release_attack import WORLDS, attacked


@pytest.mark.parametrize(
    ("kind", "seed"),
    [*(("tables", seed) for seed in range(3)), ("models", 5), ("models", 8), ("series", 1037), ("series", 1004)],
)
def test_a_part_that_was_released_before_and_the_whole_give_nothing_small_away(tmp_path, kind, seed):
    found = attacked(tmp_path, WORLDS[kind](seed), seed, kind, in_turn=True)
    assert (found["leaked"], found["refused"]) == (0, 0)


def test_days_that_two_plans_name_tell_of_those_between_them(tmp_path):
    """A curve to days 105 and 135, and mean times to day 120 in each arm: 10 people left between 120 and 135."""
    found = attacked(tmp_path, WORLDS["retention"](104), 104, "retention", in_turn=True)
    assert (found["leaked"], found["refused"], found["retained/all"]) == (0, 0, 2)
