"""Rounding and threshold cells against two public bodies' own worked examples.

- OpenSAFELY, docs/outputs/sdc.md at commit 41030f3: rounding to the nearest 5 and to midpoints of 6, totals as sums
  of rounded counts, and how a redacted row is had again from a total that stays or from a table of a part.
- ACRO (AI-SDC/ACRO at commit fe729ae, the nursery data of UCI, 12,960 rows): its cross-table of recommendation by
  parents reports four cells below its threshold of 10, of which three are empty. Its means of children are of numbers
  drawn without a seed (4 to 9 for "more"), so dominance is checked where these change nothing.
"""

import json
import os
from pathlib import Path

import pandas as pd
import pytest

from evaluation.data.output_table import Sensitivity
from evaluation.disclosure.attack.attack import attack
from evaluation.disclosure.attack.known import HiddenCell, KnownNumber, Publication
from evaluation.disclosure.attack.report import Kind
from evaluation.disclosure.dominance import is_dominated
from evaluation.disclosure.policy import load_policy
from evaluation.disclosure.rounding_rules import midpoint, nearest, rounded, total_of_rounded

DATA = os.environ.get("EVALUATION_DATA")
MEASURE = "application"
ACRO = load_policy("acro")
ACRO_THRESHOLD = ACRO.patient.hidden_to + 1

pytestmark = [
    pytest.mark.reference_data,
    pytest.mark.skipif(not DATA, reason="EVALUATION_DATA does not point at the reference data"),
]


@pytest.fixture(scope="module")
def expected():
    return json.loads((Path(DATA) / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def applications():
    frame = pd.read_csv(Path(DATA) / "sdc_acro_nursery" / "nursery.csv", dtype="str")
    assert len(frame) == 12960
    return frame


@pytest.fixture(scope="module")
def nursery(applications):
    return pd.crosstab(applications["recommendation"], applications["parents"])


def test_nearest_5(expected):
    rounded = expected["sdc_opensafely"]["round5"]
    assert {count: nearest(int(count)) for count in rounded} == rounded


def test_midpoint_6(expected):
    rounded = expected["sdc_opensafely"]["midpoint6"]
    assert {count: midpoint(int(count)) for count in rounded} == rounded


def test_the_policies_of_opensafely_round_as_its_examples(expected):
    five, six = load_policy("opensafely").rounding, load_policy("opensafely_midpoint6").rounding
    for rule, examples in (
        (five, expected["sdc_opensafely"]["round5"]),
        (six, expected["sdc_opensafely"]["midpoint6"]),
    ):
        assert rounded([int(count) for count in examples], rule) == tuple(examples.values())


def test_totals_are_sums_of_rounded_counts():
    """OpenSAFELY's table of rounding: people by age with heart disease, and all; 116 people are shown as 120."""
    rule = load_policy("opensafely").rounding
    disease, people = rounded([3, 8, 16, 23], rule), rounded([18, 23, 31, 44], rule)
    assert (disease, total_of_rounded(disease)) == ((None, 10, 15, 25), 50)
    assert (people, total_of_rounded(people)) == ((20, 25, 30, 45), 120)
    assert rounded([0, 7, 8], rule) == (0, None, 10)


def test_sums_over_the_nursery_are_dominated_where_two_applications_make_them(applications):
    """Of recommendation by parents only recommend by usual; whatever number of children "more" stands for."""
    for more in (4, 9):
        children = applications["children"].replace("more", str(more)).astype(int)
        cells = children.groupby([applications["recommendation"], applications["parents"]])
        assert [key for key, amounts in cells if is_dominated(amounts, ACRO.dominance)] == [("recommend", "usual")]


def test_threshold_cells_of_the_nursery_table(nursery, expected):
    published = pd.read_csv(
        Path(DATA) / "sdc_acro_nursery" / "crosstab_recommendation_parents.csv", index_col="recommendation"
    )
    published.index.name, published.columns.name = nursery.index.name, nursery.columns.name
    pd.testing.assert_frame_equal(nursery.loc[published.index, published.columns], published)
    hidden = published.isin(ACRO.hidden(Sensitivity.PATIENT)).to_numpy()
    below = [[row, column] for row, column in zip(*hidden.nonzero(), strict=True)]
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


def test_a_group_that_two_tables_differ_by():
    """OpenSAFELY's third example: of those of 21 to 30 years 8 - 7 = 1 woman has heart disease."""
    every = frozenset({"female", "male"})
    numbers = [
        KnownNumber(MEASURE, None, {"sex": sexes, "age": frozenset({"21-30"})}, n, n, words)
        for sexes, n, words in ((every, 8, "all"), (frozenset({"male"}), 7, "men"))
    ]
    cell = HiddenCell(MEASURE, None, {"sex": frozenset({"female"}), "age": frozenset({"21-30"})}, "women")
    report = attack([Publication("release", tuple(numbers), (cell,))], {MEASURE: range(1, 6)})
    assert [str(finding) for finding in report.findings] == ["women is 1: all: 8 minus men: 7 leaves 1"]


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
