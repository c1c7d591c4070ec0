"""Alphas of the continuum on 100 random continua, values made by ``agreement/continua.R`` with quallmer 0.4.0, 1e-10.

krippendorff-unitized-alpha 0.1.0 (PyPI) gave the same u-alphas to 1e-15. With three coders or more, quallmer's
cu-alpha and (k)u-alpha take a section's length where *any* other coder has one, and the book's example then gives
.728, not its .724: these are compared for two coders, where both are the same, and for more coders with pairs of
characters (tests/unit/stats/agreement/test_continuum.py).
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluation.stats.agreement.continuum import (
    continuum_sums,
    coverage,
    cu_alpha,
    ku_alpha,
    stack_texts,
    u_alpha,
    u_alpha_binary,
)

ROWS = pd.read_csv(Path(__file__).parent / "agreement" / "continua.csv")
TWO = ROWS["coders"].str.count(r"\|") == 1


def section(word):
    span, category = word.split(":")
    return (*map(int, span.split("-")), int(category))


def sums_of(row):
    coders = [[section(word) for word in words.split()] for words in row.coders.split("|")]
    return continuum_sums(coders, length=row.length, n_categories=4)


SUMS = stack_texts([sums_of(row) for row in ROWS.itertuples()])


def test_continua_of_two_and_of_more_coders():
    assert (TWO.sum(), (~TWO).sum()) == (60, 40)


@pytest.mark.parametrize("coefficient", [u_alpha, u_alpha_binary])
def test_unitizing_by_two_to_four_coders(coefficient):
    np.testing.assert_allclose(coefficient(SUMS), ROWS[coefficient.__name__], rtol=0, atol=1e-10)


def test_coding_of_two_coders():
    np.testing.assert_allclose(cu_alpha(SUMS)[TWO], ROWS.loc[TWO, "cu_alpha"], rtol=0, atol=1e-10)
    wanted = ROWS.loc[TWO, [f"ku.{k}" for k in range(1, 5)]].to_numpy()
    found = ku_alpha(SUMS)[TWO]
    # Where the sections of a category never meet, quallmer says 1.
    known = ~np.isnan(found)
    assert known.sum() > 200
    np.testing.assert_allclose(found[known], wanted[known], rtol=0, atol=1e-10)
    assert np.isin(wanted[~known], [1.0]).sum() + np.isnan(wanted[~known]).sum() == (~known).sum()


def test_coverage_of_two_to_four_coders():
    wanted = ROWS[[f"coverage.{k}" for k in range(1, 5)]].to_numpy()
    np.testing.assert_allclose(coverage(SUMS), wanted, rtol=0, atol=1e-10)
