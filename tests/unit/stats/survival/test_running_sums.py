"""Sums over stretches, against sums one by one, beside numbers that would drown them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.stats.survival.running_sums import Stretches, cumsum_in_blocks


@st.composite
def stretches(draw):
    size = draw(st.integers(1, 40))
    ends = draw(st.lists(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)), min_size=1, max_size=12))
    first, last = np.sort(np.array(ends), axis=1).T
    return Stretches(first, last, size)


@given(stretches(), st.integers(0, 2**32 - 1))
def test_only_what_lies_in_a_stretch_enters_its_sum(parts, seed):
    values = np.exp(np.random.default_rng(seed).uniform(-200, 200, parts.size))
    one_by_one = [values[a : b + 1].sum() for a, b in zip(parts.first, parts.last, strict=True)]
    assert parts.sum_within(values) == pytest.approx(one_by_one, rel=1e-13, abs=0)


@given(stretches(), st.integers(0, 2**32 - 1))
def test_a_stretch_adds_only_to_the_places_that_it_holds(parts, seed):
    values = np.exp(np.random.default_rng(seed).uniform(-200, 200, (2, parts.first.size)))
    held = (parts.first[:, None] <= np.arange(parts.size)) & (np.arange(parts.size) <= parts.last[:, None])
    assert parts.sum_across(values) == pytest.approx(values @ held, rel=1e-13, abs=0)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6), st.integers(0, 2**32 - 1))
def test_cumulative_sums_of_a_block_know_nothing_of_other_blocks(lengths, seed):
    values = np.exp(np.random.default_rng(seed).uniform(-200, 200, (2, sum(lengths))))
    blocks = np.split(values, np.cumsum(lengths)[:-1], axis=1)
    expected = np.concatenate([np.cumsum(block, axis=1) for block in blocks], axis=1)
    assert cumsum_in_blocks(values, np.cumsum(lengths) - lengths) == pytest.approx(expected, rel=1e-13, abs=0)
