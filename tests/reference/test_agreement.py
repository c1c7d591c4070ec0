"""Agreement against published matrices and other programs.

Random tables, up to two fifths of their values missing: ``agreement/random_tables.py``, irrCAC 0.4.4 and krippendorff
0.9.0, 1e-10. Published matrices: the digits that ``expected.json`` and the sources give.
"""

import csv
import json
import math
import os
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from evaluation.stats.agreement.cohen import cross_table, kappa
from evaluation.stats.agreement.krippendorff import Level, alpha, alpha_nominal, coincidences
from evaluation.stats.agreement.many_coders import (
    brennan_prediger,
    conger_kappa,
    fleiss_kappa,
    gwet_ac1,
    percent_agreement,
    rating_sums,
)

REFERENCE = os.environ.get("EVALUATION_DATA")
TABLES = pd.read_csv(Path(__file__).parent / "agreement" / "random_tables.csv", dtype={"ratings": str})
COEFFICIENTS = {
    "percent": percent_agreement,
    "fleiss": fleiss_kappa,
    "conger": conger_kappa,
    "brennan_prediger": brennan_prediger,
    "gwet_ac1": gwet_ac1,
}
needs_reference = [
    pytest.mark.reference_data,
    pytest.mark.skipif(not REFERENCE, reason="EVALUATION_DATA is not set"),
]


def on_reference(test):
    for mark in needs_reference:
        test = mark(test)
    return test


def ratings_of(words):
    return np.array([[math.nan if letter == "." else float(letter) for letter in word] for word in words.split()])


def sums_of(ratings, n_categories):
    sums = rating_sums(ratings, n_categories=n_categories)
    return sums.weighted(np.ones(len(ratings)))


def test_there_are_200_tables_and_most_lack_values():
    assert len(TABLES) == 200
    assert TABLES["ratings"].str.contains(".", regex=False).sum() > 100


@pytest.mark.parametrize("name", COEFFICIENTS)
def test_random_tables_against_irrcac(name):
    found = [
        float(COEFFICIENTS[name](sums_of(ratings_of(row.ratings), row.n_categories))) for row in TABLES.itertuples()
    ]
    np.testing.assert_allclose(found, TABLES[name], rtol=0, atol=1e-10)


@pytest.mark.parametrize("level", Level)
def test_random_tables_against_krippendorff(level):
    found = []
    for row in TABLES.itertuples():
        table = coincidences(ratings_of(row.ratings), n_categories=row.n_categories).sum(axis=0)
        found.append(float(alpha(table, level=level, values=np.arange(row.n_categories))))
    np.testing.assert_allclose(found, TABLES[f"alpha_{level}"], rtol=0, atol=1e-10)


def read_matrix(folder, file):
    """Return rows of categories, NaN where missing, and what the categories stand for."""
    with (Path(REFERENCE) / folder / f"{file}.csv").open() as stream:
        rows = list(csv.reader(stream))[1:]
    known = sorted({value for row in rows for value in row} - {"NA"})
    return np.array([[math.nan if value == "NA" else known.index(value) for value in row] for row in rows]), known


def expected_of(folder):
    return json.loads((Path(REFERENCE) / "expected.json").read_text())[folder]


@on_reference
@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("wikipedia", "wikipedia"),
        ("krippendorff-2018-p290", "p290"),
        ("krippendorff-2018-p306", "p306"),
        ("krippendorff-2018-p310", "p310"),
        ("hayes-krippendorff-2007", "hayes"),
    ],
)
def test_alpha_of_published_matrices(file, name):
    ratings, known = read_matrix("irr_krippendorff_set", file)
    table = coincidences(ratings if name == "hayes" else ratings.T, n_categories=len(known)).sum(axis=0)
    expected = expected_of("irr_krippendorff_set")[name]
    expected = expected if isinstance(expected, dict) else {"nominal": expected}
    for level, value in expected.items():
        numbers = None if level in ("nominal", "ordinal") else [float(each) for each in known]
        assert alpha(table, level=Level(level), values=numbers) == pytest.approx(value, abs=1e-8), level


@on_reference
def test_diagnoses_of_fleiss_1971():
    ratings, known = read_matrix("irr_fleiss1971_diagnoses", "diagnoses")
    expected = expected_of("irr_fleiss1971_diagnoses")
    sums = sums_of(ratings, len(known))
    assert alpha_nominal(coincidences(ratings, n_categories=5).sum(axis=0)) == pytest.approx(
        expected["alpha"], abs=1e-8
    )
    assert fleiss_kappa(sums) == pytest.approx(expected["fleiss"], abs=5e-4)
    assert conger_kappa(sums) == pytest.approx(0.442, abs=5e-4)
    for category, value in enumerate(expected["category"]):
        assert fleiss_kappa(sums_of(ratings == category, 2)) == pytest.approx(value, abs=5e-4)
    pairs = [kappa(cross_table(ratings[:, pair], n_categories=5).sum(axis=0)) for pair in combinations(range(6), 2)]
    assert np.mean(pairs) == pytest.approx(expected["light"], abs=5e-4)
    assert kappa(cross_table(ratings[:, 1:3], n_categories=5).sum(axis=0)) == pytest.approx(
        expected["kappa_r2_r3"], abs=5e-4
    )


@on_reference
def test_error_of_fleiss_kappa_without_any_agreement():
    # Fleiss, Nee and Landis (1979), Psychological Bulletin 86, 974-977, as irr::kappam.fleiss prints it. No page
    # tests for no agreement at all: it is here to hold kappa and the shares of categories to one more value.
    ratings, known = read_matrix("irr_fleiss1971_diagnoses", "diagnoses")
    sums = sums_of(ratings, len(known))
    n_units, n_coders = ratings.shape
    share = sums.shares / n_units
    expected = share @ (1 - share)
    variance = (expected**2 - share * (1 - share) @ (1 - 2 * share)) * 2 / (n_units * n_coders * (n_coders - 1))
    z = fleiss_kappa(sums) / (np.sqrt(variance) / expected)
    assert z == pytest.approx(expected_of("irr_fleiss1971_diagnoses")["z"], abs=0.05)


@on_reference
@pytest.mark.parametrize(("level", "value"), [("nominal", -0.023725), ("ordinal", 0.228387), ("interval", 0.170099)])
def test_anxiety_of_three_raters(level, value):
    # Values of irr::kripp.alpha in R.
    ratings, known = read_matrix("irr_fleiss1971_diagnoses", "anxiety")
    table = coincidences(ratings, n_categories=len(known)).sum(axis=0)
    numbers = [float(each) for each in known]
    assert alpha(table, level=Level(level), values=numbers) == pytest.approx(value, abs=5e-7)


@on_reference
def test_vision_of_7477_eyes():
    # Stuart (1955); irr::kappa2 in R.
    ratings, known = read_matrix("irr_fleiss1971_diagnoses", "vision")
    assert kappa(cross_table(ratings, n_categories=len(known)).sum(axis=0)) == pytest.approx(0.595, abs=5e-4)
