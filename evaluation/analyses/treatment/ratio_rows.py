"""Rows of the ledger for the coefficients of a model: ratios of hazards and their logarithms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from evaluation.analyses.ledger import ledger_row
from evaluation.analyses.treatment.rows import STEM
from evaluation.analyses.treatment.terms import Term, Terms
from evaluation.stats.estimate import Estimate, Status

EVENTS_PER_COEFFICIENT = 10
REFERENCE_NOTE = "reference level: one by definition"
_NOBODY = "nobody has a value of every covariate"


class Fit(Protocol):
    """What the fits of Cox and of Fine and Gray have in common."""

    coefficients: NDArray[np.float64]
    std_errors: NDArray[np.float64]
    aliased: NDArray[np.bool_]
    infinite: NDArray[np.bool_]
    n_events: int


@dataclass(frozen=True, kw_only=True)
class Style:
    """How the rows of one model are written.

    Parameters
    ----------
    quantity : str
        Of the ratio; that of its logarithm begins with ``log_``, and is left out where ``with_log`` is false.
    unit : str
    method : str
    status : Status
    more : tuple of str
        Further parts of the result id.
    notes : tuple of str
        Of every row with an estimate.
    by_covariate : mapping of str to str
        Further note of such a row, by covariate.
    with_log : bool
    conf_level : float
    """

    quantity: str
    unit: str = "hazard ratio"
    method: str
    status: Status = Status.PRIMARY
    more: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    by_covariate: Mapping[str, str] = field(default_factory=dict)
    with_log: bool = True
    conf_level: float


def ratio_rows(
    terms: Terms,
    fit: Fit | None,
    reason: str,
    event: NDArray[np.bool_],
    style: Style,
    person: NDArray[np.intp] | None = None,
) -> Iterator[Estimate]:
    """Yield the ratio of each coefficient, and its logarithm.

    ``n_obs`` and ``n_events`` of a level are those of its own rows; of a number, of all rows of the model. The
    reference level of a factor has a row too, whose ratio is 1. What cannot be estimated (a constant covariate, one
    that the others determine, separation) is a row without estimate that says why.

    Parameters
    ----------
    terms : Terms
    fit : Fit or None
        None where the model has none, as ``reason`` says.
    reason : str
    event : ndarray of bool, shape (n,)
        Rows of the model that ended with the event.
    style : Style
    person : ndarray of int, shape (n,), optional
        Whose row it is: ``n_obs`` then counts people, who may stand at several levels, and not rows.
    """
    place = {number: k for k, number in enumerate(terms.fitted)}
    for number, term in enumerate(terms.terms):
        n_obs = term.members.sum() if person is None else np.unique(person[term.members]).size
        counts = {"n_obs": int(n_obs), "n_events": int(event[term.members].sum())}
        if term.is_reference:
            if fit is not None:
                yield _row(style, term, estimate=1.0, notes=(REFERENCE_NOTE,), **counts)
        elif number not in place:
            same = "everybody has the same value" if term.members.size else _NOBODY
            yield from _without(style, term, same, **counts)
        elif fit is None:
            yield from _without(style, term, reason, **counts)
        elif fit.infinite[place[number]]:
            yield from _without(
                style,
                term,
                "separation: the data fit an infinitely high or low hazard, so no ratio is finite",
                **counts,
            )
        elif fit.aliased[place[number]]:
            yield from _without(
                style, term, "determined by the other covariates, or constant among people at risk", **counts
            )
        else:
            yield from _estimated(style, terms, term, fit, place[number], counts)


def _estimated(
    style: Style, terms: Terms, term: Term, fit: Fit, place: int, counts: dict[str, int]
) -> Iterator[Estimate]:
    from scipy.stats import norm

    estimate, std_error = float(fit.coefficients[place]), float(fit.std_errors[place])
    reach = float(norm.isf((1.0 - style.conf_level) / 2.0)) * std_error
    with np.errstate(over="ignore"):
        ratio, low, high = (float(np.exp(value)) for value in (estimate, estimate - reach, estimate + reach))
    adjusted = terms.adjusted_for(term)
    shared = {
        "conf_level": style.conf_level,
        "p_value": 2.0 * float(norm.sf(abs(estimate / std_error))),
        "notes": (
            f"reference: {term.reference}" if term.reference else "per unit",
            f"adjusted for {', '.join(adjusted)}" if adjusted else "not adjusted",
            style.by_covariate.get(term.covariate, ""),
            *style.notes,
            "fewer than ten events per coefficient"
            if fit.n_events < EVENTS_PER_COEFFICIENT * fit.coefficients.size
            else "",
            "another coefficient of the model is infinite" if fit.infinite.any() else "",
            "no interval: one cluster says nothing of how clusters vary" if np.isnan(std_error) else "",
        ),
        **counts,
    }
    yield _row(style, term, estimate=ratio, std_error=ratio * std_error, conf_low=low, conf_high=high, **shared)
    if style.with_log:
        ends = {"conf_low": estimate - reach, "conf_high": estimate + reach}
        yield _row(style, term, is_log=True, estimate=estimate, std_error=std_error, **ends, **shared)


def _without(style: Style, term: Term, reason: str, **counts: int) -> Iterator[Estimate]:
    for is_log in (False, True) if style.with_log else (False,):
        yield _row(style, term, is_log=is_log, notes=(f"not estimable: {reason}",), **counts)


def _row(style: Style, term: Term, *, is_log: bool = False, **fields: object) -> Estimate:
    prefix = ("log_", "log ") if is_log else ("", "")
    return ledger_row(
        STEM,
        prefix[0] + style.quantity,
        term.scope,
        *style.more,
        unit=prefix[1] + style.unit,
        method=style.method,
        status=style.status,
        **fields,
    )
