"""Who leaves sooner: hazard ratios from a Cox model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from evaluation.analyses.ledger import Scope, ledger_row
from evaluation.analyses.treatment.columns import Column
from evaluation.analyses.treatment.people import People
from evaluation.analyses.treatment.rows import STEM
from evaluation.data.parameters import RetentionParameters
from evaluation.stats.estimate import Estimate
from evaluation.stats.not_estimable import NotEstimable
from evaluation.stats.survival.cox import CoxFit, fit_cox

EVENTS_PER_COEFFICIENT = 10
REFERENCE_NOTE = "reference level: one by definition"
_METHOD = "Cox regression, Efron ties, Wald interval"


@dataclass(frozen=True, eq=False)
class _Term:
    """One coefficient: a number, or a level of a factor against its reference; or the reference itself."""

    scope: Scope
    covariate: str
    values: np.ndarray
    members: np.ndarray
    reference: str = ""
    is_reference: bool = False


def hazard_rows(people: People, parameters: RetentionParameters) -> Iterator[Estimate]:
    """Yield the hazard ratio of leaving treatment for each covariate, and its logarithm.

    People without some covariate are left out. ``n_obs`` and ``n_events`` of a level are those of its own people;
    of a number, of everybody in the model. The reference level of a factor has a row too, whose ratio is 1. What
    cannot be estimated (a constant covariate, one that the others determine, separation) is a row without estimate
    that says why.
    """
    names = tuple(dict.fromkeys(parameters.covariates))
    if not names:
        return
    complete = np.flatnonzero(people.frame[list(names)].notna().all(axis=1))
    if not complete.size:
        for name in names:
            yield from _pair(_nobody(name), "nobody has a value of every covariate")
        return
    terms = [term for name in names for term in _terms(people, people.columns[name], complete)]
    follow_up = people.follow_up.subset(complete)
    fitted = [number for number, term in enumerate(terms) if term.values.size]
    reason, fit = "", None
    if fitted:
        try:
            fit = fit_cox(follow_up, np.column_stack([terms[number].values for number in fitted]))
        except NotEstimable as error:
            reason = str(error)
    place = {number: k for k, number in enumerate(fitted)}
    for number, term in enumerate(terms):
        counts = {
            "n_obs": int(term.members.sum()),
            "n_events": int(follow_up.event[term.members].sum()),
        }
        if term.is_reference:
            if fit is not None:
                yield _row(term, "hazard_ratio", "hazard ratio", estimate=1.0, notes=(REFERENCE_NOTE,), **counts)
        elif number not in place:
            yield from _pair(term, "everybody has the same value", **counts)
        elif fit is None:
            yield from _pair(term, reason, **counts)
        else:
            adjusted = [name for name in names if name != term.covariate]
            yield from _estimated(term, fit, place[number], adjusted, parameters.conf_level, counts)


def _terms(people: People, column: Column, complete: np.ndarray) -> Iterator[_Term]:
    values = people.frame[column.name].iloc[complete]
    everybody = np.ones(complete.size, dtype=bool)
    if column.is_number:
        yield _Term(Scope(column.name), column.name, values.to_numpy(dtype=float), everybody)
        return
    levels = [level for level in column.levels if (values == level).any()]
    if len(levels) == 1:
        yield _Term(Scope(column.name), column.name, np.empty(0), everybody)
        return
    for level in levels:
        members = (values == level).to_numpy(dtype=bool)
        is_reference = level == levels[0]
        yield _Term(
            scope=column.coefficient_scope(level),
            covariate=column.name,
            values=np.empty(0) if is_reference else members.astype(float),
            members=members,
            reference=str(levels[0]),
            is_reference=is_reference,
        )


def _nobody(name: str) -> _Term:
    return _Term(Scope(name), name, np.empty(0), np.empty(0, dtype=bool))


def _estimated(
    term: _Term, fit: CoxFit, place: int, adjusted: list[str], conf_level: float, counts: dict[str, int]
) -> Iterator[Estimate]:
    from scipy.stats import norm

    if fit.infinite[place]:
        yield from _pair(
            term, "separation: the data fit an infinitely high or low hazard, so no ratio is finite", **counts
        )
        return
    if fit.aliased[place]:
        yield from _pair(term, "determined by the other covariates, or constant among people at risk", **counts)
        return
    estimate, std_error = float(fit.coefficients[place]), float(fit.std_errors[place])
    reach = float(norm.isf((1.0 - conf_level) / 2.0)) * std_error
    with np.errstate(over="ignore"):
        ratio, low, high = (float(np.exp(value)) for value in (estimate, estimate - reach, estimate + reach))
    few = fit.n_events < EVENTS_PER_COEFFICIENT * fit.coefficients.size
    notes = (
        f"reference: {term.reference}" if term.reference else "per unit",
        f"adjusted for {', '.join(adjusted)}" if adjusted else "not adjusted",
        "assumes a hazard ratio that is the same on every day of treatment; not tested",
        "fewer than ten events per coefficient" if few else "",
        "another coefficient of the model is infinite" if fit.infinite.any() else "",
    )
    shared = {
        "conf_level": conf_level,
        "p_value": 2.0 * float(norm.sf(abs(estimate / std_error))),
        "notes": notes,
        **counts,
    }
    yield _row(
        term,
        "hazard_ratio",
        "hazard ratio",
        estimate=ratio,
        std_error=ratio * std_error,
        conf_low=low,
        conf_high=high,
        **shared,
    )
    yield _row(
        term,
        "log_hazard_ratio",
        "log hazard ratio",
        estimate=estimate,
        std_error=std_error,
        conf_low=estimate - reach,
        conf_high=estimate + reach,
        **shared,
    )


def _pair(term: _Term, reason: str, **fields: object) -> Iterator[Estimate]:
    """Yield both rows of a coefficient without estimate."""
    for quantity, unit in (("hazard_ratio", "hazard ratio"), ("log_hazard_ratio", "log hazard ratio")):
        yield _row(term, quantity, unit, notes=(f"not estimable: {reason}",), **fields)


def _row(term: _Term, quantity: str, unit: str, **fields: object) -> Estimate:
    return ledger_row(STEM, quantity, term.scope, unit=unit, method=_METHOD, **fields)
