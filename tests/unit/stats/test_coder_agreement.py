"""Pooling over codes, resampling documents, and what cannot be estimated."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t

from evaluation.stats.agreement.krippendorff import alpha_nominal, coincidences
from evaluation.stats.agreement.many_coders import rating_sums
from evaluation.stats.coder_agreement import BESIDE, measure_agreement
from evaluation.stats.document_intervals import NoInterval

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


def test_interval_of_the_median_is_that_of_resampling_documents_one_by_one():
    applied, documents = generated(np.random.default_rng(3), n_documents=10)
    draws = np.random.default_rng(1).multinomial(10, np.full(10, 0.1), size=400)
    replicates = []
    for draw in draws:
        chosen = np.concatenate([np.flatnonzero(documents == d) for d in range(10) for _ in range(draw[d])])
        alphas = alpha_nominal(coincidences(applied[chosen], n_categories=2).sum(axis=0))
        replicates.append(float(np.median(alphas)))
    interval = measured(applied, documents).alpha_median.interval
    np.testing.assert_allclose((interval.conf_low, interval.conf_high), np.quantile(replicates, [0.025, 0.975]))
    assert interval.std_error == pytest.approx(np.std(replicates, ddof=1))


def test_interval_is_that_of_leaving_documents_out_one_by_one():
    applied, documents = generated(np.random.default_rng(3), n_documents=10)
    without = [float(measured(applied[documents != d], documents[documents != d]).alpha.estimate) for d in range(10)]
    alpha = measured(applied, documents).alpha
    logs = np.log(1 - np.array(without))
    reach = t.ppf(0.975, 9) * math.sqrt(9 * np.var(logs))
    expected = 1 - (1 - alpha.estimate) * np.exp([reach, -reach])
    np.testing.assert_allclose((alpha.interval.conf_low, alpha.interval.conf_high), expected)


def test_documents_not_units_are_left_out():
    # In five documents the coders agree everywhere, in five never, and half of all values are 1. Without one of the
    # first kind alpha is 1 - 719 * 400 / (720^2 / 2), without one of the other 320 stands for 400: the standard error
    # is three times half of their difference. Over units it would be a tenth of that.
    agree, disagree = [[[1, 1]], [[0, 0]]] * 20, [[[1, 0]], [[0, 1]]] * 20
    applied = np.array(agree * 5 + disagree * 5, dtype=float)
    interval = measured(applied, np.repeat(np.arange(10), 40)).alpha.interval
    assert interval.std_error == pytest.approx(1.5 * 719 * 80 / (720**2 / 2))


def test_share_of_degenerate_resamples():
    # The code occurs in one of ten documents: a resample without it has no coefficient, one with it has 1.
    applied = np.array([[[1, 1]], *[[[0, 0]]] * 10], dtype=float)
    result = measured(applied, [0, *range(10)], n_replicates=4000)
    assert result.alpha.interval.degenerate == pytest.approx(0.9**10, abs=0.03)
    assert result.alpha.interval.missing is NoInterval.ONE_DOCUMENT
    assert result.alpha_median.interval.missing is NoInterval.ALL_THE_SAME


def test_coefficients_beside_alpha_are_of_all_units_and_codes_in_one_column():
    applied, documents = generated(np.random.default_rng(5), n_documents=12, n_coders=3)
    result = measured(applied, documents)
    sums = rating_sums(applied.reshape(-1, 3), n_categories=2)
    one_code = rating_sums(applied[:, 1], n_categories=2)
    assert list(result.beside) == list(BESIDE)
    for name, coefficient in BESIDE.items():
        expected = coefficient(sums.weighted(np.ones(len(sums.agreed))))
        assert result.beside[name].estimate == pytest.approx(float(expected), abs=1e-12)
        assert result.beside[name].interval.conf_low < expected < result.beside[name].interval.conf_high
        of_code = coefficient(one_code.weighted(np.ones(len(applied))))
        assert result.beside_by_code[name][1].estimate == pytest.approx(float(of_code), abs=1e-12)


def test_two_coders_who_rated_everything_have_one_kappa_by_two_names():
    applied, documents = generated(np.random.default_rng(9))
    result = measured(applied, documents)
    assert result.beside["conger_kappa"].estimate == pytest.approx(result.kappa.estimate, abs=1e-12)


def test_share_of_pairs_who_agree_is_not_below_zero():
    # They agree on all four units of one of ten documents and on no other: a share of .1, and alpha below 0.
    applied = np.tile([[0.0, 1.0]], (40, 1))
    applied[:4] = 1
    result = measured(applied[:, None, :], np.repeat(np.arange(10), 4))
    share = result.beside["percent_agreement"]
    assert share.estimate == pytest.approx(0.1)
    assert share.interval.conf_low == 0
    assert result.alpha.estimate < 0 and result.alpha.interval.conf_low < 0


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
    assert measured(applied, documents, seed=7).alpha_median == measured(applied, documents, seed=7).alpha_median
    assert measured(applied, documents, seed=7).alpha_median != measured(applied, documents, seed=8).alpha_median
