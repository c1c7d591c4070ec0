"""Cohen's kappa against its first publication and statsmodels, 1e-10 there."""

import math

import numpy as np
import pytest
from statsmodels.stats.inter_rater import cohens_kappa

from evaluation.stats.agreement.cohen import cross_table, kappa

NONE = math.nan


def kappa_of(ratings, n_categories):
    return kappa(cross_table(ratings, n_categories=n_categories).sum(axis=0))


def test_kappa_of_cohen_1960():
    # Cohen (1960), table 1, 200 cases: observed .70, by chance .41, kappa .492.
    table = np.array([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
    assert kappa(table) == pytest.approx(0.491525, abs=1e-6)


def test_kappa_against_statsmodels():
    rng = np.random.default_rng(5)
    for _ in range(200):
        table = rng.integers(0, 30, size=(3, 3)) + np.eye(3, dtype=int)
        assert kappa(table) == pytest.approx(cohens_kappa(table).kappa, abs=1e-10)


def test_a_unit_with_one_value_says_nothing():
    assert not cross_table([[1, NONE]], n_categories=2).any()


def test_no_variation_or_nothing_in_common_has_no_kappa():
    assert math.isnan(kappa_of(np.zeros((6, 2)), 2))
    assert math.isnan(kappa_of([[0, NONE], [NONE, 1]], 2))


def test_perfect_agreement_is_one():
    assert kappa_of([[0, 0], [1, 1], [2, 2], [1, 1]], 3) == pytest.approx(1)


def test_example_of_the_method_page():
    ratings = np.array([[1, 1]] * 4 + [[1, 0]] * 1 + [[0, 1]] * 1 + [[0, 0]] * 18)
    assert kappa_of(ratings, 2) == pytest.approx(0.7473, abs=1e-4)


def test_kappa_is_for_two_coders():
    with pytest.raises(ValueError, match="two coders, not 3"):
        cross_table(np.zeros((4, 3)), n_categories=2)
