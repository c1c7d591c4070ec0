"""Cox regression with strata, clusters, late entry and recurrent events against R (tests/reference/survival/cox.R).

Tolerance: 1e-8 relative, as for the plain model; the generator asks R for 1e-12 of the log likelihood.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluation.stats.survival.cox import fit_cox
from evaluation.stats.survival.right_censored import RightCensored

EXPECTED = pd.read_csv(Path(__file__).parents[3] / "reference" / "survival" / "cox_models.csv")


@pytest.mark.parametrize(("model", "ties"), sorted(set(zip(EXPECTED["model"], EXPECTED["ties"], strict=True))))
def test_equals_r(cox_models, model, ties):
    expected = EXPECTED.query("model == @model and ties == @ties")
    fit = cox_models[model].fit(ties)
    assert fit.coefficients == pytest.approx(expected["coefficient"].to_numpy(), rel=1e-8)
    assert fit.std_errors == pytest.approx(expected["std_error"].to_numpy(), rel=1e-8)
    assert np.sqrt(np.diag(fit.covariance)) == pytest.approx(fit.std_errors, rel=1e-12)
    by_model = np.sqrt(np.diag(fit.model_covariance))
    assert by_model == pytest.approx(expected["model_std_error"].to_numpy(), rel=1e-8)
    first = expected.iloc[0]
    assert fit.log_likelihood == pytest.approx(first["log_likelihood"], rel=1e-10)
    assert fit.likelihood_ratio.statistic == pytest.approx(first["likelihood_ratio"], rel=1e-8)
    assert fit.wald.statistic == pytest.approx(first["wald"], rel=1e-8)
    assert fit.score.statistic == pytest.approx(first["score"], rel=1e-8)
    assert fit.wald.df == fit.score.df == fit.likelihood_ratio.df == len(expected)
    assert fit.n_clusters == len(set(np.asarray(cox_models[model].cluster)[fit_rows(cox_models[model])]))


def fit_rows(model):
    """Rows that are at risk at an event of their stratum."""
    follow_up = model.follow_up
    stratum = np.zeros(follow_up.n_obs) if model.stratum is None else model.stratum
    at = [(t, s) for t, s in zip(follow_up.time[follow_up.event], stratum[follow_up.event], strict=True)]
    return np.any([(stratum == s) & (follow_up.entry < t) & (t <= follow_up.time) for t, s in at], axis=0)


def people(n=60, seed=0):
    rng = np.random.default_rng(seed)
    return RightCensored.from_arrays(rng.integers(1, 20, n), rng.integers(0, 2, n)), rng.normal(size=(n, 2))


def test_without_clusters_the_variance_is_the_models():
    follow_up, x = people()
    fit = fit_cox(follow_up, x)
    assert fit.n_clusters is None
    assert np.array_equal(fit.covariance, fit.model_covariance)


def test_one_cluster_says_nothing_of_the_variance():
    follow_up, x = people()
    fit = fit_cox(follow_up, x, cluster=np.full(60, "a"))
    assert fit.n_clusters == 1
    assert np.isfinite(fit.coefficients).all()
    assert np.isnan(fit.std_errors).all()
    assert np.isnan(fit.covariance).all()
    assert np.isfinite(fit.model_covariance).all()
    assert np.isnan(fit.wald.statistic)


def test_no_more_clusters_than_coefficients_have_no_wald_test():
    follow_up, x = people()
    fit = fit_cox(follow_up, x, cluster=np.arange(60) % 2)
    assert np.isfinite(fit.std_errors).all()
    assert np.isnan(fit.wald.statistic)


def test_everybody_with_an_event_at_the_same_time_has_no_robust_variance():
    fit = fit_cox(RightCensored.from_arrays(np.full(30, 5), np.ones(30)), people(30)[1], cluster=np.arange(30))
    assert fit.coefficients == pytest.approx([0, 0], abs=1e-12)
    assert np.isnan(fit.std_errors).all()


def test_labels_of_clusters_and_strata_may_be_text_in_any_order():
    follow_up, x = people()
    number = np.arange(60) % 4
    text = np.array(["d", "a", "c", "b"])[number]
    by_number = fit_cox(follow_up, x, stratum=number, cluster=number)
    by_text = fit_cox(follow_up, x, stratum=text, cluster=text)
    assert by_text.coefficients == pytest.approx(by_number.coefficients, rel=1e-12)
    assert by_text.std_errors == pytest.approx(by_number.std_errors, rel=1e-12)


def test_order_of_rows_changes_nothing():
    follow_up, x = people()
    order = np.random.default_rng(1).permutation(60)
    cluster = np.arange(60) % 7
    first = fit_cox(follow_up, x, cluster=cluster)
    second = fit_cox(follow_up.subset(order), x[order], cluster=cluster[order])
    assert second.coefficients == pytest.approx(first.coefficients, rel=1e-12)
    assert second.std_errors == pytest.approx(first.std_errors, rel=1e-12)


def test_a_split_row_is_the_same_person():
    follow_up, x = people()
    late = follow_up.time > 5
    time = np.concatenate([np.minimum(follow_up.time, 5), follow_up.time[late]])
    event = np.concatenate([follow_up.event & ~late, follow_up.event[late]])
    entry = np.concatenate([np.zeros(60), np.full(late.sum(), 5)])
    split = RightCensored.from_arrays(time, event, entry)
    person = np.concatenate([np.arange(60), np.flatnonzero(late)])
    whole = fit_cox(follow_up, x, cluster=np.arange(60))
    parts = fit_cox(split, x[person], cluster=person)
    assert parts.coefficients == pytest.approx(whole.coefficients, rel=1e-10)
    assert parts.std_errors == pytest.approx(whole.std_errors, rel=1e-10)


@pytest.mark.parametrize(
    ("labels", "reason"),
    [
        ([1, 2], r"cluster has shape \(2,\), expected one for each of 60 rows"),
        ([1.0] * 59 + [np.nan], "cluster must be labels of one kind, none of them missing"),
        (["a"] * 59 + [None], "cluster must be labels of one kind, none of them missing"),
        ([None] * 60, "cluster must be labels of one kind, none of them missing"),
    ],
)
def test_impossible_labels_are_refused(labels, reason):
    follow_up, x = people()
    with pytest.raises(ValueError, match=reason):
        fit_cox(follow_up, x, cluster=np.array(labels, dtype=object if None in labels else None))
