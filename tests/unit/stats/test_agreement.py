"""Agreement against published matrices, statsmodels and the definitions written out.

Published values are given to 8 digits, so the tolerance there is 1e-8; everything else must agree to 1e-12.
"""

import csv
import json
import math
import os
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from evaluation.stats.agreement import alpha_nominal, coincidences, cross_table, kappa

REFERENCE = os.environ.get("EVALUATION_DATA")
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


def alpha(ratings, n_categories):
    return alpha_nominal(coincidences(ratings, n_categories=n_categories).sum(axis=0))


def alpha_by_definition(ratings):
    """One minus the mean disagreement of pairs within units over that of all pairs, Krippendorff (2018), p. 278."""
    units = [[value for value in unit if not math.isnan(value)] for unit in ratings]
    units = [unit for unit in units if len(unit) > 1]
    values = [value for unit in units for value in unit]
    observed = sum(sum(a != b for a, b in permutations(unit, 2)) / (len(unit) - 1) for unit in units)
    expected = sum(a != b for a, b in permutations(values, 2)) / (len(values) - 1)
    return 1 - observed / expected if expected else NONE


def test_alpha_of_krippendorffs_four_observers():
    assert alpha(P290.T - 1, 5) == pytest.approx(0.74342105, abs=1e-8)


def test_alpha_of_two_observers_and_ten_binary_units():
    # Krippendorff (2011), section A: alpha = .095.
    first, second = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert alpha(np.transpose([first, second]), 2) == pytest.approx(0.095238095, abs=1e-8)


@pytest.mark.reference_data
@pytest.mark.skipif(not REFERENCE, reason="EVALUATION_DATA is not set")
@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("wikipedia", "wikipedia"),
        ("krippendorff-2018-p290", "p290"),
        ("krippendorff-2018-p306", "p306"),
        ("krippendorff-2018-p310", "p310"),
        ("hayes-krippendorff-2007", "hayes"),
    ],
)
def test_alpha_of_published_matrices(file, name):
    with (Path(REFERENCE) / "irr_krippendorff_set" / f"{file}.csv").open() as stream:
        rows = list(csv.reader(stream))[1:]
    known = sorted({value for row in rows for value in row} - {"NA"})
    ratings = np.array([[NONE if value == "NA" else known.index(value) for value in row] for row in rows])
    ratings = ratings if name == "hayes" else ratings.T
    expected = json.loads((Path(REFERENCE) / "expected.json").read_text())["irr_krippendorff_set"][name]
    expected = expected["nominal"] if isinstance(expected, dict) else expected
    assert alpha(ratings, len(known)) == pytest.approx(expected, abs=1e-8)


@pytest.mark.reference_data
@pytest.mark.skipif(not REFERENCE, reason="EVALUATION_DATA is not set")
def test_diagnoses_of_fleiss_1971():
    with (Path(REFERENCE) / "irr_fleiss1971_diagnoses" / "diagnoses.csv").open() as stream:
        rows = list(csv.reader(stream))[1:]
    known = sorted({value for row in rows for value in row})
    ratings = np.array([[known.index(value) for value in row] for row in rows])
    expected = json.loads((Path(REFERENCE) / "expected.json").read_text())["irr_fleiss1971_diagnoses"]
    assert alpha(ratings, 5) == pytest.approx(expected["alpha"], abs=1e-8)
    pair = kappa(cross_table(ratings[:, 1:3], n_categories=5).sum(axis=0))
    assert pair == pytest.approx(expected["kappa_r2_r3"], abs=5e-4)


def test_kappa_of_cohen_1960():
    # Cohen (1960), table 1, 200 cases: observed .70, by chance .41, kappa .492.
    table = np.array([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
    assert kappa(table) == pytest.approx(0.491525, abs=1e-6)


def test_kappa_against_statsmodels():
    from statsmodels.stats.inter_rater import cohens_kappa

    rng = np.random.default_rng(5)
    for _ in range(200):
        table = rng.integers(0, 30, size=(3, 3)) + np.eye(3, dtype=int)
        assert kappa(table) == pytest.approx(cohens_kappa(table).kappa, abs=1e-12)


def test_alpha_weighs_a_unit_by_its_values_not_by_its_pairs():
    # Three coders: one unit (0, 0, 1), one unit (1, 1, missing). Pairs: 4 of 6 disagree, over 2; none of 2, over 1.
    assert alpha([[0, 0, 1], [1, 1, NONE]], 2) == pytest.approx(1 - (4 / 2) / (12 / 4))


def test_a_unit_with_one_value_says_nothing():
    assert not coincidences([[1, NONE]], n_categories=2).any()
    assert not cross_table([[1, NONE]], n_categories=2).any()


def test_no_variation_is_not_perfect_agreement():
    same = np.zeros((6, 2))
    assert math.isnan(alpha(same, 2))
    assert math.isnan(kappa(cross_table(same, n_categories=2).sum(axis=0)))


def test_nothing_rated_together_gives_no_coefficient():
    apart = np.array([[0, NONE], [NONE, 1]])
    assert math.isnan(alpha(apart, 2))
    assert math.isnan(kappa(cross_table(apart, n_categories=2).sum(axis=0)))


def test_example_of_the_method_page():
    ratings = np.array([[1, 1]] * 4 + [[1, 0]] * 1 + [[0, 1]] * 1 + [[0, 0]] * 18)
    # Of 48 values 10 are "applied"; 2 of 24 pairs differ: 1 - 47 * 4 / (48^2 - 10^2 - 38^2).
    assert alpha(ratings, 2) == pytest.approx(1 - 47 * 4 / (48**2 - 10**2 - 38**2))
    assert alpha(ratings, 2) == pytest.approx(0.7526, abs=5e-5)
    assert kappa(cross_table(ratings, n_categories=2).sum(axis=0)) == pytest.approx(0.7473, abs=1e-4)


def test_kappa_is_for_two_coders():
    with pytest.raises(ValueError, match="two coders, not 3"):
        cross_table(np.zeros((4, 3)), n_categories=2)


RATINGS = arrays(
    float, st.tuples(st.integers(1, 8), st.integers(2, 4)), elements=st.sampled_from([0.0, 1.0, 2.0, NONE])
)


@given(RATINGS)
def test_alpha_is_what_its_definition_says(ratings):
    np.testing.assert_allclose(alpha(ratings, 3), alpha_by_definition(ratings.tolist()), atol=1e-12)


@given(RATINGS, st.randoms(use_true_random=False))
def test_order_of_units_coders_and_categories_does_not_matter(ratings, random):
    def shuffled(n):
        return random.sample(range(n), n)

    changed = ratings[shuffled(ratings.shape[0])][:, shuffled(ratings.shape[1])]
    names = np.array([*shuffled(3), NONE])
    changed = names[np.where(np.isnan(changed), 3, changed).astype(int)]
    np.testing.assert_allclose(alpha(changed, 3), alpha(ratings, 3), atol=1e-12)


@given(arrays(int, st.tuples(st.integers(2, 10)), elements=st.integers(0, 2)), st.integers(2, 4))
def test_perfect_agreement_is_one(values, n_coders):
    ratings = np.repeat(values[:, None], n_coders, axis=1)
    expected = 1.0 if len(set(values.tolist())) > 1 else NONE
    np.testing.assert_allclose(alpha(ratings, 3), expected)
    np.testing.assert_allclose(kappa(cross_table(ratings[:, :2], n_categories=3).sum(axis=0)), expected)
