import itertools
from dataclasses import replace

import pandas as pd
import pytest

from evaluation.disclosure.count_table import CountTable, PooledTable
from evaluation.disclosure.pooling import pooled_tables
from evaluation.disclosure.scope import window_of

MEMBERS = {"cep": frozenset({"alder", "birch"}), "rfs": frozenset({"elm"})}
AGES = {"15-24": "15-34", "25-34": "15-34", "35-44": "35-54", "45-54": "35-54", "55-64": "55+", "65+": "55+"}
MONTHS = [f"{year}-{month:02d}" for year in (2019, 2020) for month in range(1, 13)]


def table(rows, dimensions, exposure=None):
    frame = pd.DataFrame(rows, columns=[*dimensions, "count"])
    frame["exposure"] = float("nan") if exposure is None else exposure
    return CountTable("t", "overdose death", tuple(dimensions), frame, {"age_group": AGES}, MEMBERS)


def full(dimensions, levels):
    return table([(*key, 1) for key in itertools.product(*levels)], dimensions)


def ways(one):
    return [dict(pooled.levels) for pooled in pooled_tables(one)]


def test_the_order_keeps_dimensions_then_place_then_people_and_pools_time_first():
    found = ways(full(["period", "community", "age_group"], [MONTHS, ["alder", "elm"], ["15-24", "65+"]]))
    assert found[:4] == [
        {"period": "month", "community": "community", "age_group": "code"},
        {"period": "quarter", "community": "community", "age_group": "code"},
        {"period": "year", "community": "community", "age_group": "code"},
        {"period": "month", "community": "community", "age_group": "pool"},
    ]
    assert found[6] == {"period": "month", "arm": "arm", "age_group": "code"}
    assert found[12] == {"community": "community", "age_group": "code"}, "time is the first dimension to be dropped"
    assert found[-1] == {"age_group": "pool"}, "and the groups of people never are"
    assert len(found) == 4 * 3 * 2, "every combination of what may be"
    assert len({tuple(way.items()) for way in found}) == len(found)


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        (["2019", "2020"], ["year"]),
        (["2019-Q4", "2020-Q1", "2020-Q2"], ["quarter", "year"]),
        (["2019-11", "2019-12", "2020-01"], ["month", "quarter", "year"]),
        (["2019-01", "2019-02"], ["month"]),
    ],
)
def test_time_is_pooled_from_where_it_stands(periods, expected):
    assert [way["period"] for way in ways(full(["period"], [periods]))] == expected


def test_a_single_cell_is_no_breakdown():
    assert ways(full(["age_group"], [["15-24", "25-34"]])) == [{"age_group": "code"}], "15-34 alone would be a total"


def test_communities_without_an_arm_are_not_pooled_to_arms():
    assert ways(full(["community"], [["alder", "gum"]])) == [{"community": "community"}]


def test_a_table_of_communities_with_their_arms_loses_the_communities_only():
    found = ways(table([("cep", "alder", 3), ("rfs", "elm", 4)], ["arm", "community"]))
    assert found[0] == {"arm": "arm", "community": "community"}
    assert {"arm": "arm"} in found


def test_pooled_counts_are_sums():
    rows = [(month, age, n) for n, (month, age) in enumerate(itertools.product(MONTHS, AGES))]
    pooled = {
        tuple(dict(one.levels).items()): one.frame for one in pooled_tables(table(rows, ["period", "age_group"]))
    }
    found = pooled[("period", "year"), ("age_group", "pool")]
    by_hand = {}
    for month, age, n in rows:
        by_hand[month[:4], AGES[age]] = by_hand.get((month[:4], AGES[age]), 0) + n
    assert {(row["period"], row["age_group"]): row["count"] for row in found.to_dict("records")} == by_hand
    quarters = pooled[("period", "quarter"), ("age_group", "code")]
    assert sorted(set(quarters["period"]))[:5] == ["2019-Q1", "2019-Q2", "2019-Q3", "2019-Q4", "2020-Q1"]
    assert quarters["count"].sum() == sum(n for *_, n in rows)


def test_a_table_keeps_what_it_is_about():
    assert {"period": "month"} not in ways(full(["period", "age_group"], [MONTHS, ["15-24", "65+"]]))
    assert {"period": "month"} not in ways(full(["period", "community"], [MONTHS, ["alder", "elm"]]))
    two = table([("15-24", "male", 1), ("65+", "female", 2)], ["age_group", "sex"])
    assert {"sex": "code"} in ways(two)


