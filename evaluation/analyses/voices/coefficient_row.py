"""Rows of the ledger for a coefficient of agreement, with what it cannot be read without."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from evaluation.analyses.ledger import Scope, ledger_row
from evaluation.analyses.voices import STEM
from evaluation.data.parameters import ThemesParameters
from evaluation.stats.coder_agreement import INTERVAL, TENTATIVE, Coefficient
from evaluation.stats.document_intervals import Method, NoInterval
from evaluation.stats.documents_needed import HALF_WIDTH, documents_needed
from evaluation.stats.estimate import Estimate

# Below, intervals of a nominal 95 % held the truth in 84 to 98 % of simulated studies, by the world; at 60 documents
# in 92 to 98 %: benchmarks/agreement_coverage.py.
DOCUMENTS_WANTED = 60
_WITHOUT_INTERVAL = {
    NoInterval.FEW_DOCUMENTS: "no interval because there are too few documents",
    NoInterval.DEGENERATE: "no interval because too many resamples are degenerate",
    NoInterval.ONE_DOCUMENT: "no interval because without one of the documents there is no coefficient",
    NoInterval.ALL_THE_SAME: "no interval because no document changes the coefficient",
}


def coefficient_row(
    quantity: str,
    scope: Scope,
    coefficient: Coefficient | None,
    reason: str,
    *,
    n_documents: int,
    left_out: Sequence[str],
    parameters: ThemesParameters,
    shares: np.ndarray | None,
    method: str,
    how: Method = INTERVAL,
    said: Sequence[str] = (),
    **fields: object,
) -> Estimate:
    """Return the row of a coefficient.

    Parameters
    ----------
    quantity : str
    scope : Scope
    coefficient : Coefficient or None
    reason : str
        Why there is none; blank if no disagreement could be expected.
    n_documents : int
        That were compared.
    left_out : sequence of str
        What was not, in words.
    parameters : ThemesParameters
    shares : ndarray or None
        What share each coder applied.
    method : str
        Of the coefficient.
    how : Method
        Of the interval.
    said : sequence of str
        What else the coefficient, or that there is none, cannot be read without.
    **fields
        Other fields of the row.
    """
    if coefficient is None or math.isnan(coefficient.estimate):
        because = reason or "neither coder varied, so no disagreement can be expected"
        return ledger_row(
            STEM,
            quantity,
            scope,
            unit="coefficient",
            method=method,
            notes=[f"not estimable: {because}", *said, *left_out],
            **fields,
        )
    interval = coefficient.interval
    made = "over documents"
    if how is Method.PERCENTILE:
        made = f"from {parameters.bootstrap_replicates} resamples of documents"
    return ledger_row(
        STEM,
        quantity,
        scope,
        unit="coefficient",
        estimate=coefficient.estimate,
        std_error=interval.std_error,
        conf_low=interval.conf_low,
        conf_high=interval.conf_high,
        conf_level=math.nan if interval.missing else parameters.conf_level,
        method=method if interval.missing else f"{method}; {how} interval {made}",
        notes=[
            _judged(quantity, interval.conf_low),
            *_shares_in_words(shares),
            *said,
            *_interval_in_words(coefficient, n_documents),
            *(_needed_in_words(coefficient, n_documents, parameters.conf_level) if quantity == "alpha" else ()),
            *left_out,
        ],
        **fields,
    )


def _judged(quantity: str, conf_low: float) -> str:
    if quantity == "percent_agreement":
        return "nothing is taken off for chance"
    return "" if conf_low >= TENTATIVE else "not shown to be reliable"


def _shares_in_words(shares: np.ndarray | None) -> Iterable[str]:
    if shares is not None:
        yield f"prevalence {shares.mean():.1%}"
        yield f"shares by coder {' and '.join(f'{share:.1%}' for share in shares)}"


def _needed_in_words(coefficient: Coefficient, n_documents: int, conf_level: float) -> Iterable[str]:
    needed = documents_needed(
        coefficient.estimate, coefficient.interval, n_documents=n_documents, conf_level=conf_level
    )
    if needed and needed > n_documents:
        yield f"about {needed:,} such documents would give an interval of {HALF_WIDTH:.2f} to both sides on average"


def _interval_in_words(coefficient: Coefficient, n_documents: int) -> Iterable[str]:
    yield f"{n_documents} documents"
    if coefficient.interval.missing:
        yield _WITHOUT_INTERVAL[coefficient.interval.missing]
    elif n_documents < DOCUMENTS_WANTED:
        yield "with few documents the interval may be somewhat too narrow"
    if coefficient.interval.degenerate > 0:
        yield f"{coefficient.interval.degenerate:.1%} of resamples degenerate"
