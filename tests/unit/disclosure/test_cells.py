"""Cells in common, against counting them one by one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.disclosure import cells
from evaluation.disclosure.cells import Cells
from evaluation.disclosure.scope import Scope

LEVELS = {"sex": ("female", "male"), "age": ("young", "middle", "old"), "place": ("alder", "birch", "elm")}
SCOPES = st.builds(
    lambda **levels: Scope.of("person", levels={name: frozenset(found) for name, found in levels.items() if found}),
    **{name: st.sets(st.sampled_from(found)) for name, found in LEVELS.items()},
)


@pytest.mark.parametrize("most_dense", [0, cells.MOST_DENSE])
@settings(deadline=None)
@given(scopes=st.lists(SCOPES, min_size=2, max_size=8), data=st.data())
def test_cells_in_common_are_those_that_live_in_both(most_dense, scopes, data):
    found = Cells(scopes)
    first = found.shared()
    numbers = st.integers(0, len(scopes) - 1)
    for wholes, parts in data.draw(st.lists(st.tuples(st.sets(numbers, min_size=1), st.sets(numbers)), max_size=4)):
        found.strike_out(sorted(wholes), sorted(parts))
    covered = found.rows().toarray()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cells, "MOST_DENSE", most_dense)
        shared = found.shared()
    assert np.array_equal(shared, covered @ covered.T)
    assert np.array_equal(found.shared(), shared)
    assert np.array_equal(first, Cells(scopes).shared())
    every = [found.lattice.masks(scopes)[at] for at in range(len(found.lattice.dimensions))]
    inside = np.array([_product([mask[at] for mask in every])[found.alive] for at in range(len(scopes))])
    assert np.array_equal(covered, inside)


def _product(masks):
    whole = np.ones((), dtype=bool)
    for mask in masks:
        whole = whole[..., None] & mask
    return whole
