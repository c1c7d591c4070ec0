"""Who leaves sooner: hazard ratios from a Cox model, and whether they are the same on every day of treatment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from evaluation.analyses.ledger import EVERYBODY, Scope, ledger_row
from evaluation.analyses.treatment.labels import complete_rows, joint_numbers
from evaluation.analyses.treatment.people import People
from evaluation.analyses.treatment.ratio_rows import Style, ratio_rows
from evaluation.analyses.treatment.rows import STEM
from evaluation.analyses.treatment.terms import Terms, terms_of
from evaluation.data.parameters import RetentionParameters
from evaluation.stats.estimate import Estimate, Status
from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.cox import CoxFit, fit_cox
from evaluation.stats.survival.cox_tests import ChiSquaredTest
from evaluation.stats.survival.proportional_hazards import ProportionalHazards, check_proportional_hazards
from evaluation.stats.survival.right_censored import RightCensored

RESIDUAL_COLUMNS = ("covariate", "stratum", "day", "scaled_residual")
ENOUGH_CLUSTERS = 40
"""Cameron AC, Miller DL (2015), J Human Resources 50:317-372: with fewer, tests reject too often."""
_NOT_TESTED = "assumes a hazard ratio that is the same on every day of treatment; not tested"
_UNDETERMINED = "not estimable: all events happen at the same time, or the covariate varies at one of them only"
_SEE = "see proportional_hazards for whether it changes with time"


@dataclass(frozen=True, eq=False)
class HazardModel:
    """A Cox model of leaving.

    Attributes
    ----------
    terms : Terms
    follow_up : RightCensored
        Of people, or of intervals of people.
    person : ndarray of int, shape (n,)
        Whose row each is.
    notes : tuple of str
        What to say of rows of which people have several.
    stratum : ndarray of int or None
    fit : CoxFit or None
        None where there is none, as ``reason`` says.
    reason : str
    proportional : ProportionalHazards or None
        None where it could not be tested, as ``untested`` says.
    untested : str
    """

    terms: Terms
    follow_up: RightCensored
    person: NDArray[np.intp]
    notes: tuple[str, ...]
    stratum: NDArray[np.int64] | None
    fit: CoxFit | None
    reason: str
    proportional: ProportionalHazards | None
    untested: str

    @property
    def is_tested(self) -> dict[str, bool]:
        """Whether the data determine the test, by covariate."""
        names = self.terms.by_covariate
        if self.proportional is None:
            return dict.fromkeys(names, False)
        return {name: not np.isnan(test.p_value) for name, test in zip(names, self.proportional.terms, strict=True)}

    @property
    def n_persons(self) -> int:
        """How many people the model is of."""
        return np.unique(self.person).size


def fit_hazards(people: People, parameters: RetentionParameters) -> HazardModel | None:
    """Fit the declared covariates together, within the strata; None where none is declared.

    People without some covariate, stratum or cluster, on any day, are left out. Rows of one person are a cluster
    where none is declared.
    """
    names = tuple(dict.fromkeys(parameters.covariates))
    if not names:
        return None
    rows = people.rows.of(complete_rows(people, needed_columns(parameters)))
    terms = terms_of(rows.frame, people.columns, names)
    stratum = joint_numbers(people, parameters.strata, rows.person)
    follow_up, about = rows.follow_up, (rows.person, _notes(people, parameters))
    if not terms.fitted:
        return HazardModel(terms, follow_up, *about, stratum, None, "no covariate varies", None, "there is no model")
    matrix, reason, untested, fit, proportional = terms.matrix, "", "", None, None
    try:
        cluster = joint_numbers(people, [parameters.cluster] if parameters.cluster else [], rows.person)
        if cluster is None and people.intervals:
            cluster = rows.person
        fit = fit_cox(follow_up, matrix, stratum=stratum, cluster=cluster)
    except NotEstimable as error:
        reason = untested = str(error)
    if fit is not None:
        try:
            columns = list(terms.by_covariate.values())
            proportional = check_proportional_hazards(fit, follow_up, matrix, stratum=stratum, terms=columns)
        except NotEstimable as error:
            untested = str(error)
    return HazardModel(terms, follow_up, *about, stratum, fit, reason, proportional, untested)


def _notes(people: People, parameters: RetentionParameters) -> tuple[str, ...]:
    if not people.intervals:
        return ()
    changing = ", ".join(people.intervals.n_changing)
    return (
        f"{changing} may change with time; people count at each level that they have had" if changing else "",
        "" if parameters.cluster else "standard errors robust to dependence within people",
    )


def needed_columns(parameters: RetentionParameters) -> tuple[str, ...]:
    """Return the columns of which everybody in a model has a value."""
    names = (*parameters.covariates, *parameters.strata, *([parameters.cluster] if parameters.cluster else []))
    return tuple(dict.fromkeys(names))


def method_of(model: str, parameters: RetentionParameters) -> str:
    """Return how a model of hazards is fitted, in words."""
    return "".join(
        (
            model,
            f", stratified by {', '.join(parameters.strata)}" if parameters.strata else "",
            f", standard errors robust to dependence within {parameters.cluster}" if parameters.cluster else "",
        )
    )


def note_on_clusters(fit: CoxFit | None) -> str:
    """Return what to say of robust standard errors that rest on few clusters; blank where they do not."""
    if fit is None or fit.n_clusters is None or fit.n_clusters >= ENOUGH_CLUSTERS:
        return ""
    return "few clusters: robust standard errors may be too small"


def hazard_rows(model: HazardModel | None, parameters: RetentionParameters) -> Iterator[Estimate]:
    """Yield the hazard ratio of leaving treatment for each covariate, and its logarithm."""
    if model is None:
        return
    style = Style(
        quantity="hazard_ratio",
        method=method_of("Cox regression, Efron ties, Wald interval", parameters),
        notes=(*model.notes, note_on_clusters(model.fit)),
        by_covariate={name: _SEE if is_tested else _NOT_TESTED for name, is_tested in model.is_tested.items()},
        conf_level=parameters.conf_level,
    )
    yield from ratio_rows(model.terms, model.fit, model.reason, model.follow_up.event, style, model.person)


def proportionality_rows(model: HazardModel | None, parameters: RetentionParameters) -> Iterator[Estimate]:
    """Yield the test that the hazard ratios are the same on every day, by covariate and of all together."""
    if model is None:
        return
    names = list(model.terms.by_covariate)
    row = {
        "unit": "chi2",
        "n_obs": model.n_persons,
        "n_events": model.follow_up.n_events,
        "method": "score test of Grambsch and Therneau, time on the Kaplan-Meier scale",
        "status": Status.DIAGNOSTIC,
    }
    if model.proportional is None:
        note = f"not estimable: {model.untested}"
        for scope in (*map(Scope, names), EVERYBODY):
            yield ledger_row(STEM, "proportional_hazards", scope, notes=(note,), **row)
        return
    tests = [*zip(map(Scope, names), model.proportional.terms, strict=True), (EVERYBODY, model.proportional.overall)]
    for scope, test in tests:
        yield _tested(scope, test, model, parameters, row)


def _tested(
    scope: Scope,
    test: ChiSquaredTest,
    model: HazardModel,
    parameters: RetentionParameters,
    row: dict[str, object],
) -> Estimate:
    if np.isnan(test.p_value):
        return ledger_row(STEM, "proportional_hazards", scope, notes=(_UNDETERMINED,), **row)
    changes = test.p_value < 1.0 - parameters.conf_level
    return ledger_row(
        STEM,
        "proportional_hazards",
        scope,
        estimate=test.statistic,
        p_value=test.p_value,
        notes=(
            f"{test.df} degree{'s' if test.df > 1 else ''} of freedom",
            "the hazard ratio changes with time: one number does not describe it" if changes else "",
            "rows are taken as independent" if parameters.cluster or model.notes else "",
        ),
        **row,
    )


def residual_frame(model: HazardModel | None) -> pd.DataFrame:
    """Return the scaled Schoenfeld residuals of each covariate by day; no rows without a test."""
    if model is None or model.proportional is None:
        return pd.DataFrame(columns=list(RESIDUAL_COLUMNS))
    found = model.proportional
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "covariate": name,
                    "stratum": found.stratum,
                    "day": found.time,
                    "scaled_residual": found.scaled_residuals[:, place],
                }
            )
            for place, name in enumerate(model.terms.by_covariate)
        ],
        ignore_index=True,
    )
