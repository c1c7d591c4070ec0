"""Resampling documents: what is drawn, and what is read from the replicates and from leaving documents out."""

import math

import numpy as np
import pytest
from scipy.stats import bootstrap, t

from evaluation.stats.agreement.krippendorff import alpha_nominal, coincidences
from evaluation.stats.document_intervals import (
    LEAST_DOCUMENTS,
    Method,
    NoInterval,
    bca_interval,
    document_interval,
    draw_documents,
    jackknife_t_interval,
    percentile_interval,
)


def test_every_resample_has_as_many_documents_as_there_are():
    draws = draw_documents(7, n_replicates=50, rng=np.random.default_rng(1))
    assert draws.shape == (50, 7)
    assert (draws.sum(axis=1) == 7).all()


def test_every_document_is_drawn_equally_often():
    # Mean of a multinomial count is 1, its Monte Carlo error sqrt(.75 / 20000) = .006: five of these.
    draws = draw_documents(4, n_replicates=20_000, rng=np.random.default_rng(2))
    np.testing.assert_allclose(draws.mean(axis=0), 1, atol=0.03)


def test_no_document_is_refused():
    with pytest.raises(ValueError, match="no document"):
        draw_documents(0, n_replicates=5, rng=np.random.default_rng(1))


def interval_of(replicates, *, n_documents=LEAST_DOCUMENTS, conf_level=0.95):
    return percentile_interval(replicates, n_documents=n_documents, conf_level=conf_level)


def test_percentiles_of_the_replicates():
    interval = interval_of(np.arange(101) / 100, conf_level=0.9)
    assert (interval.conf_low, interval.conf_high) == pytest.approx((0.05, 0.95))
    assert interval.std_error == pytest.approx(np.std(np.arange(101) / 100, ddof=1))
    assert interval.degenerate == 0
    assert interval.missing is None


@pytest.mark.parametrize(("n_missing", "missing"), [(50, None), (51, NoInterval.DEGENERATE)])
def test_no_interval_when_most_resamples_are_degenerate(n_missing, missing):
    replicates = np.linspace(0, 1, 100)
    replicates[:n_missing] = math.nan
    interval = interval_of(replicates)
    assert interval.degenerate == pytest.approx(n_missing / 100)
    assert interval.missing is missing
    assert math.isnan(interval.conf_low) == math.isnan(interval.std_error) == (missing is not None)


@pytest.mark.parametrize(("n_documents", "missing"), [(1, True), (9, True), (10, False)])
def test_no_interval_from_few_documents(n_documents, missing):
    interval = interval_of(np.linspace(0, 1, 100), n_documents=n_documents)
    assert interval.missing is (NoInterval.FEW_DOCUMENTS if missing else None)
    assert math.isnan(interval.conf_low) == missing


@pytest.mark.parametrize("n_missing", [0, 10, 49])
def test_no_interval_of_no_width(n_missing):
    replicates = np.ones(100)
    replicates[:n_missing] = math.nan
    interval = interval_of(replicates)
    assert interval.missing is NoInterval.ALL_THE_SAME
    assert math.isnan(interval.conf_high)


def tables(n_documents=14):
    """Coincidences of documents in which two coders agree on nine of ten paragraphs."""
    rng = np.random.default_rng(4)
    truth = rng.random((n_documents, 12, 1)) < 0.4
    ratings = truth ^ (rng.random((n_documents, 12, 2)) < 0.1)
    return coincidences(ratings, n_categories=2).sum(axis=1)


def without_each(by_document):
    return alpha_nominal(by_document.sum(axis=0) - by_document)


def test_bca_is_that_of_scipy():
    by_document = tables()

    def alpha(documents):
        return float(alpha_nominal(by_document[documents].sum(axis=0)))

    every = np.arange(len(by_document))
    theirs = bootstrap((every,), alpha, n_resamples=500, vectorized=False, method="BCa", rng=np.random.default_rng(1))
    ours = bca_interval(
        theirs.bootstrap_distribution, estimate=alpha(every), left_out=without_each(by_document), conf_level=0.95
    )
    np.testing.assert_allclose((ours.conf_low, ours.conf_high), theirs.confidence_interval, atol=1e-12)
    assert ours.std_error == pytest.approx(theirs.standard_error, abs=1e-12)


def test_bca_of_symmetric_replicates_is_the_percentile_interval():
    replicates, left_out = np.linspace(0.2, 0.8, 1001), 0.5 + np.array([-1, 1] * 5) / 100
    ours = bca_interval(replicates, estimate=0.5, left_out=left_out, conf_level=0.9)
    theirs = percentile_interval(replicates, n_documents=10, conf_level=0.9)
    assert (ours.conf_low, ours.conf_high) == pytest.approx((theirs.conf_low, theirs.conf_high))


