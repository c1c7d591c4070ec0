"""How many documents an interval of agreement needs to be narrow enough, judged by those that are there."""

from __future__ import annotations

import math

from evaluation.stats.document_intervals import LEAST_DOCUMENTS, DocumentInterval

HALF_WIDTH = 0.1
MOST_DOCUMENTS = 1_000_000


def documents_needed(
    estimate: float,
    interval: DocumentInterval,
    *,
    n_documents: int,
    conf_level: float,
    half_width: float = HALF_WIDTH,
) -> int | None:
    """Return how many documents like these give a log jackknife-t interval of at most twice a half-width.

    The jackknife standard error s of log(1 - estimate) is taken to shrink with the root of the number of documents,
    as that of a mean does, and Student's t with its degrees of freedom. The interval of m documents then reaches from
    1 - (1 - estimate) exp(r) to 1 - (1 - estimate) exp(-r), with r = t(m - 1) s sqrt(n / m), and is
    2 (1 - estimate) sinh(r) wide.

    Parameters
    ----------
    estimate : float
        From the documents that are there: a pilot, or the first interviews.
    interval : DocumentInterval
        By :attr:`~evaluation.stats.document_intervals.Method.LOG_JACKKNIFE_T`, from the same.
    n_documents : int
        That are there.
    conf_level : float
        Of the interval, between 0 and 1.
    half_width : float
        Wanted, positive.

    Returns
    -------
    int or None
        At least ``LEAST_DOCUMENTS``. None where there is no interval to judge by, or where more than
        ``MOST_DOCUMENTS`` would be needed.

    Raises
    ------
    ValueError
        If the half-width is not positive.
    """
    from scipy.stats import t

    if not half_width > 0:
        raise ValueError(f"a half-width of {half_width} cannot be had")
    if interval.missing:
        return None

    def quantile(documents: int) -> float:
        return float(t.ppf((1 + conf_level) / 2, documents - 1))

    reach = math.log((1 - estimate) / (1 - interval.conf_high))
    scaled = reach / quantile(n_documents) * math.sqrt(n_documents)
    largest = math.asinh(half_width / (1 - estimate))

    def is_enough(documents: int) -> bool:
        return quantile(documents) * scaled / math.sqrt(documents) <= largest * (1 + 1e-12)

    if not is_enough(MOST_DOCUMENTS):
        return None
    low, high = LEAST_DOCUMENTS - 1, MOST_DOCUMENTS
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high
