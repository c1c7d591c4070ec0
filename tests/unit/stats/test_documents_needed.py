"""How many documents make an interval narrow: solved, inverted, and tried in simulated studies."""

import math

import numpy as np
import pytest
from scipy.stats import t

from evaluation.stats.agreement.krippendorff import alpha_nominal, coincidences
from evaluation.stats.document_intervals import (
    LEAST_DOCUMENTS,
    DocumentInterval,
    NoInterval,
    jackknife_t_interval,
)
from evaluation.stats.documents_needed import MOST_DOCUMENTS, documents_needed


def interval(estimate, error, n_documents, conf_level=0.95):
    """The interval that a standard error of log(1 - estimate) makes."""
    reach = t.ppf((1 + conf_level) / 2, n_documents - 1) * error
    low, high = (1 - (1 - estimate) * math.exp(side) for side in (reach, -reach))
    return DocumentInterval(math.nan, low, high, 0.0)


def half_width(found):
    return (found.conf_high - found.conf_low) / 2


@pytest.mark.parametrize("n_documents", [10, 17, 60, 400])
@pytest.mark.parametrize("conf_level", [0.9, 0.95])
def test_as_wide_as_it_is_needs_as_many_as_there_are(n_documents, conf_level):
    found = interval(0.75, 0.3, n_documents, conf_level)
    wanted = {"n_documents": n_documents, "conf_level": conf_level}
    assert documents_needed(0.75, found, half_width=half_width(found), **wanted) == n_documents
    assert documents_needed(0.75, found, half_width=half_width(found) * 0.999, **wanted) > n_documents


def test_it_is_the_first_number_that_is_enough():
    found = interval(0.7, 0.5, 20)
    needed = documents_needed(0.7, found, n_documents=20, conf_level=0.95)
    widths = {m: half_width(interval(0.7, 0.5 * math.sqrt(20 / m), m)) for m in (needed - 1, needed)}
    assert widths[needed] <= 0.1 < widths[needed - 1]


def test_fewer_than_make_an_interval_are_not_enough():
    assert documents_needed(0.95, interval(0.95, 0.1, 30), n_documents=30, conf_level=0.95) == LEAST_DOCUMENTS


def test_without_an_interval_nobody_knows():
    missing = DocumentInterval(math.nan, math.nan, math.nan, 0.0, NoInterval.FEW_DOCUMENTS)
    assert documents_needed(0.7, missing, n_documents=5, conf_level=0.95) is None
    assert MOST_DOCUMENTS == 1_000_000
    hopeless = interval(0.0, 3.0, 10)
    assert documents_needed(0.0, hopeless, n_documents=10, conf_level=0.95, half_width=0.001) is None
    with pytest.raises(ValueError, match="half-width of 0"):
        documents_needed(0.7, hopeless, n_documents=10, conf_level=0.95, half_width=0.0)


def study(rng, n_documents):
    """Alpha and its interval in documents of 20 paragraphs whose prevalence and errors differ."""
    prevalence, error = rng.beta(3, 7, (n_documents, 1)), rng.beta(2, 18, (n_documents, 1))
    truth = rng.random((n_documents, 20)) < prevalence
    marked = [truth ^ (rng.random(truth.shape) < error) for _ in range(2)]
    sums = coincidences(np.stack(marked, axis=-1).reshape(-1, 2).astype(float), n_categories=2)
    parts = sums.reshape(n_documents, 20, 2, 2).sum(axis=1)
    total = parts.sum(axis=0)
    estimate = float(alpha_nominal(total))
    left_out = alpha_nominal(total - parts)
    return estimate, jackknife_t_interval(estimate, left_out=left_out, conf_level=0.95, log_scale=True)


def test_studies_of_that_many_documents_are_that_narrow():
    """Median of 200 pilots of 20 documents, then 200 studies of so many: a median half-width of .10.

    The median of 200 half-widths has a Monte Carlo error of about .001; that of the documents needed one of about 3 %
    and moves a half-width by half as much.
    """
    rng = np.random.default_rng(12)
    pilots = [study(rng, 20) for _ in range(200)]
    needed = [documents_needed(estimate, found, n_documents=20, conf_level=0.95) for estimate, found in pilots]
    again = [half_width(found) for _, found in (study(rng, int(np.median(needed))) for _ in range(200))]
    assert np.median([half_width(found) for _, found in pilots]) > 0.11
    assert np.median(again) == pytest.approx(0.1, abs=0.005)
