"""One of two counts given their total: against logistic regression, and what drops out."""

import numpy as np
import pytest
import statsmodels.api as sm

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.series.binomial_observations import Shares
from evaluation.stats.series.count_series import fit_count_series
from evaluation.stats.series.segmented import Impact, segmented_design

DESIGN = segmented_design(60, impacts=[Impact(36)]).matrix


def pair(seed=1, common=0.0, effect=-0.3):
    rng = np.random.default_rng(seed)
    shock = common * rng.normal(size=60)
    ours = rng.poisson(np.exp(3.0 + shock + effect * DESIGN[:, 2]))
    return ours, rng.poisson(np.exp(3.5 + shock))


def test_the_start_is_logistic_regression():
    ours, theirs = pair()
    offset = np.linspace(-1.0, -0.5, 60)
    expected = sm.GLM(np.column_stack([ours, theirs]), DESIGN, family=sm.families.Binomial(), offset=offset).fit(
        tol=1e-12
    )
    found = Shares.of(ours, theirs).start(DESIGN, offset[None])
    np.testing.assert_allclose(found[0], expected.params, rtol=1e-8)


def test_derivatives_are_those_of_the_likelihood():
    shares = Shares.of([[3, 0, 5]], [[4, 6, 0]])
    linear = np.array([[0.3, -1.2, 2.0]])
    step = 1e-5

    def likelihood(at):
        return shares.events * at - (shares.events + shares.others) * np.log1p(np.exp(at))

    gradient, information = shares.gradient_and_information(linear)
    slope = (likelihood(linear + step) - likelihood(linear - step)) / (2 * step)
    bend = (likelihood(linear + step) - 2 * likelihood(linear) + likelihood(linear - step)) / step**2
    np.testing.assert_allclose(gradient, slope, rtol=1e-8)
    np.testing.assert_allclose(information, -bend, rtol=1e-4)


def test_what_strikes_both_series_moves_nothing_in_the_mean():
    """Shocks that both share, 60 % from month to month, leave the comparison as precise as without them."""
    width = []
    for common in (0.0, 0.6):
        ours, theirs = (np.stack(each) for each in zip(*(pair(seed, common) for seed in range(40)), strict=True))
        found = fit_count_series(DESIGN, Shares.of(ours, theirs), 0.0).contrasts(np.eye(4)[2]).estimate(0.95)
        assert found.estimate.mean() == pytest.approx(-0.3, abs=0.06)
        assert ((found.conf_low <= -0.3) & (found.conf_high >= -0.3)).mean() >= 0.9
        width.append((found.conf_high - found.conf_low).mean())
    assert width[1] == pytest.approx(width[0], rel=0.25)


def test_two_series_that_exchange_their_places_change_signs():
    ours, theirs = pair()
    first, second = (
        fit_count_series(DESIGN, Shares.of(*each), 0.0).contrasts(np.eye(4)).estimate(0.95)
        for each in ((ours, theirs), (theirs, ours))
    )
    np.testing.assert_allclose(first.estimate, -second.estimate, rtol=1e-6)
    np.testing.assert_allclose(first.conf_low, -second.conf_high, rtol=1e-6)


@pytest.mark.parametrize(
    ("ours", "theirs", "said"),
    [
        (np.zeros(60), np.ones(60), "no event was observed in one"),
        (np.where(np.arange(60) < 36, 4, 0), np.full(60, 5), "no event in some stretch"),
    ],
)
def test_what_cannot_be_compared(ours, theirs, said):
    with pytest.raises(NotEstimable, match=said):
        fit_count_series(DESIGN, Shares.of(ours, theirs), 0.0)


def test_counts_are_whole_and_of_one_shape():
    with pytest.raises(ValueError, match="whole numbers"):
        Shares.of([1.5], [2])
    with pytest.raises(ValueError, match="shape"):
        Shares.of([1, 2], [2])


def test_periods_without_any_event_say_nothing():
    ours, theirs = pair()
    known = np.ones(60, dtype=bool)
    known[[10, 50]] = False
    empty = [np.where(known, each, 0) for each in (ours, theirs)]
    first = fit_count_series(DESIGN, Shares.of(*empty), 0.0)
    second = fit_count_series(DESIGN, Shares.of(ours, theirs), 0.0, known)
    np.testing.assert_allclose(
        first.contrasts(np.eye(4)).estimate(0.95).estimate,
        second.contrasts(np.eye(4)).estimate(0.95).estimate,
        atol=0.02,
    )
