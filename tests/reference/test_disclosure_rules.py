"""Rounding and threshold cells against two public bodies' own worked examples.

- OpenSAFELY, docs/outputs/sdc.md at commit 41030f3: rounding to the nearest 5 and to midpoints of 6, and how a
  redacted row is had again from a total that stays.
- ACRO (AI-SDC/ACRO at commit fe729ae, the nursery data of UCI, 12,960 rows): its cross-table of recommendation by
  parents reports four cells below its threshold of 10, of which three are empty.
"""

import json
import os
from pathlib import Path

import pandas as pd
import pytest

from evaluation.disclosure.attack.attack import attack
from evaluation.disclosure.attack.known import HiddenCell, KnownNumber, Publication
from evaluation.disclosure.attack.report import Kind
from evaluation.disclosure.rounding_rules import midpoint, nearest

DATA = os.environ.get("EVALUATION_DATA")
MEASURE = "application"
ACRO_THRESHOLD = 10

pytestmark = [
    pytest.mark.reference_data,
    pytest.mark.skipif(not DATA, reason="EVALUATION_DATA does not point at the reference data"),
]


@pytest.fixture(scope="module")
def expected():
    return json.loads((Path(DATA) / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def nursery():
    frame = pd.read_csv(Path(DATA) / "sdc_acro_nursery" / "nursery.csv", dtype="str")
    assert len(frame) == 12960
    return pd.crosstab(frame["recommendation"], frame["parents"])


def test_nearest_5(expected):
    rounded = expected["sdc_opensafely"]["round5"]
    assert {count: nearest(int(count)) for count in rounded} == rounded


def test_midpoint_6(expected):
    rounded = expected["sdc_opensafely"]["midpoint6"]
    assert {count: midpoint(int(count)) for count in rounded} == rounded


def test_threshold_cells_of_the_nursery_table(nursery, expected):
    published = pd.read_csv(
        Path(DATA) / "sdc_acro_nursery" / "crosstab_recommendation_parents.csv", index_col="recommendation"
    )
    published.index.name, published.columns.name = nursery.index.name, nursery.columns.name
    pd.testing.assert_frame_equal(nursery.loc[published.index, published.columns], published)
    below = [[row, column] for row, column in zip(*(published < ACRO_THRESHOLD).to_numpy().nonzero(), strict=True)]
    assert below == expected["sdc_acro_nursery"]["threshold_cells"]


def test_hiding_only_the_threshold_cells_of_the_nursery_table_hides_nothing(nursery):
    """The margins that ACRO shows beside them are the hidden cells: 2 of 12,960 applications are recommended."""
    report = attack([_with_margins(nursery)], {MEASURE: range(1, ACRO_THRESHOLD)})
    (interval,) = report.intervals
    assert (interval.cell.words, interval.lower, interval.upper) == ("recommend by usual", 2, 2)
    assert {finding.kind for finding in report.findings} == {Kind.SMALL}
    assert "recommend by usual is 2: recommend by all: 2 leaves 2" in {str(finding) for finding in report.findings}


def test_a_redacted_row_whose_total_stays():
    """OpenSAFELY's second example: 51 - 10 - 15 - 25 = 1."""
    rows = {"31-40": 10, "41-50": 15, "51-60": 25}
    every = frozenset({"21-30", *rows})
    numbers = [KnownNumber(MEASURE, None, {"age": frozenset({age})}, n, n, age) for age, n in rows.items()]
    total = KnownNumber(MEASURE, None, {"age": every}, 51, 51, "total")
    cell = HiddenCell(MEASURE, None, {"age": frozenset({"21-30"})}, "21-30")
    report = attack([Publication("release", (total, *numbers), (cell,))], {MEASURE: range(1, 8)})
    assert [str(finding) for finding in report.findings] == [
        "21-30 is 1: total: 51 minus 31-40: 10 minus 41-50: 15 minus 51-60: 25 leaves 1"
    ]


def _with_margins(table):
    rows, columns = frozenset(table.index), frozenset(table.columns)
    numbers, holes = [], []
    for row in (*table.index, None):
        for column in (*table.columns, None):
            part = table.loc[[row] if row else list(rows), [column] if column else list(columns)]
            count = int(part.to_numpy().sum())
            groups = {"row": frozenset({row}) if row else rows, "column": frozenset({column}) if column else columns}
            words = f"{row or 'all'} by {column or 'all'}"
            if row and column and 0 < count < ACRO_THRESHOLD:
                holes.append(HiddenCell(MEASURE, None, groups, words))
            else:
                numbers.append(KnownNumber(MEASURE, None, groups, count, count, words))
    return Publication("release", tuple(numbers), tuple(holes))
