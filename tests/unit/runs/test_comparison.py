import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.data.whole_files import write_json
from evaluation.errors import UsageError
from evaluation.runs.comparison import TOLERANCE, compare_rows, compare_runs
from evaluation.runs.ledger import NUMBER_COLUMNS, cell_text, write_ledger
from evaluation.stats.estimate import LEDGER_COLUMNS

from .manifest_fixture import manifest_content


def row(result_id: str = "a/b/all", **cells: object) -> dict[str, str]:
    """A row of the ledger; what is not given is blank."""
    return dict.fromkeys(LEDGER_COLUMNS, "") | {"result_id": result_id} | {k: cell_text(v) for k, v in cells.items()}


numbers = st.one_of(st.floats(allow_nan=True, allow_infinity=True), st.integers(-(10**9), 10**9).map(float))
rows = st.builds(
    row,
    result_id=st.sampled_from([f"a/b/{letter}" for letter in "cdefgh"]),
    **dict.fromkeys(NUMBER_COLUMNS, numbers),
    n_obs=st.none() | st.integers(0, 1000),
    note=st.sampled_from(["", "df 3"]),
)
ledgers = st.lists(rows, unique_by=lambda one: one["result_id"], max_size=6)


@given(ledgers)
def test_a_ledger_equals_itself_nan_included(ledger):
    comparison = compare_rows(ledger, ledger, tolerance=0.0)
    assert comparison.is_same
    assert len(comparison.identical) == len(ledger)


@given(ledgers, ledgers)
def test_every_row_of_both_is_in_exactly_one_group(old, new):
    comparison = compare_rows(old, new)
    groups = [*comparison.identical, *comparison.changed, *comparison.added, *comparison.gone]
    assert sorted(groups) == sorted({one["result_id"] for one in (*old, *new)})


@given(ledgers, ledgers)
def test_old_and_new_may_change_places(old, new):
    there, back = compare_rows(old, new), compare_rows(new, old)
    assert (there.added, there.gone) == (back.gone, back.added)
    assert (there.changed, there.identical) == (back.changed, back.identical)


@given(ledgers, st.randoms())
def test_the_order_of_rows_does_not_matter(ledger, random):
    other = list(ledger)
    random.shuffle(other)
    assert compare_rows(ledger, other, tolerance=0.0).is_same


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e3), st.floats(0, 0.9))
def test_a_difference_below_the_tolerance_is_identical_but_told(estimate, std_error, part):
    start = estimate + 0.0
    old, new = (row(estimate=value, std_error=std_error) for value in (start, start + part * TOLERANCE * std_error))
    comparison = compare_rows([old], [new])
    assert comparison.is_same
    assert len(comparison.within_tolerance) == (old != new)


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ({"estimate": 1.5, "std_error": 2.0}, {"estimate": 1.5 + 1.9e-6, "std_error": 2.0}, True),
        ({"estimate": 1.5, "std_error": 2.0}, {"estimate": 1.5 + 2.1e-6, "std_error": 2.0}, False),
        ({"estimate": 0.5}, {"estimate": 0.5 * (1 + 0.9e-6)}, True),
        ({"estimate": 0.5}, {"estimate": 0.5 * (1 + 1.1e-6)}, False),
        ({"p_value": 0.04}, {"p_value": 0.0400009}, True),
        ({"p_value": 0.04}, {"p_value": 0.0400011}, False),
        ({"estimate": 10_000_000.0}, {"estimate": 10_000_001.0}, False),
        ({"n_obs": 100}, {"n_obs": 101}, False),
        ({"estimate": math.nan}, {"estimate": 0.0}, False),
        ({"estimate": math.nan, "std_error": 1.0}, {"estimate": math.nan, "std_error": 1.0}, True),
        ({"estimate": math.inf}, {"estimate": 1.5}, False),
        ({"note": "df 3"}, {"note": "df 4"}, False),
        ({"status": "primary"}, {"status": "sensitivity"}, False),
    ],
)
def test_what_counts_as_the_same(old, new, same):
    assert compare_rows([row(**old)], [row(**new)]).is_same is same


def test_the_size_of_a_change_is_in_standard_errors_where_there_is_one():
    old = [row("a/b/x", estimate=1.0, std_error=0.5), row("a/b/y", estimate=80.0), row("a/b/z", p_value=0.5)]
    new = [row("a/b/x", estimate=1.2, std_error=0.5), row("a/b/y", estimate=100.0), row("a/b/z", p_value=math.nan)]
    changes = compare_rows(old, new).changes
    assert [change.size for change in changes] == ["+0.4 std_error", "+0.2 of the larger", ""]
    assert [change.column for change in changes] == ["estimate", "estimate", "p_value"]


def test_the_table_hides_no_difference(tmp_path):
    write_ledger(tmp_path / "old.csv", [row("a/b/x", estimate=0.12345678), row("a/b/gone"), row("a/b/same")])
    write_ledger(tmp_path / "new.csv", [row("a/b/x", estimate=0.12345699), row("a/b/new"), row("a/b/same")])
    comparison = compare_runs(tmp_path / "old.csv", tmp_path / "new.csv")
    assert not comparison.is_same
    lines = str(comparison).splitlines()
    assert lines[2] == "4 results: 1 identical, 1 changed, 1 new, 1 gone"
    assert re.fullmatch(
        r"changed  a/b/x     estimate  0\.12345678  0\.12345699  \+1\.7e-06 of the larger", lines[4]
    ), lines[4]
    assert [line.split()[:2] for line in lines[5:]] == [["new", "a/b/new"], ["gone", "a/b/gone"]]