def test_absent_combinations_and_months_count_zero():
    first = next(pooled_tables(table([("2020-01", "alder", 4), ("2020-04", "elm", 5)], ["period", "community"])))
    assert first.frame[["period", "community", "count"]].to_numpy().tolist() == [
        [f"2020-0{month}", place, {(1, "alder"): 4, (4, "elm"): 5}.get((month, place), 0)]
        for month in (1, 2, 3, 4)
        for place in ("alder", "elm")
    ]


def test_exposure_is_summed_and_missing_where_a_part_is_missing():
    rows = [("2020-01", "alder", 1), ("2020-01", "elm", 1), ("2020-02", "alder", 1), ("2020-02", "elm", 1)]
    years = list(pooled_tables(table(rows, ["period", "community"], exposure=[1.5, 2.0, 1.5, float("nan")])))[2]
    assert dict(years.levels) == {"period": "year", "community": "community"}
    assert years.frame["exposure"].tolist()[0] == 3.0
    assert pd.isna(years.frame["exposure"].tolist()[1])


def test_cells_and_margins_say_what_they_cover():
    rows = [("2020-01", "alder", 2), ("2020-01", "elm", 3), ("2020-03", "elm", 4)]
    quarter = list(pooled_tables(table(rows, ["period", "community"])))[1]
    counts = {count.label: count for count in quarter.counts()}
    cell = counts["overdose deaths, period 2020-Q1, community elm"]
    assert (cell.value, cell.derived, cell.scope.level_set("community")) == (7, False, {"elm"})
    assert cell.scope.window == window_of("2020-Q1"), "a quarter, clipped to the months of the table"
    total = counts["overdose deaths"]
    assert (total.value, total.derived, total.scope.level_set("community")) == (9, True, {"alder", "elm"})


def test_a_quarter_that_the_table_does_not_hold_whole_covers_its_months_only():
    quarter = list(pooled_tables(table([("2020-02", "alder", 2), ("2020-04", "alder", 3)], ["period", "community"])))[
        1
    ]
    cells = {count.label: count for count in quarter.counts()}
    assert cells["overdose deaths, period 2020-Q1, community alder"].scope.window == window_of(
        "2020-02-01/2020-04-01"
    )


def test_a_broader_age_group_covers_codes_that_no_row_names():
    pooled = list(pooled_tables(table([("15-24", 5), ("65+", 6)], ["age_group"])))[1]
    assert pooled.covers["age_group"]["15-34"] == {"15-24", "25-34"}


def test_the_order_of_rows_does_not_matter():
    rows = [(month, place, n) for n, (month, place) in enumerate(itertools.product(MONTHS, ["alder", "elm"]))]
    one = [pooled.frame for pooled in pooled_tables(table(rows, ["period", "community"]))]
    other = [pooled.frame for pooled in pooled_tables(table(rows[::-1], ["period", "community"]))]
    assert all(a.equals(b) for a, b in zip(one, other, strict=True))


def test_levels_that_no_row_names_count_zero():
    by_age = table([("2020-01", "15-24", 12), ("2020-02", "25-34", 13)], ["period", "age_group"])
    known = {"age_group": frozenset({"15-24", "25-34", "35-44"})}
    pooled = next(pooled_tables(replace(by_age, known=known)))
    assert pooled.whole == known
    assert [(count.scope.level_set("age_group"), count.value) for count in pooled.unlisted()] == [({"35-44"}, 0)]
    assert list(next(pooled_tables(by_age)).unlisted()) == []


def test_how_fine_a_table_is_shown_is_said_in_words():
    rows = [("2019-01", "15-24", 5), ("2019-02", "65+", 6)]
    said = {pooled.levels: pooled.levels_in_words for pooled in pooled_tables(table(rows, ["period", "age_group"]))}
    assert said[("period", "month"), ("age_group", "code")] == "month and age group"
    assert said[("period", "year"), ("age_group", "pool")] == "year and age group in broader groups"
    assert said[(("age_group", "code"),)] == "age group"
    joined = PooledTable(
        "sources_by_role",
        "interview",
        (("theme", "code"), ("role", "code")),
        pd.DataFrame(),
        {"theme": {"hope": frozenset(["hope"])}, "role": {"a+b": frozenset("ab"), "c": frozenset("c")}},
        {},
        None,
    )
    assert joined.levels_in_words == "theme and role with some groups joined"
