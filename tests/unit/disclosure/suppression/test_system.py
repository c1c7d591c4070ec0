"""The linked system: which atoms there are, what is known of them, and what is one number."""

import numpy as np
import pytest

from evaluation.disclosure.lattice import TooFine
from evaluation.disclosure.scope import Count, Scope
from evaluation.disclosure.suppression import system as module
from evaluation.disclosure.suppression.system import SHOWN, ContradictoryCounts, LinkedSystem

from .tables import Release, singles, two_way


def count(value, where="table a", *, window=None, **levels):
    scope = Scope.of("overdose_death", window=window, levels=levels)
    return Count(scope, value, f"deaths {sorted(levels.items())}", where, where)


def test_a_table_has_its_inner_cells_as_atoms_and_no_equations():
    release = two_way(np.full((3, 4), 20))
    system = LinkedSystem.of(release.cells, closed=release.closed)
    assert system.sums.shape == (20, 12)
    assert system.equations.shape[0] == 0
    assert sorted(system.values) == sorted(release.values)


def test_an_open_dimension_has_people_without_a_level():
    release = two_way(np.full((3, 4), 20))
    assert LinkedSystem.of(release.cells).sums.shape[1] == 4 * 5


def test_tables_that_share_a_dimension_agree_on_it_and_have_no_atoms_by_all():
    release = Release(np.full((3, 2, 2), 20))
    release.table("a", community=singles(3), age=singles(2)).table("b", community=singles(3), sex=singles(2))
    system = LinkedSystem.of(release.cells, closed=release.closed)
    assert system.sums.shape[1] == 3 * 2 + 3 * 2
    assert system.equations.shape[0] == 3
    assert not system.totals.any()


def test_cells_that_count_the_same_are_one_number():
    release = two_way(np.array([[20, 0], [30, 40]]))
    system = LinkedSystem.of(release.cells, closed=release.closed)
    number = {cell.label: at for cell, at in zip(release.cells, system.number_of, strict=True)}
    assert number["community 0, age 0, None"] == number["community 0, None"]
    assert number["community 0, age 1, None"] == SHOWN
    assert system.values.size == 9 - 1 - 2


def test_zeros_strike_atoms_in_other_tables_too():
    finest = np.full((2, 2, 2), 20)
    finest[0] = 0
    release = Release(finest)
    release.table("a", community=singles(2), age=singles(2)).table("b", community=singles(2), sex=singles(2))
    system = LinkedSystem.of(
        [cell for cell in release.cells if cell.where == "a" or cell.value], closed=release.closed
    )
    assert system.sums.shape[1] == 2 + 2


def test_published_numbers_are_equations_and_never_hidden():
    release = two_way(np.full((2, 2), 20))
    total = next(cell for cell in release.cells if cell.value == 80)
    system = LinkedSystem.of(release.cells, [total], release.closed)
    assert system.number_of[release.cells.index(total)] == SHOWN
    assert system.totals.tolist() == [80]
    assert system.values.size == 8


def test_rolling_windows_are_sums_of_the_stretches_that_they_share():
    cells = [count(20, window=(0, 4)), count(30, window=(2, 6)), count(40, window=(4, 8))]
    system = LinkedSystem.of(cells)
    assert sorted(np.diff(system.sums.indptr)) == [2, 2, 2]
    assert system.sums.shape[1] == 4


@pytest.mark.parametrize(
    ("cells", "published", "words"),
    [
        ([count(12)], [count(13, "release 1")], r"deaths \[\] \(table a\): 12; deaths \[\] \(release 1\): 13"),
        ([count(12), count(0, "b", age={"x"})], [], None),
        ([count(12, age={"x"}), count(3, "b", age={"z"})], [], r"\(b\): 3, where nobody can be"),
        ([count(12), count(11, "b", age={"x", "y"})], [], r": 11; as many as|: 12; as many as"),
    ],
)
def test_one_thing_has_one_value(cells, published, words):
    closed = {"age": frozenset("xy")}
    if words is None:
        assert LinkedSystem.of(cells, published, closed).values.tolist() == [12]
        return
    with pytest.raises(ContradictoryCounts, match=words):
        LinkedSystem.of(cells, published, closed)


def test_too_many_atoms_are_refused(monkeypatch):
    monkeypatch.setattr(module, "MOST_ATOMS", 11)
    with pytest.raises(TooFine):
        LinkedSystem.of(two_way(np.full((3, 4), 20)).cells)
