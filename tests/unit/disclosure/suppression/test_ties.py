"""Numbers are tied where an equation that follows from what is shown has both, and can do without neither."""

import itertools

import numpy as np
import pytest
from numpy.linalg import matrix_rank
from scipy.sparse import csr_array

from evaluation.disclosure.suppression.system import LinkedSystem
from evaluation.disclosure.suppression.ties import KNOWN, Ties

from .tables import two_way

N_SYSTEMS = 150


def circuits(rows, shown):
    """Return the smallest sets of rows of which some sum follows from what is shown, by trying all sets."""
    free = lambda members: matrix_rank(np.vstack([shown, rows[list(members)]])) - matrix_rank(shown)  # noqa: E731
    found = []
    for size in range(1, len(rows) + 1):
        for members in itertools.combinations(range(len(rows)), size):
            if free(members) < size and not any(each <= set(members) for each in found):
                found.append(set(members))
    return found


def system_of(sums, equations):
    return LinkedSystem((), np.zeros(0), np.ones(len(sums)), csr_array(sums), csr_array(equations), np.zeros(0))


@pytest.mark.parametrize("seed", range(3))
def test_two_numbers_are_tied_where_one_circuit_has_both(seed):
    rng = np.random.default_rng(seed)
    seen = {True: 0, False: 0, KNOWN: 0}
    for _ in range(N_SYSTEMS):
        n_atoms = int(rng.integers(3, 7))
        sums = (rng.random((int(rng.integers(4, 10)), n_atoms)) < rng.choice([0.3, 0.5])).astype(float)
        sums = sums[sums.any(axis=1)]
        equations = rng.integers(-1, 2, size=(int(rng.integers(0, 2)), n_atoms)).astype(float)
        equations = equations[equations.any(axis=1)]
        hidden = rng.random(len(sums)) < 0.7
        labels = Ties(system_of(sums, equations)).among(hidden)
        numbers = np.flatnonzero(hidden)
        found = circuits(sums[hidden], np.vstack([sums[~hidden], equations, np.zeros((1, n_atoms))]))
        known = {int(numbers[at]) for each in found if len(each) == 1 for at in each}
        assert {*np.flatnonzero(labels == KNOWN).tolist()} == known | {*np.flatnonzero(~hidden).tolist()}
        seen[KNOWN] += len(known)
        for one, other in itertools.combinations(range(len(numbers)), 2):
            is_tied = any({one, other} <= each for each in found)
            is_open = labels[numbers[one]] != KNOWN
            assert (is_open and labels[numbers[one]] == labels[numbers[other]]) == is_tied
            seen[is_tied] += 1
    assert min(seen.values()) > 50


def test_two_rectangles_of_a_table_are_tied_each_by_itself_though_they_share_a_column():
    """5 + 30, 50 + 60 and 5 + 50 follow from margins, so that the middle column holds 90 + 25 by itself."""
    release = two_way(np.array([[5, 30, 40], [50, 60, 70], [80, 90, 100], [20, 25, 28]]))
    system = LinkedSystem.of(release.cells, closed=release.closed)
    first, second = np.isin(system.values, [5, 30, 50, 60]), np.isin(system.values, [90, 100, 25, 28])
    labels = Ties(system).among(first | second)
    assert len({*labels[first]}) == len({*labels[second]}) == 1
    assert {*labels[first]} != {*labels[second]}
    assert {*labels[~(first | second)]} == {KNOWN}
    assert {*Ties(system).among(system.values == 5)} == {KNOWN}
