"""Code saturation of interviews in the order in which they were held, and when it cannot be told."""

import math

import pytest

from evaluation.data.output_table import TableKind
from evaluation.data.refi_qda import read_project
from evaluation.errors import DataError, ParameterError
from evaluation.stats.estimate import Status

from .test_themes import SPANS, TEXT, by_id, run

NAMES = [f"s{number}" for number in range(8)]
# The one interview with a second code stands last in the project, and was held first.
DAYS = {name: f"2023-0{number + 1}-10" for number, name in enumerate(NAMES[:7])} | {"s7": "2022-12-31"}


def build(tiny_project, days=DAYS, names=NAMES):
    tiny_project.user("ana", "Ana").variable("held", "Date")
    tiny_project.code("delay", name="Delay").code("hope", name="Hope")
    for name in names:
        codes = ("delay", "hope") if name == "s7" else ("delay",)
        marks = [tiny_project.mark(f"{name}{code}", *SPANS[0], code, user="ana") for code in codes]
        tiny_project.text(name, TEXT, *marks, name=name)
        tiny_project.case(f"p-{name}", [name], **({"held": days[name]} if days.get(name) else {}))
    return read_project(tiny_project.write())


def saturated(project, **parameters):
    return run(project, **{"codebook_version": "1", **parameters})


def test_in_the_order_of_the_project_the_last_interview_brings_a_new_code(tiny_project):
    project = build(tiny_project)
    assert by_id(saturated(project))["saturation/order_held"].estimate == 4
    rows = by_id(saturated(project, saturation_base=6))
    assert math.isnan(rows["saturation/order_held"].estimate)
    assert "; not reached" in rows["saturation/order_held"].note


def test_in_the_order_of_days_it_was_the_first(tiny_project):
    result = saturated(build(tiny_project), date_variable="held", saturation_base=6)
    assert by_id(result)["saturation/order_held"].estimate == 6
    assert result.table("saturation_orders")["codes_in_order_held"].tolist() == [2] * 8


def test_random_orders_have_a_median_and_a_95th_percentile(tiny_project):
    rows = by_id(saturated(build(tiny_project), saturation_base=6))
    # The second code is in one of eight interviews: a run of two from the 7th on holds it in a quarter of the orders.
    assert rows["saturation_random/median"].estimate == 6
    assert math.isnan(rows["saturation_random/percentile_95"].estimate)
    row = rows["saturation_random/median"]
    assert (row.n_obs, row.unit, row.status, row.prespecified) == (8, "sources", Status.DIAGNOSTIC, True)
    assert row.note.startswith("code saturation, not meaning saturation")
    assert row.method == (
        "Guest, Namey and Chen: base of six interviews, run of two, "
        "new codes at most five percent of those of the base"
    )


def test_no_new_code_at_all(tiny_project):
    row = by_id(saturated(build(tiny_project), saturation_percent=0, saturation_run=3))["saturation/order_held"]
    assert row.method.endswith("run of three, no new code")


@pytest.mark.parametrize(
    ("parameters", "names", "reason"),
    [
        ({"codebook_version": ""}, NAMES, "the params file declares no frozen version of the codebook"),
        ({}, NAMES[:5], "5 interviews are fewer than the 6 of base and run"),
    ],
)
def test_what_cannot_be_told_says_why(tiny_project, parameters, names, reason):
    result = saturated(build(tiny_project, names=names), **parameters)
    for name in ("saturation/order_held", "saturation_random/median", "saturation_random/percentile_95"):
        row = by_id(result)[name]
        assert math.isnan(row.estimate)
        assert f"not estimable: {reason}" in row.note
    assert result.table("saturation_orders").empty


def test_an_interview_without_a_day_leaves_the_order_unknown(tiny_project):
    result = saturated(build(tiny_project, days=DAYS | {"s3": ""}), date_variable="held")
    row = by_id(result)["saturation/order_held"]
    assert math.isnan(row.estimate)
    assert "1 interview(s) have no date" in row.note
    assert "not reached" not in row.note
    assert by_id(result)["saturation_random/median"].estimate == 4
    assert result.table("saturation_orders")["codes_in_order_held"].isna().all()


def test_the_order_held_is_for_the_evaluator(tiny_project):
    (table,) = (each for each in saturated(build(tiny_project)).tables if each.name == "saturation_orders")
    assert table.kind is TableKind.RESTRICTED


def counted(result, name):
    return list(result.table(name).itertuples(index=False, name=None))


def test_interviews_by_the_time_in_which_they_were_held(tiny_project):
    project = build(tiny_project)
    by_year = run(project, date_variable="held")
    assert counted(by_year, "sources_by_time") == [("2022", 1), ("2023", 7)]
    assert counted(by_year, "themes_by_time")[2:] == [("hope", "2022", 1, 1), ("hope", "2023", 0, 7)]
    halves = run(project, date_variable="held", time_unit="half_year")
    assert counted(halves, "sources_by_time") == [("2022-H2", 1), ("2023-H1", 6), ("2023-H2", 1)]
    quarters = run(project, date_variable="held", time_unit="quarter").table("sources_by_time")["time"]
    assert list(quarters) == ["2022-Q4", "2023-Q1", "2023-Q2", "2023-Q3"]


def test_periods_have_tables_and_no_rows(tiny_project):
    """A release joins small periods with their neighbours; rows of single ones would give them away."""
    assert not [name for name in by_id(run(build(tiny_project), date_variable="held")) if "time" in name]


def test_what_is_no_day_stops_the_analysis(tiny_project):
    with pytest.raises(DataError) as caught:
        run(build(tiny_project, days=DAYS | {"s1": "last May", "s2": "soon"}), date_variable="held")
    assert len(caught.value.problems) == 2
    assert "case variable held: is not a date; found 'last May' in 1 source(s); expected YYYY-MM-DD" in str(
        caught.value
    )


def test_a_variable_that_the_project_lacks(tiny_project):
    with pytest.raises(ParameterError, match=r"themes\.date_variable: is not a variable of the project; found 'day'"):
        run(build(tiny_project), date_variable="day")
