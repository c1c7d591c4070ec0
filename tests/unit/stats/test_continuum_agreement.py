"""Pooling over codes and texts, leaving texts out, and what overlapping passages leave."""

import math

import numpy as np
import pytest
from scipy.stats import t

from evaluation.stats.agreement.continuum import continuum_sums, cu_alpha, ku_alpha, u_alpha, u_alpha_binary
from evaluation.stats.continuum_agreement import measure_continuum_agreement
from evaluation.stats.document_intervals import NoInterval


def spans(*pairs):
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def generated(n_texts=12, *, shift=3):
    """Two coders whose passages of two codes begin a few characters apart; code B stands behind code A."""
    rng = np.random.default_rng(6)
    texts = []
    for _ in range(n_texts):
        start, moved = rng.integers(10, 20), rng.integers(0, shift + 1)
        one = (spans((start, start + 15)), spans((60, 75)))
        other = (spans((start + moved, start + 15)), spans((60 + moved, 80)))
        texts.append((one, other))
    return texts, [100] * n_texts


def sections(coder, categories=(0, 1)):
    return [(*span, category) for code, category in enumerate(categories) for span in coder[code].tolist()]


def laid_end_to_end(texts, length=100):
    """One long text in which every text follows the other."""
    return [
        [
            (start + length * i, end + length * i, kind)
            for i, text in enumerate(texts)
            for start, end, kind in each(text)
        ]
        for each in (lambda text: sections(text[0]), lambda text: sections(text[1]))
    ]


def test_texts_are_one_continuum():
    texts, lengths = generated()
    found = measure_continuum_agreement(texts, lengths, conf_level=0.95)
    whole = continuum_sums(laid_end_to_end(texts), length=1200, n_categories=2)
    assert found.u_alpha.estimate == pytest.approx(float(u_alpha(whole)), abs=1e-12)
    assert found.cu_alpha.estimate == pytest.approx(float(cu_alpha(whole)), abs=1e-12)
    np.testing.assert_allclose([each.estimate for each in found.ku_alpha], ku_alpha(whole), atol=1e-12)
    only_b = [[each for each in coder if each[2] == 1] for coder in laid_end_to_end(texts)]
    expected = u_alpha_binary(continuum_sums(only_b, length=1200, n_categories=2))
    assert found.u_alpha_binary_by_code[1].estimate == pytest.approx(float(expected), abs=1e-12)
    assert found.n_passages.tolist() == [24, 24]


def test_the_interval_leaves_out_one_text_after_another():
    texts, lengths = generated()
    found = measure_continuum_agreement(texts, lengths, conf_level=0.9).u_alpha_binary
    without = [
        measure_continuum_agreement(texts[:i] + texts[i + 1 :], lengths[1:], conf_level=0.9).u_alpha_binary.estimate
        for i in range(12)
    ]
    reach = t.ppf(0.95, 11) * math.sqrt(11 * np.var(np.log(1 - np.array(without))))
    assert found.interval.conf_low == pytest.approx(1 - (1 - found.estimate) * math.exp(reach))
    assert found.interval.conf_low < found.estimate < found.interval.conf_high < 1


def test_overlapping_themes_leave_each_theme_its_own_continuum():
    texts, lengths = generated()
    texts[3] = ((spans((5, 30)), spans((20, 40))), texts[3][1])
    found = measure_continuum_agreement(texts, lengths, conf_level=0.95)
    assert found.u_alpha is found.cu_alpha is found.ku_alpha is None
    assert 0 < found.u_alpha_binary.estimate < 1
    assert len(found.u_alpha_binary_by_code) == 2


def test_few_texts_have_no_interval():
    texts, lengths = generated(n_texts=3)
    found = measure_continuum_agreement(texts, lengths, conf_level=0.95)
    assert found.u_alpha.interval.missing is NoInterval.FEW_DOCUMENTS


def test_texts_may_have_different_numbers_of_coders():
    texts, lengths = generated()
    texts[0] = (*texts[0], (spans(), spans()))
    assert measure_continuum_agreement(texts, lengths, conf_level=0.95).n_passages.tolist() == [24, 24]


@pytest.mark.parametrize("texts", [[], [[]], [[()]]])
def test_nothing_to_compare_is_refused(texts):
    with pytest.raises(ValueError, match="needs a text, and a code"):
        measure_continuum_agreement(texts, [10] * len(texts), conf_level=0.95)