def test_jackknife_of_a_mean_is_the_interval_of_students_t():
    # Leaving observations out gives the usual standard error of a mean.
    values = np.random.default_rng(2).normal(0.3, 0.2, size=12)
    left_out = (values.sum() - values) / 11
    interval = jackknife_t_interval(values.mean(), left_out=left_out, conf_level=0.9)
    std_error = values.std(ddof=1) / math.sqrt(12)
    assert interval.std_error == pytest.approx(std_error)
    reach = t.ppf(0.95, 11) * std_error
    assert (interval.conf_low, interval.conf_high) == pytest.approx((values.mean() - reach, values.mean() + reach))


def test_ends_stay_between_minus_one_and_one():
    left_out = np.array([0.9, 0.2, 0.9, 0.9, 0.9, -0.9, 0.9, 0.9, 0.9, 0.9])
    interval = jackknife_t_interval(0.8, left_out=left_out, conf_level=0.95)
    assert (interval.conf_low, interval.conf_high) == (-1, 1)
    logs = jackknife_t_interval(0.8, left_out=left_out, conf_level=0.95, log_scale=True)
    assert logs.conf_low == -1
    assert 0.8 < logs.conf_high < 1


@pytest.mark.parametrize("method", [Method.JACKKNIFE_T, Method.LOG_JACKKNIFE_T])
def test_a_share_has_no_end_below_zero(method):
    left_out = np.array([0.12] * 9 + [0.0])
    interval = document_interval(
        method, np.full(9, 0.1), estimate=0.1, left_out=left_out, conf_level=0.95, lowest=0.0
    )
    of_coefficient = document_interval(method, np.full(9, 0.1), estimate=0.1, left_out=left_out, conf_level=0.95)
    assert interval.conf_low == 0 > of_coefficient.conf_low
    assert interval.conf_high == of_coefficient.conf_high


def test_sides_of_the_logarithm():
    left_out = 0.8 + np.array([-1, 1] * 5) / 100
    interval = jackknife_t_interval(0.8, left_out=left_out, conf_level=0.95, log_scale=True)
    reach = t.ppf(0.975, 9) * math.sqrt(9 * np.var(np.log(1 - left_out)))
    assert interval.conf_low == pytest.approx(1 - 0.2 * math.exp(reach))
    assert interval.conf_high == pytest.approx(1 - 0.2 * math.exp(-reach))


def test_one_document_with_all_disagreement():
    # Without it the coefficient is 1 and log(1 - 1) nothing: the error over 1 - 0.8 stands for that of the logarithm.
    left_out = np.array([1.0] + [0.78] * 9)
    interval = jackknife_t_interval(0.8, left_out=left_out, conf_level=0.95, log_scale=True)
    reach = t.ppf(0.975, 9) * math.sqrt(9 * np.var(left_out)) / 0.2
    assert interval.conf_low == pytest.approx(max(1 - 0.2 * math.exp(reach), -1))
    assert interval.conf_high == pytest.approx(1 - 0.2 * math.exp(-reach))


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize(
    ("left_out", "missing"),
    [
        (np.linspace(0.5, 0.6, LEAST_DOCUMENTS - 1), NoInterval.FEW_DOCUMENTS),
        (np.full(LEAST_DOCUMENTS, 1.0), NoInterval.ALL_THE_SAME),
    ],
)
def test_no_interval_by_any_method(method, left_out, missing):
    interval = document_interval(method, np.full(50, 1.0), estimate=1.0, left_out=left_out, conf_level=0.95)
    assert interval.missing is missing
    assert math.isnan(interval.conf_low)
    assert math.isnan(interval.std_error)


@pytest.mark.parametrize("method", [Method.BCA, Method.JACKKNIFE_T, Method.LOG_JACKKNIFE_T])
def test_a_document_without_which_nothing_can_be_computed(method):
    replicates, left_out = np.linspace(0.2, 0.9, 100), np.array([math.nan] + [0.5, 0.6] * 5)
    replicates[:30] = math.nan
    interval = document_interval(method, replicates, estimate=0.55, left_out=left_out, conf_level=0.95)
    assert interval.missing is NoInterval.ONE_DOCUMENT
    assert interval.degenerate == pytest.approx(0.3)


@pytest.mark.parametrize("method", Method)
def test_share_of_degenerate_replicates_stands_with_every_method(method):
    by_document = tables()
    replicates = alpha_nominal(
        np.tensordot(np.random.default_rng(3).multinomial(14, [1 / 14] * 14, 200), by_document, 1)
    )
    replicates[:20] = math.nan
    interval = document_interval(
        method, replicates, estimate=0.7, left_out=without_each(by_document), conf_level=0.95
    )
    assert interval.degenerate == pytest.approx(0.1)
    assert interval.conf_low < 0.7 < interval.conf_high
