import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact, hypergeom

from evaluation.stats.co_occurrence import co_occurrence


def test_counts_and_jaccard_by_hand():
    """Units with a: 4; with b: 3; with both: 2; with neither: 1."""
    present = np.array([[1, 1], [1, 1], [1, 0], [1, 0], [0, 1], [0, 0]])
    found = co_occurrence(present, [1, 1, 1, 1, 1, 1])
    assert (found.n_both[0], found.n_either[0]) == (2, 5)
    assert found.jaccard[0] == pytest.approx(2 / 5)
    assert found.expected[0] == pytest.approx(4 * 3 / 6)


def test_one_document_is_fishers_exact_test():
    rng = np.random.default_rng(1)
    for _ in range(50):
        present = rng.random((int(rng.integers(5, 40)), 2)) < rng.uniform(0.1, 0.8, size=2)
        found = co_occurrence(present, np.zeros(len(present)))
        table = [[(present[:, 0] == a)[present[:, 1] == b].sum() for b in (1, 0)] for a in (1, 0)]
        expected = fisher_exact(table).pvalue
        p_value = found.p_value[0]
        assert expected == 1.0 if np.isnan(p_value) else p_value == pytest.approx(expected, rel=1e-9)


def test_the_distribution_is_that_of_all_shuffles():
    """Documents of three and four units: the second code can be in 3 times 6 places while the first stays."""
    present = np.array([[1, 1], [1, 0], [0, 0], [1, 1], [1, 0], [0, 1], [0, 0]], dtype=bool)
    documents = np.array([0, 0, 0, 1, 1, 1, 1])
    shuffles = []
    for places in itertools.product(itertools.combinations(range(3), 1), itertools.combinations(range(3, 7), 2)):
        shuffled = np.zeros(7, dtype=bool)
        shuffled[[at for part in places for at in part]] = True
        shuffles.append(int((present[:, 0] & shuffled).sum()))
    share = np.bincount(shuffles) / len(shuffles)
    found = co_occurrence(present, documents)
    assert found.expected[0] == pytest.approx(np.mean(shuffles))
    assert found.p_value[0] == pytest.approx(share[share <= share[2] + 1e-12].sum())


def test_codes_that_only_share_their_documents_do_not_occur_together():
    """Both codes fill the first document and are absent from the second: every shuffle is the same."""
    present = np.repeat([[1, 1], [0, 0]], 10, axis=0)
    found = co_occurrence(present, np.repeat([0, 1], 10))
    assert found.jaccard[0] == 1.0
    assert np.isnan(found.p_value[0])
    assert np.isnan(found.p_adjusted[0])


def test_draws_of_shuffles_agree():
    rng = np.random.default_rng(4)
    documents = np.repeat(np.arange(6), 20)
    base = rng.random((120, 1)) < 0.3
    present = np.hstack([base, base ^ (rng.random((120, 1)) < 0.25)])
    found = co_occurrence(present, documents)
    drawn = np.empty(20_000, dtype=int)
    for at in range(drawn.size):
        order = np.lexsort((rng.random(120), documents))
        drawn[at] = (present[:, 0] & present[order, 1]).sum()
    share = np.bincount(drawn, minlength=found.n_both[0] + 1) / drawn.size
    assert drawn.mean() == pytest.approx(found.expected[0], abs=4 * drawn.std() / np.sqrt(drawn.size))
    assert found.p_value[0] == pytest.approx(share[share <= share[found.n_both[0]]].sum(), abs=0.005)


def test_p_values_are_adjusted_over_all_pairs():
    rng = np.random.default_rng(5)
    present = rng.random((200, 6)) < 0.3
    present[:, 1] = present[:, 0]
    found = co_occurrence(present, np.repeat(np.arange(4), 50))
    order = np.argsort(found.p_value)
    expected = np.minimum.accumulate((found.p_value[order] * 15 / np.arange(1, 16))[::-1])[::-1]
    assert found.p_adjusted[order] == pytest.approx(np.minimum(expected, 1.0))
    assert found.p_adjusted[0] < 1e-6
    assert (found.p_adjusted[1:] > 0.05).all()


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_probabilities_are_those_of_scipy_and_the_order_of_units_is_nothing(data):
    n_units = data.draw(st.integers(2, 12))
    present = np.array(data.draw(st.lists(st.tuples(*[st.booleans()] * 3), min_size=n_units, max_size=n_units)))
    documents = np.array(data.draw(st.lists(st.integers(0, 2), min_size=n_units, max_size=n_units)))
    found = co_occurrence(present, documents)
    order = np.array(data.draw(st.permutations(range(n_units))))
    again = co_occurrence(present[order], documents[order])
    assert np.array_equal(found.n_both, again.n_both)
    assert np.allclose(found.p_value, again.p_value, equal_nan=True)
    pmf = np.ones(1)
    for document in np.unique(documents):
        inside = present[documents == document]
        n, a, b = len(inside), inside[:, 0].sum(), inside[:, 1].sum()
        pmf = np.convolve(pmf, hypergeom.pmf(np.arange(n + 1), n, a, b))
    if not np.isnan(found.p_value[0]):
        as_improbable = pmf <= pmf[found.n_both[0]] * (1 + 1e-7)
        assert found.p_value[0] == pytest.approx(pmf[as_improbable].sum(), rel=1e-6)


def test_units_without_a_document_are_refused():
    with pytest.raises(ValueError, match="2 units have a document"):
        co_occurrence(np.ones((3, 2)), [1, 2])
