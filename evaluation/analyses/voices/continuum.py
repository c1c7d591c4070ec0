"""How far the coders agree on which parts of the interviews have which themes, in rows of the ledger."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evaluation.analyses.ledger import EVERYBODY, Scope
from evaluation.analyses.voices.codebook import Theme
from evaluation.analyses.voices.coefficient_row import coefficient_row
from evaluation.analyses.voices.finished_interviews import left_out_in_words
from evaluation.data.coded_continua import CodedText, coded_texts
from evaluation.data.finished_sources import Finished
from evaluation.data.parameters import ThemesParameters
from evaluation.data.qualitative import QualitativeProject
from evaluation.stats.continuum_agreement import ContinuumAgreement, measure_continuum_agreement
from evaluation.stats.estimate import Estimate, Status

_BY_LENGTH = ", weighted by length"
_OVERALL = {
    "u_alpha_binary": "Krippendorff's u-alpha, binary, pooled over texts and themes" + _BY_LENGTH,
    "u_alpha": "Krippendorff's u-alpha, nominal" + _BY_LENGTH,
    "cu_alpha": "Krippendorff's cu-alpha, nominal" + _BY_LENGTH,
}
_BY_THEME = {
    "u_alpha_binary": "Krippendorff's u-alpha, binary" + _BY_LENGTH,
    "ku_alpha": "Krippendorff's (k)u-alpha, nominal" + _BY_LENGTH,
}
_SEVERAL = "passages of one coder with different themes overlap"
_ALL_ALIKE = "all that is compared is alike, so no disagreement can be expected"


def continuum_rows(
    project: QualitativeProject,
    themes: Sequence[Theme],
    coder_ids: Sequence[str],
    parameters: ThemesParameters,
    *,
    finished: Finished | None = None,
) -> list[Estimate]:
    """Return the coefficients of the continuum overall, then for each theme; none where agreement is not measured.

    Parameters
    ----------
    project : QualitativeProject
    themes : sequence of Theme
    coder_ids : sequence of str
    parameters : ThemesParameters
    finished : mapping or None
        Interviews that each coder finished, as declared; None takes those in which the coder coded text.
    """
    if len(coder_ids) < 2 or not themes:
        return []
    code_ids = [theme.code_id for theme in themes]
    texts = coded_texts(project, code_ids=code_ids, coder_ids=coder_ids, finished=finished)
    if not texts:
        return []
    found = measure_continuum_agreement(
        [[coder for coder in text.passages if coder is not None] for text in texts],
        [text.length for text in texts],
        conf_level=parameters.conf_level,
    )
    shares = _shares(texts, n_codes=len(themes))
    words = left_out_in_words(project, coder_ids, finished)
    rows = [_overall(quantity, found, shares, len(texts), words, parameters) for quantity in _OVERALL]
    for place, theme in enumerate(themes):
        for quantity, method in _BY_THEME.items():
            by_code = found.u_alpha_binary_by_code if quantity == "u_alpha_binary" else found.ku_alpha
            rows.append(
                coefficient_row(
                    quantity,
                    theme.within(EVERYBODY),
                    by_code[place] if by_code else None,
                    _ALL_ALIKE if by_code else _SEVERAL,
                    n_documents=len(texts),
                    left_out=words,
                    parameters=parameters,
                    shares=shares[place],
                    method=method,
                    status=Status.DIAGNOSTIC,
                    n_obs=int(found.n_passages[place]),
                )
            )
    return rows


def _overall(
    quantity: str,
    found: ContinuumAgreement,
    shares: np.ndarray,
    n_texts: int,
    words: Sequence[str],
    parameters: ThemesParameters,
) -> Estimate:
    coefficient = getattr(found, quantity)
    return coefficient_row(
        quantity,
        Scope("overall"),
        coefficient,
        _ALL_ALIKE if coefficient else _SEVERAL,
        n_documents=n_texts,
        left_out=words,
        parameters=parameters,
        shares=shares.mean(axis=0),
        method=_OVERALL[quantity],
        status=Status.SENSITIVITY,
        n_obs=int(found.n_passages.sum()),
    )


def _shares(texts: Sequence[CodedText], *, n_codes: int) -> np.ndarray:
    """Return what share of the length that a coder read has each theme, shape (n_codes, n_coders)."""
    n_coders = len(texts[0].passages)
    marked, read = np.zeros((n_codes, n_coders)), np.zeros(n_coders)
    for text in texts:
        for coder, passages in enumerate(text.passages):
            if passages is not None:
                read[coder] += text.length
                marked[:, coder] += [float((spans[:, 1] - spans[:, 0]).sum()) for spans in passages]
    return marked / np.maximum(read, 1)
