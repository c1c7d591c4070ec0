import pandas as pd

from evaluation.disclosure.count_table import CountTable
from evaluation.disclosure.scope import Count, Scope, window_of
from evaluation.disclosure.universe import closed_dimensions

MEMBERS = {"cep": frozenset({"alder", "birch"}), "rfs": frozenset({"elm"})}
DEATH = "overdose death"


def table(name, dimensions, rows, window=None):
    frame = pd.DataFrame(rows, columns=[*dimensions, "count"])
    return CountTable(name, DEATH, tuple(dimensions), frame.assign(exposure=float("nan")), {}, MEMBERS, window)


def total(value, period):
    return Count(Scope.of(DEATH, window=window_of(period)), value, "all", "results", "results")


def closed(*tables, counts=()):
    return closed_dimensions(tables, counts).get(DEATH, {})


def test_a_breakdown_is_taken_for_complete():
    assert closed(table("by_age", ["age_group"], [("15-24", 20), ("65+", 30)])) == {
        "age_group": frozenset({"15-24", "65+"})
    }


def test_communities_are_those_that_are_declared():
    found = closed(table("by_arm", ["arm"], [("cep", 20)]), table("by_place", ["community"], [("elm", 20)]))
    assert found == {"community": frozenset({"alder", "birch", "elm"})}


def test_people_without_a_group_show_that_it_is_not_complete():
    by_age = table("by_age", ["period", "age_group"], [("2019", "15-24", 20), ("2020", "15-24", 30)])
    by_sex = table("by_sex", ["period", "sex"], [("2019", "male", 25), ("2020", "male", 30)])
    assert set(closed(by_age, by_sex)) == {"sex"}
    assert set(closed(by_age, counts=[total(50, "2019-01-01/2021-01-01")])) == {"age_group"}
    assert set(closed(by_age, counts=[total(51, "2019-01-01/2021-01-01")])) == set()


def test_tables_are_compared_over_the_same_months():
    by_age = table("by_age", ["period", "age_group"], [("2020-01", "15-24", 20), ("2020-02", "15-24", 30)])
    by_month = table("by_month", ["period"], [("2020-01", 20), ("2020-02", 30), ("2020-03", 90)])
    assert set(closed(by_age, by_month)) == {"age_group"}
    fewer = table("by_month", ["period"], [("2020-02", 90), ("2020-03", 90)])
    assert set(closed(by_age, fewer)) == {"age_group"}, "January is not in it, so it says nothing"
