"""A program that is asked again and again answers as a new one would."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from evaluation.disclosure.attack.real_numbers import NoTable, RealNumbers
from evaluation.disclosure.attack.reduction import Component
from evaluation.disclosure.attack.system import joined

MOST = 6
"""No cell of a small component holds more."""


@st.composite
def components(draw):
    """Draw two to four cells of a true table, each bounded, some of their sums published."""
    n = draw(st.integers(2, 4))
    truth = np.array(draw(st.lists(st.integers(0, MOST), min_size=n, max_size=n)))
    sets = draw(st.lists(st.lists(st.booleans(), min_size=n, max_size=n).filter(any), max_size=3))
    rows = np.vstack([np.eye(n, dtype=int), np.array(sets, dtype=int).reshape(-1, n)])
    sums = rows @ truth
    lower = np.concatenate([np.zeros(n), sums[n:]])
    upper = np.concatenate([np.full(n, float(MOST)), sums[n:]])
    return Component(np.arange(n), joined(csr_array(rows), lower, upper)), rows, lower, upper


def tables_of(rows, lower, upper):
    """Return every table of whole numbers, tried one by one."""
    every = np.array(list(itertools.product(range(MOST + 1), repeat=rows.shape[1])))
    sums = every @ rows.T
    return every[((sums >= lower) & (sums <= upper)).all(axis=1)]


@settings(deadline=None)
@given(components(), st.data())
def test_what_was_asked_before_changes_no_answer(made, data):
    component, rows, lower, upper = made
    n = rows.shape[1]
    targets, tables = csr_array(np.eye(n, dtype=int)), tables_of(rows, lower, upper)
    program = RealNumbers(component)
    for _ in range(6):
        large, small = data.draw(st.permutations(range(n)))[:2]
        least, most = data.draw(st.integers(0, MOST)), data.draw(st.integers(0, MOST))
        asked = {"large": (large, least), "small": (small, most)}
        is_possible, table = program.table_with(targets, **asked)
        assert is_possible == RealNumbers(component).table_with(targets, **asked)[0]
        if ((tables[:, large] >= least) & (tables[:, small] <= most)).any():
            assert is_possible
        if table is not None:
            assert (tables == table).all(axis=1).any()
            assert table[large] >= least
            assert table[small] <= most
        number, is_upper = data.draw(st.integers(0, n - 1)), data.draw(st.booleans())
        bound, reached = program.extreme(targets, number, upper=is_upper)
        assert bound == pytest.approx(RealNumbers(component).extreme(targets, number, upper=is_upper)[0], abs=1e-7)
        assert (tables[:, number] <= bound + 1e-7).all() if is_upper else (tables[:, number] >= bound - 1e-7).all()
        if reached is not None:
            assert reached[number] == pytest.approx(bound, abs=1e-6)


def test_what_nothing_bounds_has_no_end():
    component = Component(np.arange(2), joined(csr_array([[1, 1]]), np.array([3.0]), np.array([np.inf])))
    program = RealNumbers(component)
    assert program.extreme(csr_array([[1, 0]]), 0, upper=True) == (np.inf, None)
    assert program.extreme(csr_array([[1, 1]]), 0, upper=False)[0] == pytest.approx(3.0)


def test_numbers_that_contradict_one_another_have_no_table():
    component = Component(
        np.arange(1), joined(csr_array([[1], [1]]), np.array([3.0, -np.inf]), np.array([np.inf, 2.0]))
    )
    with pytest.raises(NoTable):
        RealNumbers(component).extreme(csr_array([[1]]), 0, upper=True)
