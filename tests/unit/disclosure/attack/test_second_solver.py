"""The second solver against worked examples, and against every table there is.

Two-way tables with bounds on cells and margins have corners of whole numbers only, so that the most in real numbers
is the most of all tables of whole numbers, which are tried one by one.
"""

import itertools

import numpy as np
import pytest
from scipy.sparse import csr_array

from evaluation.disclosure.attack import second_solver
from evaluation.disclosure.attack.second_solver import most_of_rows
from evaluation.disclosure.attack.system import joined

SHAPE, MOST = (2, 3), 4
EVERY = np.array(list(itertools.product(range(MOST + 1), repeat=SHAPE[0] * SHAPE[1])))
CELLS = np.eye(EVERY.shape[1], dtype=int)
MARGINS = np.vstack(
    [np.kron(np.eye(SHAPE[0]), np.ones(SHAPE[1])), np.kron(np.ones(SHAPE[0]), np.eye(SHAPE[1]))]
).astype(int)


def most(rows, lower, upper, asked, threshold=11):
    """Inequalities in the order in which they are given: no two have the same left side here."""
    known = joined(csr_array(rows), np.array(lower, dtype=float), np.array(upper, dtype=float))
    return most_of_rows(known, np.array(asked), threshold).tolist()


@pytest.mark.parametrize(("total", "expected"), [(7, 6), (11, 10), (12, 11), (300, 11)])
def test_two_hidden_cells_of_one_total_leave_each_other_one_less(total, expected):
    rows, upper = [[1, 0], [0, 1], [1, 1]], [np.inf, np.inf, total]
    assert most(rows, [1, 1, total], upper, [0, 1]) == pytest.approx([expected, expected], abs=1e-9)


def test_what_nothing_bounds_reaches_every_threshold():
    assert most([[1, 0], [1, 1]], [1, 3], [np.inf, np.inf], [0], threshold=10_000) == [10_000]


def test_shares_of_a_hidden_number_bound_it():
    """At most a third of 0 to 24 people."""
    rows, lower, upper = [[1, 0], [1, 1], [3, 0], [2, -1]], [1, 0, 3, -np.inf], [np.inf, 24, np.inf, 0]
    assert most(rows, lower, upper, [0], threshold=9) == pytest.approx([8], abs=1e-9)
    assert most(rows, lower, upper, [0], threshold=8) == [8]


def test_real_numbers_between_whole_ones_count():
    """Three cells of which any two are at most 21 together, and all three 31: each pair leaves 10 at the least."""
    rows = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1]]
    lower, upper = [0, 0, 0, 21, 21, 21], [np.inf] * 3 + [21] * 3
    assert most(rows, lower, upper, [0, 1, 2]) == pytest.approx([10.5] * 3, abs=1e-9)


def test_what_contradicts_itself_has_no_table_and_what_shares_no_cell_with_it_has():
    rows, lower, upper = [[1, 0, 0], [1, 1, 0], [0, 0, 1]], [5, 4, 1], [5, 4, np.inf]
    assert most(rows, lower, upper, [0, 1, 2]) == [-np.inf, -np.inf, 11]


def test_a_sum_of_no_cells_is_nobody():
    assert most([[0, 0], [1, 0]], [1, 0], [np.inf, np.inf], [0]) == [-np.inf]
    assert most([[0, 0], [1, 0]], [0, 0], [np.inf, np.inf], [0], threshold=1) == [0]


def test_no_row_asked_no_answer():
    assert most([[1, 0], [1, 1]], [1, 3], [np.inf, np.inf], []) == []


def test_what_is_no_table_proves_nothing(monkeypatch):
    """A solver that adds 1 to each cell: what it calls optimal breaks the total, and is not taken."""
    from scipy import optimize

    real = optimize.linprog

    def wrong(*given, **named):
        found = real(*given, **named)
        found.x = found.x + 1.0
        return found

    rows, lower, upper = [[1, 0], [0, 1], [1, 1]], [1, 1, 12], [np.inf, np.inf, 12]
    assert most(rows, lower, upper, [0]) == [11]
    monkeypatch.setattr(optimize, "linprog", wrong)
    assert np.isnan(most(rows, lower, upper, [0])).all()


def drawn(rng):
    """Draw a table of which some cells are shown and others 1 or more, and bounds of some of its margins.

    In one of four, a margin is then moved, which may leave no table.
    """
    truth = rng.integers(0, MOST + 1, size=EVERY.shape[1])
    is_hidden = (rng.random(truth.size) < 0.7) & (truth > 0)
    margins = MARGINS[rng.random(len(MARGINS)) < 0.6]
    slack = rng.integers(0, 3, size=(2, len(margins))) * (rng.random(len(margins)) < 0.4)
    moved = rng.integers(-3, 4, size=len(margins)) * (rng.random() < 0.25)
    sums = margins @ truth + moved
    lower = np.concatenate([np.where(is_hidden, 1, truth), sums - slack[0]])
    upper = np.concatenate([np.where(is_hidden, MOST, truth), sums + slack[1]])
    return np.vstack([CELLS, margins]), lower, upper


def test_the_most_of_every_row_is_that_of_all_tables():
    rng, seen = np.random.default_rng(20261130), {"none": 0, "below": 0, "reached": 0}
    for _ in range(200):
        rows, lower, upper = drawn(rng)
        sums = EVERY @ rows.T
        tables = sums[((sums >= lower) & (sums <= upper)).all(axis=1)]
        found = np.array(most(rows, lower, upper, range(len(rows)), threshold=3))
        if not len(tables):
            assert np.isneginf(found).any()
            seen["none"] += 1
            continue
        assert found == pytest.approx(np.minimum(tables.max(axis=0), 3), abs=1e-6)
        seen["below"] += int((found < 3).any())
        seen["reached"] += int((found == 3).any())
    assert min(seen.values()) > 10


def test_one_table_proves_many_rows(monkeypatch):
    """A hundred cells that nothing ties but one total of 5,000: few programs, not one for each."""
    solved, real = [], second_solver._Block._raise
    monkeypatch.setattr(second_solver._Block, "_raise", lambda self, *given: solved.append(1) or real(self, *given))
    rows = np.vstack([np.eye(100, dtype=int), np.ones((1, 100), dtype=int)])
    assert most(rows, [1] * 100 + [5000], [np.inf] * 100 + [5000], range(100)) == [11] * 100
    assert len(solved) == 1
