"""Counts that are hidden become ranges: never zero, never missing, never a number in between."""

import pytest

from evaluation.errors import ParameterError

ROWS = ["date,value", "2020-01-01,12", "2020-02-01,<10", "2020-03-01,Suppressed", "2020-04-01,", "2020-05-01,0"]
RANGES = {"value": {"<10": [1, 9], "Suppressed": [0, 4]}}


def test_a_hidden_count_is_blank_beside_its_range(source):
    frame = source.read("series", ROWS, suppressed=RANGES).frame
    assert list(frame.columns) == ["date", "value", "value_low", "value_high"]
    assert frame["value"].fillna(-1).tolist() == [12, -1, -1, -1, 0]
    assert frame["value_low"].fillna(-1).tolist() == [-1, 1, 0, -1, -1]
    assert frame["value_high"].fillna(-1).tolist() == [-1, 9, 4, -1, -1]


def test_spaces_around_the_text_do_not_count_and_codes_come_first(source):
    rows = ["date,value", "2020-01-01, <10 ", "2020-02-01,n/a", "2020-03-01,few"]
    frame = source.read(
        "series", rows, suppressed={"value": {"<10": [1, 9]}}, codes={"value": {"n/a": "", "few": "<10"}}
    ).frame
    assert frame["value"].isna().all()
    assert frame["value_low"].fillna(-1).tolist() == [1, -1, 1]


def test_dropping_rows_without_a_value_keeps_hidden_counts(source):
    found = source.read("series", ROWS, suppressed=RANGES, drop_if_missing=["value"])
    assert found.frame["value_high"].fillna(-1).tolist() == [-1, 9, 4, -1]
    assert [(drop.reason, drop.n_rows) for drop in found.dropped] == [("value is missing", 1)]


def test_a_wide_file_with_hidden_counts(source):
    frame = source.read(
        "series",
        ["when,A,B", "2020-01-01,3,*", "2020-02-01,*,4"],
        columns={"when": "date"},
        unpivot={"columns": {"A": "a", "B": "b"}, "name": "series", "value": "value"},
        suppressed={"value": {"*": [1, 4]}},
    ).frame
    assert frame["series"].tolist() == ["a", "b", "a", "b"]
    assert frame["value"].fillna(-1).tolist() == [3, -1, -1, 4]
    assert frame["value_high"].fillna(-1).tolist() == [-1, 4, 4, -1]


def test_a_text_that_is_not_declared_is_refused_and_told_how(source):
    (problem,) = source.problems("series", ROWS, suppressed={"value": {"Suppressed": [1, 9]}})
    assert problem.startswith("data.csv, column value: 1 row not a number; found '<10' (row 3); expected a number")
    assert (
        "declare the range in which it lies, such as params.yml, sources.data.suppressed.value: {'<10': [1, 9]}"
        in (problem)
    )
    assert "it is neither 0 nor missing" in problem


def test_a_file_with_ranges_of_its_own_needs_no_others(source):
    rows = ["date,value,value_low,value_high", "2020-01-01,,1,9"]
    assert source.read("series", rows).frame["value_high"].tolist() == [9]
    found = source.problems("series", rows, suppressed=RANGES)
    assert found == [
        f"params.yml, sources.data.suppressed.value: data.csv has ranges of its own; found column value_{end}; "
        "expected one of the two."
        for end in ("low", "high")
    ]


@pytest.mark.parametrize(
    ("table", "declared", "said"),
    [
        (
            "overdose_deaths",
            {"suppressed": {"deaths": {"<10": [1, 9]}}},
            "sources.data.suppressed.deaths cannot be a range; found deaths of table overdose_deaths; "
            "expected value of table series",
        ),
        (
            "series",
            {"suppressed": {"exposure": {"<10": [1, 9]}}},
            "sources.data.suppressed.exposure cannot be a range; found exposure of table series; "
            "expected value of table series",
        ),
        (
            "series",
            {"suppressed": {"value": {"<10": [9, 1]}}},
            "sources.data.suppressed.value.<10 is not a range of counts; found [9, 1]; expected [1, 9], say",
        ),
        ("series", {"suppressed": {"value": {"<10": [-1, 9]}}}, "value.<10 is not a range of counts; found [-1, 9]"),
        (
            "series",
            {"suppressed": {"value": {"<10": [0, 10**9]}}},
            "value.<10 is too wide a range; found [0, 1000000000]",
        ),
        ("series", {"suppressed": {"value": {" ": [1, 9]}}}, "is a blank cell: that is missing"),
        ("series", {"suppressed": {"value": {"<10": 5}}}, "sources.data.suppressed.value.<10 is not valid; found 5"),
        ("series", {"suppressed": {"value": {"<10": [5]}}}, "sources.data.suppressed.value.<10"),
        (
            "series",
            {"suppressed": {"value": {"*": [1, 9]}}, "codes": {"value": {"*": "5"}}},
            "sources.data.suppressed.value.* also stands in codes.value; found '*'; expected one of the two",
        ),
    ],
)
def test_ranges_that_cannot_be(source, table, declared, said):
    with pytest.raises(ParameterError) as caught:
        source.evaluation(table, "data.csv", **declared)
    assert caught.value.exit_code == 10
    (problem,) = map(str, caught.value.problems)
    assert said in problem
