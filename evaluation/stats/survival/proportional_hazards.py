"""Whether hazard ratios stay the same over time: Schoenfeld residuals and the score test of Grambsch and Therneau."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.cox import CoxFit
from evaluation.stats.survival.cox_design import ALIAS_TOLERANCE, CoxDesign, cox_design, numbered
from evaluation.stats.survival.cox_likelihood import RiskSums, information, risk_sums, scores
from evaluation.stats.survival.cox_tests import ChiSquaredTest
from evaluation.stats.survival.right_censored import RightCensored


class TimeTransform(StrEnum):
    """The function of time that a log hazard ratio is tested for a linear trend in."""

    IDENTITY = "identity"
    LOG = "log"
    KM = "km"
    """One minus the Kaplan-Meier estimate of all rows together, just before the time."""
    RANK = "rank"
    """Mean rank among all times, those of censoring included."""


@dataclass(frozen=True, eq=False)
class ProportionalHazards:
    """A test of proportional hazards, and the residuals that show how they are not.

    The ``n_events`` events are in order of stratum and time; those of one time in the order of the rows.

    Attributes
    ----------
    terms : tuple of ChiSquaredTest
        One per term. NaN where all of its columns are aliased (``df`` is 0), or where the data do not determine the
        test: all events at the same time, or a column that varies at one event time only.
    overall : ChiSquaredTest
        Of all terms at once.
    time, transformed_time : ndarray of shape (n_events,)
    stratum : ndarray of int, shape (n_events,)
        Strata numbered from 0 in the order of their labels; 0 without strata.
    residuals : ndarray of shape (n_events, p)
        Schoenfeld residuals: the covariate of who had the event less its expectation in the risk set. NaN for
        aliased columns.
    scaled_residuals : ndarray of shape (n_events, n_terms)
        Their mean at a time estimates the coefficient at that time; for a term of several columns, the factor by
        which the fitted contribution is to be multiplied, which is 1 where hazards are proportional. NaN for an
        aliased term, and in strata where the term does not vary.
    """

    terms: tuple[ChiSquaredTest, ...]
    overall: ChiSquaredTest
    time: NDArray[np.float64]
    transformed_time: NDArray[np.float64]
    stratum: NDArray[np.intp]
    residuals: NDArray[np.float64]
    scaled_residuals: NDArray[np.float64]


def check_proportional_hazards(
    fit: CoxFit,
    follow_up: RightCensored,
    covariates: ArrayLike,
    *,
    stratum: ArrayLike | None = None,
    terms: Sequence[Sequence[int]] | None = None,
    transform: TimeTransform = TimeTransform.KM,
) -> ProportionalHazards:
    """Test that no coefficient changes with time, as R's ``cox.zph`` does since survival 3.0.

    Parameters
    ----------
    fit : CoxFit
        Of the same follow-up, covariates and strata.
    follow_up : RightCensored
    covariates : array_like of shape (n, p)
    stratum : array_like of shape (n,), optional
    terms : sequence of sequences of int, optional
        Columns that belong together, such as those of the levels of a factor; each column is a term where absent.
    transform : TimeTransform

    Raises
    ------
    ValueError
        If the shapes differ, or a column is in no term or in several.
    NotEstimable
        If a coefficient is infinite, or an event at time zero has no logarithm.

    Notes
    -----
    It is the score test that the coefficient of covariate times g(t) is zero, with the whole information matrix: the
    approximation of 1994, which older software prints, takes the variance of the covariates as the same at every
    time. It takes rows as independent, whatever clusters the fit allows for.

    References
    ----------
    Grambsch PM, Therneau TM (1994). Biometrika 81:515-526. Therneau TM, R package survival 3.5, ``cox.zph``.
    """
    if fit.infinite.any():
        raise NotEstimable("a coefficient is infinite, so its change over time cannot be tested")
    strata = None if stratum is None else numbered(stratum, follow_up.n_obs, "stratum")
    design = cox_design(follow_up, covariates, strata)
    p = design.scale.size
    if fit.coefficients.shape != (p,):
        raise ValueError(f"the fit has {fit.coefficients.size} coefficients and there are {p} covariates")
    columns = [np.array(term, dtype=np.intp) for term in ([[j] for j in range(p)] if terms is None else terms)]
    if sorted(int(j) for term in columns for j in term) != list(range(p)):
        raise ValueError(f"each of {p} covariates must be in exactly one term")

    kept = np.flatnonzero(~fit.aliased)
    design = design.restricted(kept)
    columns = [np.flatnonzero(np.isin(kept, term)) for term in columns]
    beta = fit.coefficients[kept] * design.scale
    sets = design.risk_sets
    sums = risk_sums(sets, design.x, beta, fit.ties)
    g = _transformed(follow_up, sets.time, transform)

    once = information(sets, design.x, sums).matrix
    each, overall = _tests(design, sums, once, g, columns)
    own = sets.last[: sets.n_events]
    residuals = (design.x[:, : sets.n_events] - (sums.expected / sets.n_tied)[:, own]).T
    whole = np.full((sets.n_events, p), np.nan)
    whole[:, kept] = residuals * design.scale
    return ProportionalHazards(
        terms=each,
        overall=overall,
        time=sets.time[own],
        transformed_time=g[own],
        stratum=sets.stratum[own],
        residuals=whole,
        scaled_residuals=_scaled(design, once, residuals, beta, columns),
    )


def _transformed(
    follow_up: RightCensored, times: NDArray[np.float64], transform: TimeTransform
) -> NDArray[np.float64]:
    if transform is TimeTransform.IDENTITY:
        return times
    if transform is TimeTransform.LOG:
        if (times == 0).any():
            raise NotEstimable("an event at time zero has no logarithm")
        return np.log(times)
    if transform is TimeTransform.RANK:
        every = np.sort(follow_up.time)
        return (np.searchsorted(every, times, side="left") + 1 + np.searchsorted(every, times, side="right")) / 2.0
    distinct, n_events = np.unique(follow_up.time[follow_up.event], return_counts=True)
    survival = np.cumprod(1.0 - n_events / follow_up.at_risk(distinct))
    return 1.0 - np.append(1.0, survival)[np.searchsorted(distinct, times, side="left")]


def _tests(
    design: CoxDesign,
    sums: RiskSums,
    once: NDArray[np.float64],
    g: NDArray[np.float64],
    columns: list[NDArray[np.intp]],
) -> tuple[tuple[ChiSquaredTest, ...], ChiSquaredTest]:
    """Return the test of each term and of all: scores of covariates times ``g``, given those of the covariates."""
    sets = design.risk_sets
    spread = np.ptp(g)
    if spread == 0:
        undetermined = [ChiSquaredTest(np.nan, term.size, np.nan) for term in columns]
        return tuple(undetermined), ChiSquaredTest(np.nan, sum(term.size for term in columns), np.nan)
    g = (g - g.min()) / spread
    g = g - np.average(g, weights=sets.n_tied)
    score = scores(sets, design.x, sums) @ g
    mixed = information(sets, design.x, sums, g).matrix
    twice = information(sets, design.x, sums, g * g).matrix
    covariance = twice - mixed @ np.linalg.solve(once, mixed)
    each = tuple(ChiSquaredTest.of_score(score[term], covariance[np.ix_(term, term)]) for term in columns)
    return each, ChiSquaredTest.of_score(score, covariance)


def _scaled(
    design: CoxDesign,
    once: NDArray[np.float64],
    residuals: NDArray[np.float64],
    beta: NDArray[np.float64],
    columns: list[NDArray[np.intp]],
) -> NDArray[np.float64]:
    """Return residuals over the mean variance of covariates at an event, plus the coefficient they vary about."""
    sets = design.risk_sets
    own = sets.last[: sets.n_events]
    used = _events_where_it_varies(design)
    present = [number for number, term in enumerate(columns) if term.size]
    for number in present:
        used[:, columns[number]] = used[:, columns[number]].max(axis=1, keepdims=True)
    pairs = sum(np.minimum.outer(row, row) for row in used)
    mean_variance = once / np.where(pairs == 0, 1, pairs)

    mix = np.zeros((beta.size, len(present)))
    middle = np.ones(len(present))
    unit = np.ones(len(present))
    for place, number in enumerate(present):
        term = columns[number]
        if term.size == 1:
            mix[term, place], middle[place], unit[place] = 1.0, beta[term[0]], design.scale[term[0]]
        else:
            mix[term, place] = beta[term]
    mixed, variance = residuals @ mix, mix.T @ mean_variance @ mix
    scaled = np.full((sets.n_events, len(columns)), np.nan)
    of_event = sets.stratum[own]
    for label, row in zip(np.unique(sets.stratum), used, strict=True):
        varying = np.array([place for place, number in enumerate(present) if row[columns[number][0]]], dtype=np.intp)
        events = np.flatnonzero(of_event == label)
        if varying.size:
            block = np.linalg.solve(variance[np.ix_(varying, varying)], mixed[np.ix_(events, varying)].T).T
            places = np.array(present)[varying]
            scaled[np.ix_(events, places)] = (block + middle[varying]) / unit[varying]
    return scaled


def _events_where_it_varies(design: CoxDesign) -> NDArray[np.intp]:
    """Return, for each stratum with events and covariate, the events of the stratum, or 0 if it is constant there."""
    sets = design.risk_sets
    labels, place = np.unique(sets.stratum, return_inverse=True)
    n_events = np.bincount(place, weights=sets.n_tied).astype(np.intp)
    of_row = place[sets.last]
    used = np.zeros((labels.size, design.x.shape[0]), dtype=np.intp)
    for j, values in enumerate(design.x):
        least, most = np.full(labels.size, np.inf), np.full(labels.size, -np.inf)
        np.minimum.at(least, of_row, values)
        np.maximum.at(most, of_row, values)
        used[:, j] = np.where(most - least > ALIAS_TOLERANCE, n_events, 0)
    return used
