"""A table of 2 months, 3 communities in 2 arms and 2 ages, and what can be counted in it."""

import itertools

import pandas as pd
import pytest

from evaluation.disclosure.count_table import CountTable
from evaluation.disclosure.scope import Count, Scope, window_of
from evaluation.disclosure.truth import Truth, as_closed, truths

MEMBERS = {"cep": frozenset({"alder", "birch"}), "rfs": frozenset({"elm"})}
CLOSED = {"community": frozenset({"alder", "birch", "elm"}), "age_group": frozenset({"15-24", "65+"})}
MONTHS = ("2020-01", "2020-02")


def table(*dimensions):
    levels = {"period": MONTHS, "community": sorted(CLOSED["community"]), "age_group": sorted(CLOSED["age_group"])}
    rows = list(itertools.product(*(levels[name] for name in dimensions)))
    frame = pd.DataFrame(rows, columns=list(dimensions)).assign(count=range(1, len(rows) + 1), exposure=float("nan"))
    return CountTable("by_" + "_".join(dimensions), "overdose death", dimensions, frame, {}, MEMBERS)


def scope(window=None, **levels):
    return Scope.of("overdose death", window=window, levels=levels)


YEAR = (window_of("2020-01")[0], window_of("2020-02")[1])


def test_a_dimension_that_is_covered_whole_is_not_named():
    everywhere = scope(community=CLOSED["community"], age_group={"65+"})
    assert as_closed(everywhere, CLOSED) == scope(age_group={"65+"})
    assert as_closed(everywhere, {}) == everywhere


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (scope(window_of("2020-01"), community={"alder"}), 3),
        (scope(YEAR, community={"alder"}), 3 + 15),
        (scope(YEAR, community=MEMBERS["cep"], age_group={"15-24"}), 1 + 3 + 7 + 9),
        (scope(YEAR), 78),
        (scope(YEAR, community=CLOSED["community"]), 78),
        (scope(None), None),
        (scope(window_of("2020-03")), None),
        (scope((YEAR[0] + 3, YEAR[1])), None),
        (scope(YEAR, sex={"female"}), None),
        (scope(YEAR, age_group={"15-24", "unknown"}), 1 + 3 + 5 + 7 + 9 + 11),
    ],
)
def test_what_a_table_adds_up_to(asked, expected):
    assert Truth([table("period", "community", "age_group")], (), CLOSED).count(asked) == expected


def test_levels_that_a_table_does_not_tell_apart_cannot_be_counted():
    frame = pd.DataFrame({"period": MONTHS, "arm": ["cep", "cep"], "count": [4, 6], "exposure": float("nan")})
    by_arm = CountTable("by_arm", "overdose death", ("period", "arm"), frame, {}, MEMBERS)
    truth = Truth([by_arm], (), {})
    assert truth.count(scope(YEAR, community=MEMBERS["cep"])) == 10
    assert truth.count(scope(YEAR, community={"alder"})) is None


def test_a_dimension_that_may_lack_people_is_not_summed_over():
    truth = Truth([table("period", "age_group")], (), {})
    assert truth.count(scope(YEAR, age_group={"65+"})) == 2 + 4
    assert truth.count(scope(YEAR)) is None


def test_the_ledger_is_believed_before_tables():
    told = Count(scope(YEAR), 80, "deaths", "results.csv", "ledger")
    assert Truth([table("period", "community")], [told], CLOSED).count(scope(YEAR)) == 80


def test_measures_are_counted_apart():
    persons = Count(Scope.of("person"), 7, "people", "results.csv", "ledger")
    found = truths([table("period", "community")], [persons], {"overdose death": CLOSED})
    assert found["person"].count(Scope.of("person")) == 7
    assert found["overdose death"].count(scope(YEAR)) == 21
