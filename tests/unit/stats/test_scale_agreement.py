"""Values of a scale: what alpha uses, what it cannot use, and intervals over documents."""

import math

import numpy as np
import pytest
from scipy.stats import t

from evaluation.stats.agreement.krippendorff import Level, alpha, coincidences
from evaluation.stats.document_intervals import NoInterval
from evaluation.stats.scale_agreement import measure_scale_agreement

NONE = math.nan
VALUES = {Level.NOMINAL: None, Level.ORDINAL: None, Level.INTERVAL: (0, 1, 3, 4), Level.RATIO: (0, 1, 3, 4)}


def measured(ratings, documents, level=Level.ORDINAL, n_categories=4):
    return measure_scale_agreement(
        ratings, documents, n_categories=n_categories, level=level, values=VALUES[level], conf_level=0.95
    )


def generated(seed, *, n_documents=12, n_units=6, n_coders=3):
    """Coders who are at most a step off, and give no value to a third of the units."""
    rng = np.random.default_rng(seed)
    true = rng.integers(4, size=(n_documents * n_units, 1))
    ratings = np.clip(true + rng.integers(-1, 2, size=(len(true), n_coders)), 0, 3).astype(float)
    ratings[rng.random(ratings.shape) < 1 / 3] = NONE
    return ratings, np.repeat(np.arange(n_documents), n_units)


@pytest.mark.parametrize("level", Level)
def test_alpha_and_its_interval_are_those_of_leaving_documents_out_one_by_one(level):
    ratings, documents = generated(1)

    def coefficient(chosen):
        return float(
            alpha(coincidences(ratings[chosen], n_categories=4).sum(axis=0), level=level, values=VALUES[level])
        )

    found = measured(ratings, documents, level).alpha
    assert found.estimate == pytest.approx(coefficient(documents >= 0), abs=1e-12)
    logs = np.log([1 - coefficient(documents != document) for document in range(12)])
    reach = t.ppf(0.975, 11) * math.sqrt(11 * np.var(logs))
    expected = 1 - (1 - found.estimate) * np.exp([reach, -reach])
    np.testing.assert_allclose((found.interval.conf_low, found.interval.conf_high), expected, atol=1e-12)


def test_only_units_with_two_values_count_and_documents_that_hold_one():
    ratings = np.array([[0, 1, NONE], [2, NONE, NONE], [NONE, NONE, NONE], [3, 3, 2], [NONE, 1, NONE]])
    found = measured(ratings, [0, 0, 0, 1, 2])
    assert (found.n_units, found.n_documents, found.n_single) == (2, 2, 2)
    np.testing.assert_allclose(found.shares.T, [[0.5, 0, 0, 0.5], [0, 0.5, 0, 0.5], [0, 0, 1, 0]])
    np.testing.assert_allclose(found.pooled_shares, [0.2, 0.2, 0.2, 0.4])
    assert found.alpha.interval.missing is NoInterval.FEW_DOCUMENTS


def test_nothing_to_compare_has_no_alpha_and_no_variation_an_alpha_that_is_not_known():
    nothing = measured([[1, NONE], [NONE, 2]], [0, 1])
    assert nothing.alpha is None
    assert (nothing.n_units, nothing.n_documents, nothing.n_single) == (0, 0, 2)
    assert math.isnan(measured([[1, 1], [1, 1]], [0, 1]).alpha.estimate)


def test_a_document_that_holds_all_variation_leaves_no_alpha_behind():
    # Thirds, of four coders, are no exact numbers: without the first document all values must still be the same.
    ratings = np.array([[0, 1, 1, 2]] * 3 + [[1, 1, 1, 1]] * 11, dtype=float)
    found = measured(ratings, [0, 0, 0, *range(1, 12)], Level.NOMINAL)
    assert found.alpha.interval.missing is NoInterval.ONE_DOCUMENT


def test_the_order_of_units_documents_and_coders_does_not_matter():
    ratings, documents = generated(2)
    order = np.random.default_rng(3).permutation(len(ratings))
    same, changed = measured(ratings, documents), measured(ratings[order][:, ::-1], 90 - documents[order])
    assert changed.alpha.estimate == pytest.approx(same.alpha.estimate, abs=1e-12)
    assert changed.alpha.interval.conf_low == pytest.approx(same.alpha.interval.conf_low, abs=1e-12)
