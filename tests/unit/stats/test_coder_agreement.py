"""Pooling over codes, resampling documents, and what cannot be estimated."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.stats.agreement.krippendorff import alpha_nominal, coincidences
from evaluation.stats.coder_agreement import measure_agreement
from evaluation.stats.document_bootstrap import NoInterval

NONE = math.nan


def measured(applied, documents, *, seed=1, n_replicates=400):
    return measure_agreement(
        applied, documents, rng=np.random.default_rng(seed), n_replicates=n_replicates, conf_level=0.95
    )


def generated(rng, *, n_documents=6, n_units=5, n_codes=3, n_coders=2):
    """Coders who find each code with probability .9 where it is and .05 where it is not."""
    present = rng.random((n_documents * n_units, n_codes, 1)) < 0.3
    chance = np.where(present, 0.9, 0.05)
    applied = (rng.random((n_documents * n_units, n_codes, n_coders)) < chance).astype(float)
    return applied, np.repeat(np.arange(n_documents), n_units)


def test_pooled_alpha_is_alpha_of_all_units_and_codes_in_one_column():
    applied, documents = generated(np.random.default_rng(2))
    one_column = applied.reshape(-1, 2)
    expected = alpha_nominal(coincidences(one_column, n_categories=2).sum(axis=0))
    assert measured(applied, documents).alpha.estimate == pytest.approx(float(expected))


def test_median_is_over_the_codes_that_can_be_estimated():
    #                   code A   code B   code C, never applied
    applied = np.array([[[1, 1], [1, 0], [0, 0]], [[0, 0], [0, 1], [0, 0]], [[1, 1], [1, 1], [0, 0]]], dtype=float)
    result = measured(applied, [0, 1, 2])
    alphas = [coefficient.estimate for coefficient in result.alpha_by_code]
    assert alphas[0] == 1.0
    assert math.isnan(alphas[2])
    assert result.alpha_median.estimate == pytest.approx((alphas[0] + alphas[1]) / 2)


def test_marginals_and_units_beside_the_coefficient():
    applied = np.array([[[1, 0]], [[1, 1]], [[0, 0]], [[1, NONE]]])
    result = measured(applied, [0, 0, 1, 2])
    assert result.n_units == 3
    assert result.n_documents == 2
    np.testing.assert_allclose(result.marginals, [[2 / 3, 1 / 3]])
    assert result.n_either.tolist() == [2]


def test_interval_is_that_of_resampling_documents_one_by_one():
    applied, documents = generated(np.random.default_rng(3), n_documents=10)
    draws = np.random.default_rng(1).multinomial(10, np.full(10, 0.1), size=400)
    replicates = []
    for draw in draws:
        chosen = np.concatenate([np.flatnonzero(documents == d) for d in range(10) for _ in range(draw[d])])
        table = coincidences(applied[chosen].reshape(-1, 2), n_categories=2).sum(axis=0)
        replicates.append(float(alpha_nominal(table)))
    interval = measured(applied, documents).alpha.interval
    np.testing.assert_allclose((interval.conf_low, interval.conf_high), np.quantile(replicates, [0.025, 0.975]))
    assert interval.std_error == pytest.approx(np.std(replicates, ddof=1))


def test_documents_not_units_are_resampled():
    # In five documents the coders agree everywhere, in five never, and half of all values are 1: a resample with k of
    # the second kind has alpha 1 - 2k/10 (n - 1)/n, and k is binomial: 2 and 8 are its 2.5th and 97.5th percentiles.
    # An interval over units would be far from these ends.
    agree, disagree = [[[1, 1]], [[0, 0]]] * 20, [[[1, 0]], [[0, 1]]] * 20
    applied = np.array(agree * 5 + disagree * 5, dtype=float)
    result = measured(applied, np.repeat(np.arange(10), 40), n_replicates=4000)
    assert result.alpha.interval.conf_high == pytest.approx(1 - 0.4 * 799 / 800)
    assert result.alpha.interval.conf_low == pytest.approx(1 - 1.6 * 799 / 800)


def test_share_of_degenerate_resamples():
    # The code occurs in one of ten documents: a resample without it has no coefficient, one with it has 1.
    applied = np.array([[[1, 1]], *[[[0, 0]]] * 10], dtype=float)
    result = measured(applied, [0, *range(10)], n_replicates=4000)
    assert result.alpha.interval.degenerate == pytest.approx(0.9**10, abs=0.03)
    assert result.alpha.interval.missing is NoInterval.ALL_THE_SAME


def test_one_interview_has_a_coefficient_and_no_interval():
    applied = np.array([[[1, 1]], [[1, 0]], [[0, 0]], [[0, 0]]], dtype=float)
    result = measured(applied, [0] * 4)
    assert result.alpha.estimate == pytest.approx(1 - 7 / 15)
    assert math.isnan(result.alpha.interval.conf_low)
    assert result.alpha.interval.missing is NoInterval.FEW_DOCUMENTS


def test_three_coders_have_an_alpha_and_no_kappa():
    applied, documents = generated(np.random.default_rng(4), n_coders=3)
    result = measured(applied, documents)
    assert result.kappa is None
    assert result.kappa_by_code is None
    assert 0.5 < result.alpha.estimate < 1


@pytest.mark.parametrize("applied", [np.ones((3, 1, 1)), np.ones((3, 0, 2)), np.full((3, 1, 2), NONE)])
def test_nothing_to_compare_is_refused(applied):
    with pytest.raises(ValueError, match="two coders rated"):
        measured(applied, [0, 1, 2])


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_order_of_units_documents_codes_and_coders_does_not_matter(seed, random):
    applied, documents = generated(np.random.default_rng(seed), n_documents=4, n_units=3)
    order = random.sample(range(len(applied)), len(applied))
    changed = measured(applied[order][:, [2, 0, 1]][:, :, ::-1], 90 - documents[order])
    same = measured(applied, documents)
    for name in ("alpha", "alpha_median", "kappa"):
        np.testing.assert_allclose(getattr(changed, name).estimate, getattr(same, name).estimate, atol=1e-12)


def test_the_same_seed_gives_the_same_interval():
    applied, documents = generated(np.random.default_rng(6), n_documents=10)
    assert measured(applied, documents, seed=7).alpha == measured(applied, documents, seed=7).alpha
    assert measured(applied, documents, seed=7).alpha != measured(applied, documents, seed=8).alpha
