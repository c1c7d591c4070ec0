"""Agreement of coders on where passages begin and end, per code and pooled, with intervals over documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from evaluation.stats.agreement.continuum import (
    ContinuumSums,
    continuum_sums,
    cu_alpha,
    ku_alpha,
    stack_texts,
    u_alpha,
    u_alpha_binary,
)
from evaluation.stats.coder_agreement import Coefficient
from evaluation.stats.document_intervals import jackknife_t_interval

Passages = Sequence[NDArray[np.int64]]


@dataclass(frozen=True, eq=False)
class ContinuumAgreement:
    """What :func:`measure_continuum_agreement` returns.

    Parameters
    ----------
    u_alpha_binary : Coefficient
        Pooled over texts and codes: passage or not, each code a continuum of its own.
    u_alpha_binary_by_code : tuple of Coefficient
    u_alpha, cu_alpha : Coefficient or None
        Codes as categories of one continuum; None where passages of one coder with different codes overlap.
    ku_alpha : tuple of Coefficient or None
    n_passages : ndarray, shape (n_codes,)
    """

    u_alpha_binary: Coefficient
    u_alpha_binary_by_code: tuple[Coefficient, ...]
    u_alpha: Coefficient | None
    cu_alpha: Coefficient | None
    ku_alpha: tuple[Coefficient, ...] | None
    n_passages: NDArray[np.int64]


def measure_continuum_agreement(
    texts: Sequence[Sequence[Passages]], lengths: Sequence[int], *, conf_level: float
) -> ContinuumAgreement:
    """Measure how far coders agree on which parts of texts have which codes, weighted by length.

    Parameters
    ----------
    texts : sequence of (sequence of (sequence of array_like, shape (n_passages, 2)))
        For each text, each coder who finished it and each code: start and end of passages that do not overlap.
    lengths : sequence of int
        Of the texts.
    conf_level : float
        Of log jackknife-t intervals over texts.

    Returns
    -------
    ContinuumAgreement

    Raises
    ------
    ValueError
        If there is no text or no code, a text has fewer than two coders, or passages of one code overlap or are
        outside the text.
    """
    if not len(texts) or not len(texts[0]) or not len(texts[0][0]):
        raise ValueError("agreement needs a text, and a code that coders may apply")
    n_codes = len(texts[0][0])
    pairs = list(zip(texts, lengths, strict=True))
    by_code = stack_texts(
        [
            stack_texts([_sums([(coder[code],) for coder in text], length) for code in range(n_codes)])
            for text, length in pairs
        ]
    )
    pooled = ContinuumSums(*(part.sum(axis=1) for part in _parts(by_code)))

    def measure(
        sums: ContinuumSums, coefficient: Callable[[ContinuumSums], NDArray[np.float64]]
    ) -> tuple[Coefficient, ...]:
        total = sums.weighted(np.ones(len(texts)))
        without = ContinuumSums(*(all_ - part for all_, part in zip(_parts(total), _parts(sums), strict=True)))
        estimates, left_out = np.atleast_1d(coefficient(total)), coefficient(without)
        return tuple(
            Coefficient(
                float(estimate),
                jackknife_t_interval(float(estimate), left_out=column, conf_level=conf_level, log_scale=True),
            )
            for estimate, column in zip(estimates, left_out.reshape(len(texts), -1).T, strict=True)
        )

    overlapping = any(_overlap(np.concatenate(list(coder))) for text in texts for coder in text)
    nominal = None if overlapping else stack_texts([_sums(text, length) for text, length in pairs])
    return ContinuumAgreement(
        u_alpha_binary=measure(pooled, u_alpha_binary)[0],
        u_alpha_binary_by_code=measure(by_code, u_alpha_binary),
        u_alpha=measure(nominal, u_alpha)[0] if nominal else None,
        cu_alpha=measure(nominal, cu_alpha)[0] if nominal else None,
        ku_alpha=measure(nominal, ku_alpha) if nominal else None,
        n_passages=np.array([sum(len(coder[code]) for text in texts for coder in text) for code in range(n_codes)]),
    )


def _parts(sums: ContinuumSums) -> tuple[NDArray[np.float64], ...]:
    return tuple(getattr(sums, field.name) for field in fields(sums))


def _sums(coders: Sequence[Passages], length: int) -> ContinuumSums:
    sections = [
        np.concatenate([np.column_stack([spans, np.full(len(spans), code)]) for code, spans in enumerate(coder)])
        for coder in coders
    ]
    return continuum_sums(sections, length=length, n_categories=len(coders[0]))


def _overlap(spans: NDArray[np.int64]) -> bool:
    spans = spans[np.argsort(spans[:, 0], kind="stable")]
    return bool((spans[1:, 0] < spans[:-1, 1]).any())
