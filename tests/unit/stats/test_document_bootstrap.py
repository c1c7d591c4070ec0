"""Resampling documents: what is drawn, and what is read from the replicates."""

import math

import numpy as np
import pytest

from evaluation.stats.document_bootstrap import LEAST_DOCUMENTS, NoInterval, draw_documents, percentile_interval


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
