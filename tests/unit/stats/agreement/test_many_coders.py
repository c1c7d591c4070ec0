"""Coefficients of many coders: published values, statsmodels, definitions written out, and what cannot be estimated.

1e-10 against statsmodels, 1e-12 against definitions; published values to the digits that are printed.
"""

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from statsmodels.stats.inter_rater import fleiss_kappa as fleiss_of_statsmodels

from evaluation.stats.agreement.cohen import cross_table, kappa
from evaluation.stats.agreement.many_coders import (
    brennan_prediger,
    conger_kappa,
    fleiss_kappa,
    gwet_ac1,
    percent_agreement,
    rating_sums,
)

NONE = math.nan
COEFFICIENTS = (percent_agreement, fleiss_kappa, conger_kappa, brennan_prediger, gwet_ac1)
# Krippendorff (2018), p. 290, coders in rows; the values of Gwet's coefficients are those of irrCAC's documentation.
P290 = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, NONE],
        [NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 3],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE],
    ]
)


def total(ratings, n_categories):
    sums = rating_sums(ratings, n_categories=n_categories)
    return sums.weighted(np.ones(len(sums.agreed)))


@pytest.mark.parametrize(
    ("coefficient", "expected"),
    [
        (percent_agreement, 0.81818),
        (fleiss_kappa, 0.76117),
        (brennan_prediger, 0.77273),
        (gwet_ac1, 0.77544),
    ],
)
def test_krippendorffs_four_observers(coefficient, expected):
    assert coefficient(total(P290.T - 1, 5)) == pytest.approx(expected, abs=5e-6)


def test_fleiss_against_statsmodels():
    rng = np.random.default_rng(6)
    for _ in range(200):
        ratings = rng.integers(0, 4, size=(12, rng.integers(2, 6)))
        counts = (ratings[..., None] == np.arange(4)).sum(axis=1)
        assert fleiss_kappa(total(ratings, 4)) == pytest.approx(fleiss_of_statsmodels(counts), abs=1e-10)


@given(arrays(int, st.tuples(st.integers(2, 9), st.just(2)), elements=st.integers(0, 2)))
def test_conger_of_two_coders_is_cohen(ratings):
    cohen = kappa(cross_table(ratings, n_categories=3).sum(axis=0))
    np.testing.assert_allclose(conger_kappa(total(ratings, 3)), cohen, atol=1e-12)


def test_conger_takes_the_mean_chance_of_all_pairs():
    ratings = np.array([[0, 0, 1], [1, 1, 1], [0, 1, 1], [0, 0, 0], [1, 0, 1]])
    share = ratings.mean(axis=0)
    by_chance = np.mean([share[a] * share[b] + (1 - share[a]) * (1 - share[b]) for a, b in combinations(range(3), 2)])
    agreed = np.mean([np.mean(ratings[:, a] == ratings[:, b]) for a, b in combinations(range(3), 2)])
    assert conger_kappa(total(ratings, 2)) == pytest.approx((agreed - by_chance) / (1 - by_chance), abs=1e-12)


def test_a_coder_without_values_is_left_out():
    ratings = np.array([[0, 0, 1], [1, 1, 1], [0, 1, 1], [0, 0, 0]], dtype=float)
    longer = np.column_stack([ratings, np.full(4, NONE)])
    for coefficient in COEFFICIENTS:
        assert coefficient(total(longer, 2)) == pytest.approx(coefficient(total(ratings, 2)), abs=1e-12)


def test_a_unit_with_one_value_counts_for_prevalence_only():
    # Agreement 1/2 on two units; prevalence of category 0: (1 + 1/2 + 1) / 3.
    sums = total([[0, 0], [0, 1], [0, NONE]], 2)
    share = 2.5 / 3
    assert percent_agreement(sums) == 0.5
    assert gwet_ac1(sums) == pytest.approx((0.5 - 2 * share * (1 - share)) / (1 - 2 * share * (1 - share)), abs=1e-12)


def test_categories_of_the_codebook_that_nobody_uses_change_what_chance_does():
    ratings = np.array([[0, 0], [0, 1], [1, 1]])
    assert brennan_prediger(total(ratings, 2)) == pytest.approx((2 / 3 - 1 / 2) / (1 / 2), abs=1e-12)
    assert brennan_prediger(total(ratings, 4)) == pytest.approx((2 / 3 - 1 / 4) / (3 / 4), abs=1e-12)
    assert fleiss_kappa(total(ratings, 2)) == pytest.approx(fleiss_kappa(total(ratings, 4)), abs=1e-12)


@pytest.mark.parametrize("n_coders", [2, 3])
def test_one_category_throughout(n_coders):
    # Sums of thirds and the like are not exactly 1: chance is.
    sums = total(np.zeros((7, n_coders)), 2)
    assert math.isnan(fleiss_kappa(sums))
    assert math.isnan(conger_kappa(sums))
    assert percent_agreement(sums) == brennan_prediger(sums) == gwet_ac1(sums) == 1


def test_nothing_rated_together_gives_no_coefficient():
    sums = total([[0, NONE], [NONE, 1]], 2)
    assert all(math.isnan(coefficient(sums)) for coefficient in COEFFICIENTS)


def test_a_codebook_of_one_category_gives_no_coefficient():
    sums = total(np.zeros((3, 2)), 1)
    assert math.isnan(brennan_prediger(sums))
    assert math.isnan(gwet_ac1(sums))


def test_a_weighted_sum_is_the_sum_of_repeated_units():
    rng = np.random.default_rng(8)
    ratings = rng.integers(0, 3, size=(6, 3)).astype(float)
    ratings[rng.random((6, 3)) < 0.2] = NONE
    weights = np.array([[2, 0, 1, 1, 0, 2], [1, 1, 1, 1, 1, 1]])
    drawn = rating_sums(ratings, n_categories=3).weighted(weights)
    for coefficient in COEFFICIENTS:
        again = [float(coefficient(total(np.repeat(ratings, each, axis=0), 3))) for each in weights]
        np.testing.assert_allclose(coefficient(drawn), again, atol=1e-12)
