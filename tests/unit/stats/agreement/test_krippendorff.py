"""Alpha against its definition written out; published matrices and other programs are in tests/reference.

Published values are given to 8 digits, so the tolerance there is 1e-8; everything else must agree to 1e-12.
"""

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from evaluation.stats.agreement.krippendorff import Level, alpha, alpha_nominal, coincidences

NONE = math.nan
# Krippendorff (2018), Content Analysis, 4th ed., p. 290; also Krippendorff (2011), example C: four observers in
# rows, twelve units in columns.
P290 = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, NONE],
        [NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 3],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE],
    ]
)


def table_of(ratings, n_categories):
    return coincidences(ratings, n_categories=n_categories).sum(axis=0)


def nominal(ratings, n_categories):
    return alpha_nominal(table_of(ratings, n_categories))


def squared_distance(a, b, level, values):
    if level is Level.NOMINAL:
        return float(a != b)
    if level is Level.ORDINAL:
        between = [value for value in values if min(a, b) <= value <= max(a, b)]
        return (len(between) - (values.count(a) + values.count(b)) / 2) ** 2 if a != b else 0.0
    if level is Level.INTERVAL:
        return (a - b) ** 2
    return ((a - b) / (a + b)) ** 2 if a + b else 0.0


def alpha_by_definition(ratings, level=Level.NOMINAL):
    """One minus the mean distance of pairs within units over that of all pairs, Krippendorff (2018), p. 278."""
    units = [[value for value in unit if not math.isnan(value)] for unit in ratings]
    units = [unit for unit in units if len(unit) > 1]
    values = [value for unit in units for value in unit]

    def distances(each):
        return sum(squared_distance(a, b, level, values) for a, b in permutations(each, 2))

    observed = sum(distances(unit) / (len(unit) - 1) for unit in units)
    expected = distances(values) / (len(values) - 1) if values else 0
    return 1 - observed / expected if expected else NONE


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (Level.NOMINAL, 0.74342105),
        (Level.ORDINAL, 0.8153875),
        (Level.INTERVAL, 0.84910714),
        (Level.RATIO, 0.79740278),
    ],
)
def test_alpha_of_krippendorffs_four_observers(level, expected):
    found = alpha(table_of(P290.T - 1, 5), level=level, values=np.arange(1, 6))
    assert found == pytest.approx(expected, abs=1e-8)


def test_alpha_of_two_observers_and_ten_binary_units():
    # Krippendorff (2011), section A: alpha = .095.
    first, second = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert nominal(np.transpose([first, second]), 2) == pytest.approx(0.095238095, abs=1e-8)


def test_alpha_weighs_a_unit_by_its_values_not_by_its_pairs():
    # Three coders: one unit (0, 0, 1), one unit (1, 1, missing). Pairs: 4 of 6 disagree, over 2; none of 2, over 1.
    assert nominal([[0, 0, 1], [1, 1, NONE]], 2) == pytest.approx(1 - (4 / 2) / (12 / 4))


def test_a_unit_with_one_value_says_nothing():
    assert not coincidences([[1, NONE]], n_categories=2).any()


@pytest.mark.parametrize("level", Level)
def test_no_variation_is_not_perfect_agreement(level):
    assert math.isnan(alpha(table_of(np.zeros((6, 2)), 2), level=level, values=[0, 1]))


def test_nothing_rated_together_gives_no_coefficient():
    assert math.isnan(nominal([[0, NONE], [NONE, 1]], 2))


def test_many_tables_at_once_are_each_by_itself():
    ratings = np.random.default_rng(3).integers(0, 4, size=(5, 7, 9, 3)).astype(float)
    tables = coincidences(ratings, n_categories=4).sum(axis=-3)
    for level in Level:
        together = alpha(tables, level=level, values=[0, 1, 3, 8])
        assert together.shape == (5, 7)
        assert together[4, 2] == pytest.approx(alpha(tables[4, 2], level=level, values=[0, 1, 3, 8]), abs=1e-12)


@pytest.mark.parametrize(
    ("level", "values", "message"),
    [
        (Level.INTERVAL, None, "the interval level needs one number for each of 3 categories"),
        (Level.INTERVAL, [1, 2], "the interval level needs one number for each of 3 categories"),
        (Level.RATIO, [1, 2, NONE], "the ratio level needs one number for each of 3 categories"),
        (Level.RATIO, [-1, 0, 1], "a ratio needs values from 0 on"),
    ],
)
def test_values_that_a_level_cannot_use_are_refused(level, values, message):
    with pytest.raises(ValueError, match=message):
        alpha(np.ones((3, 3)), level=level, values=values)


def test_example_of_the_method_page():
    ratings = np.array([[1, 1]] * 4 + [[1, 0]] * 1 + [[0, 1]] * 1 + [[0, 0]] * 18)
    # Of 48 values 10 are "applied"; 2 of 24 pairs differ: 1 - 47 * 4 / (48^2 - 10^2 - 38^2).
    assert nominal(ratings, 2) == pytest.approx(1 - 47 * 4 / (48**2 - 10**2 - 38**2))
    assert nominal(ratings, 2) == pytest.approx(0.7526, abs=5e-5)


RATINGS = arrays(
    float, st.tuples(st.integers(1, 8), st.integers(2, 4)), elements=st.sampled_from([0.0, 1.0, 2.0, NONE])
)


@given(RATINGS, st.sampled_from(Level))
def test_alpha_is_what_its_definition_says(ratings, level):
    found = alpha(table_of(ratings, 3), level=level, values=[0, 1, 2])
    np.testing.assert_allclose(found, alpha_by_definition(ratings.tolist(), level), atol=1e-12)


@given(RATINGS, st.randoms(use_true_random=False))
def test_order_of_units_coders_and_categories_does_not_matter(ratings, random):
    def shuffled(n):
        return random.sample(range(n), n)

    changed = ratings[shuffled(ratings.shape[0])][:, shuffled(ratings.shape[1])]
    names = np.array([*shuffled(3), NONE])
    changed = names[np.where(np.isnan(changed), 3, changed).astype(int)]
    np.testing.assert_allclose(nominal(changed, 3), nominal(ratings, 3), atol=1e-12)


@given(arrays(int, st.tuples(st.integers(2, 10)), elements=st.integers(0, 2)), st.integers(2, 4))
def test_perfect_agreement_is_one(values, n_coders):
    ratings = np.repeat(values[:, None], n_coders, axis=1)
    np.testing.assert_allclose(nominal(ratings, 3), 1.0 if len(set(values.tolist())) > 1 else NONE)