def test_a_folder_with_results_is_as_good_as_the_file(tmp_path):
    for name in ("old", "new"):
        write_ledger(tmp_path / name / "results.csv", [row(estimate=1.0)])
    assert compare_runs(tmp_path / "old", tmp_path / "new" / "results.csv").is_same
    with pytest.raises(UsageError, match="no run 'absent'"):
        compare_runs(tmp_path / "old", "absent")


def run_of(folder, *ledger, **manifest):
    write_ledger(folder / "results.csv", ledger)
    write_json(folder / "manifest.json", manifest_content(**manifest))
    return folder


def test_parameters_and_inputs_that_differ_are_named(tmp_path):
    parameters = {"evaluation": "demo", "retention": {"gap_days": 30, "groups": ["arm"]}}
    inputs = {"deaths": {"path": "deaths.csv", "sha256": "ab" * 32}}
    old = run_of(tmp_path / "old", row(estimate=1.0), parameters=parameters, inputs=inputs)
    same = run_of(tmp_path / "same", row(estimate=1.0), parameters=parameters, inputs=inputs)
    assert str(compare_runs(old, same)).splitlines()[3:] == ["parameters and inputs are the same"]
    changed = parameters | {"retention": {"gap_days": 14, "groups": ["arm"], "washout_days": 7}}
    others = {"deaths": {"path": "deaths.csv", "sha256": "cd" * 32}}
    new = run_of(tmp_path / "new", row(estimate=1.0), parameters=changed, inputs=others)
    (new / "released").mkdir()
    (new / "results.csv").rename(new / "released" / "results.csv")
    comparison = compare_runs(old, new / "released")
    assert comparison.made_from.differences == (
        ("parameter", "retention.gap_days", "30", "14"),
        ("parameter", "retention.washout_days", "(none)", "7"),
        ("input", "deaths", "sha256 abababababab", "sha256 cdcdcdcdcdcd"),
    )
    assert re.search(r"^parameter  retention.gap_days +30 +14$", str(comparison), re.MULTILINE)
    assert comparison.is_same


def test_two_different_evaluations_are_said_first(tmp_path):
    old = run_of(tmp_path / "old", row(estimate=1.0), parameters={"evaluation": "demo"})
    new = run_of(tmp_path / "new", row(estimate=1.0), parameters={"evaluation": "methadone"})
    assert str(compare_runs(old, new)).splitlines()[0] == "two different evaluations: demo and methadone"


@pytest.mark.parametrize(
    ("about", "old", "new", "said"),
    [
        (
            {"unit": "rate ratio"},
            (0.81, 0.97),
            (0.83, 1.02),
            "now includes no difference: a/b/all, 0.81 to 0.97 before",
        ),
        ({"unit": "hazard ratio"}, (0.9, 1.3), (1.1, 1.3), "now excludes no difference: a/b/all"),
        ({"quantity": "deaths_averted", "unit": "deaths"}, (-3.0, 9.0), (1.0, 9.0), "now excludes no difference"),
        ({"unit": "rate ratio per year"}, (0.8, 0.9), (0.7, 0.9), ""),
        ({"unit": "proportion"}, (0.8, 0.9), (0.7, 1.0), ""),
        ({"unit": "rate ratio"}, (0.8, 0.9), (math.nan, math.nan), ""),
    ],
)
def test_an_interval_that_includes_or_excludes_no_difference_now(about, old, new, said):
    ledgers = [[row(**about, conf_low=low, conf_high=high)] for low, high in (old, new)]
    text = str(compare_rows(*ledgers))
    assert said in text
    assert ("no difference" in text) == bool(said)


def test_an_end_beside_no_difference_is_never_written_as_no_difference():
    about = {"quantity": "level_change", "unit": "rate ratio", "estimate": 1.07}
    old = row(**about, conf_low=0.9968, conf_high=1.159)
    new = row(**about, conf_low=1.0000234, conf_high=1.155)
    assert "now excludes no difference: a/b/all, 0.9968 to 1.159 before, 1.00002 to 1.155 now" in str(
        compare_rows([old], [new])
    )
    tiny = row(**about, conf_low=1.0 + 2**-52, conf_high=1.155)
    assert "1.0000000000000002 to 1.155 now" in str(compare_rows([old], [tiny]))


def test_texts_that_changed_stand_apart_from_numbers_that_moved():
    old = [row("a/b/x", estimate=1.0, note="df 3"), row("a/b/y", estimate=1.0, method="one")]
    new = [row("a/b/x", estimate=2.0, note="df 4"), row("a/b/y", estimate=1.0, method="two")]
    comparison = compare_rows(old, new)
    assert comparison.text_only == ("a/b/y",)
    lines = str(comparison).splitlines()
    place = lines.index("1 of the changed ones differ in text only; their numbers did not move:")
    assert not any("a/b/y" in line for line in lines[:place])
    assert [line.split() for line in lines[place + 2 :]] == [["text", "a/b/y", "method", "one", "two"]]
