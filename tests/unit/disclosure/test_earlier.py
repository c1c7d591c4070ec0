"""Releases after corrections, and with levels that appear later."""

import pytest

from evaluation.disclosure.earlier import earlier_counts
from evaluation.disclosure.fact import Fact
from evaluation.disclosure.releasing import release
from evaluation.disclosure.scope import Count, Scope
from evaluation.disclosure.truth import Truth

from .run_builder import RunBuilder, read

PLACES = ("alder", "birch", "elm", "fir")
FIRST_QUARTER, OTHER_QUARTERS = "2019-01-01/2019-04-01", "2019-04-01/2020-01-01"


@pytest.fixture
def published(tmp_path):
    """Return a function that releases runs about the same people, one after the other."""

    def releases(*fills, policy="strict"):
        for number, fill in enumerate(fills):
            builder = RunBuilder(tmp_path / str(number))
            builder.params["disclosure"] = {"policy": policy, "population": "county"}
            builder.manifest["run_id"] = f"20250601T120000Z-{number:08x}"
            fill(builder)
            folder = builder.write()
            release(folder, publications=tmp_path / "publications")
        return folder / "released"

    return releases


def rows(released):
    return {row["result_id"].split("/", 2)[2]: int(row["n_events"]) for row in read(released / "results.csv")}


def by_age(builder, year, counts):
    builder.table(f"by_age_{year}", ["period", "age_group"], {(year, age): n for age, n in counts.items()})


TWO_AGES = {"15-24": 40, "25-34": 50}
THREE_AGES = TWO_AGES | {"35-44": 30}


def three_places(builder):
    for place, n in (("birch", 20), ("elm", 30), ("fir", 35)):
        builder.deaths(place, "2019", n)


def test_an_age_that_appears_later_counted_zero_before(published):
    """90 deaths of two ages were all of 2019; without 85 in three places, 5 are left for alder."""
    released = published(
        lambda run: by_age(run, "2019", TWO_AGES), lambda run: (by_age(run, "2020", THREE_AGES), three_places(run))
    )
    assert rows(released) == {}
    assert (released / "tables" / "by_age_2020.csv").exists()


def test_an_age_that_one_table_names_counts_zero_in_others(published):
    released = published(
        lambda run: (by_age(run, "2019", TWO_AGES), by_age(run, "2020", THREE_AGES), three_places(run))
    )
    assert set(rows(released)) == {"birch/2019", "elm/2019", "fir/2019"}
    assert [path.stem for path in (released / "tables").glob("*.csv")] == ["by_age_2020"]


def test_a_place_that_no_row_names_counts_zero(published):
    """90 deaths in three places were all of 2019: without 85 of two ages, 5 are left for the third."""

    def later(run):
        by_age(run, "2020", THREE_AGES)
        for age, n in (("15-24", 45), ("25-34", 40)):
            name = f"overdose_deaths/deaths/age_group.{age}/2019"
            given = {"period": "2019", "estimate": float(n), "n_events": n, "unit": "deaths"}
            run.row(name, subgroup=f"age_group={age}", **given)

    places = {("2019", "alder"): 40, ("2019", "birch"): 30, ("2019", "elm"): 20}
    assert rows(published(lambda run: run.table("by_place", ["period", "community"], places), later)) == {}


def test_arms_do_not_tell_of_places_without_an_arm(published):
    """Of 30 deaths in fir, which has no arm, tables by arm say nothing: they count no zero there."""

    def fill(run):
        run.params["communities"]["fir"]["arm"] = ""
        run.table("by_arm", ["period", "arm"], {("2019", "cep"): 40, ("2019", "rfs"): 50})
        run.table("by_place", ["period", "community"], dict.fromkeys((("2019", place) for place in PLACES), 30))

    assert (published(fill) / "tables" / "by_arm.csv").exists()


def test_a_level_that_comes_into_days_of_an_earlier_table_may_be_new_or_may_not(published):
    """Either 2019 was corrected, or the first table did not hold the third age: of 2019 nothing new is said."""
    released = published(
        lambda run: by_age(run, "2019", TWO_AGES), lambda run: (by_age(run, "2019", THREE_AGES), three_places(run))
    )
    assert rows(released) == {}


def test_the_rest_of_a_total_that_was_corrected_still_tells(published):
    """2019 had 200 deaths and its first quarter, corrected since, 60: of 140 in the others, 134 are in three places.

    No total is published again, as that of 2020 changed by 3.
    """

    def later(run):
        run.deaths("all", "2019", 215).deaths("all", FIRST_QUARTER, 75).deaths("all", "2020", 153)
        for place, n in (("birch", 44), ("elm", 50), ("fir", 40)):
            run.deaths(place, OTHER_QUARTERS, n)

    released = published(
        lambda run: run.deaths("all", "2019", 200).deaths("all", FIRST_QUARTER, 60).deaths("all", "2020", 150), later
    )
    assert rows(released) == {}


def test_the_rest_of_an_arm_that_the_plan_has_no_more_still_tells(published):
    """alder and birch had 100 - 30 = 70 after the first quarter; 64 in alder would leave 6."""

    def first(run):
        for scope, year, quarter in (("all", 200, 60), ("cep", 100, 30), ("rfs", 100, 30)):
            run.deaths(scope, "2019", year).deaths(scope, FIRST_QUARTER, quarter)

    def later(run):
        run.params["communities"]["birch"]["arm"], run.params["communities"]["elm"]["arm"] = "rfs", "cep"
        run.deaths("all", "2019", 215).deaths("all", FIRST_QUARTER, 75).deaths("alder", OTHER_QUARTERS, 64)

    assert set(rows(published(first, later))) == {"all/2019", f"all/{FIRST_QUARTER.replace('/', '_')}"}


@pytest.mark.parametrize("change", [4, -4])
def test_a_change_of_a_few_people_between_sums_is_not_told(published, change):
    """A year had 200 deaths and its second half 100; new rows of the first add up to 104, or to 96."""
    released = published(
        lambda run: run.deaths("all", "2019-07-01/2020-07-01", 200).deaths("all", "2020-01-01/2020-07-01", 100),
        lambda run: [
            run.deaths(place, "2019-07-01/2020-01-01", n)
            for place, n in zip(PLACES, (25 + change, 25, 25, 25), strict=True)
        ],
    )
    assert rows(released) == {}


@pytest.mark.parametrize("change", [0, 15])
def test_a_correction_of_some_days_leaves_hidden_cells_of_others_protected(published, change):
    """Eleven hidden months have one death each: their sum, which may be shown, would tell them.

    The year that is corrected was published as a sum of ages only.
    """
    months = [f"{year}-{month:02d}" for year in (2019, 2020) for month in range(1, 13)]
    cells = {
        (month, place): 1 if at < 11 and place == "elm" else 20 + (3 * at + 5 * number) % 13
        for at, month in enumerate(months)
        for number, place in enumerate(PLACES)
    }
    year = sum(n for (month, _), n in cells.items() if month.startswith("2020"))
    ages = {("2020", "15-24"): year // 2, ("2020", "25-34"): year - year // 2}
    released = published(
        lambda run: (
            run.table("by_place", ["period", "community"], cells),
            run.table("by_age", ["period", "age_group"], ages),
        ),
        lambda run: run.deaths("all", "2020", year + change).deaths("elm", "2019-01-01/2019-12-01", 11),
        policy="cms",
    )
    assert rows(released) == {"all/2020": year + change}


AGES = ("0-14", "15-24", "25-34", "35-44")
COUNTS = dict(zip(AGES, (4, 12, 13, 40), strict=True))


def table_hiding(*ages):
    return [
        Fact("deaths", None if age in ages else n, None, {"age_group": frozenset({age})}, age, "table by_age")
        for age, n in COUNTS.items()
    ]


def test_a_hidden_cell_comes_once_for_each_set_that_was_hidden_together():
    counts = [
        Count(Scope.of("deaths", levels={"age_group": frozenset({age})}), n, age, "here", "here")
        for age, n in COUNTS.items()
    ]
    read = [
        ("first", table_hiding(*AGES[:2])),
        ("second", table_hiding(*AGES[:2])),
        ("third", table_hiding(*AGES[:3])),
    ]
    earlier = earlier_counts(read, {"deaths": Truth((), counts, {})}, {})
    blocks = {}
    for count in earlier.hidden["deaths"]:
        blocks.setdefault(count.block, []).append((count.label, count.value))
    assert sorted(blocks.values(), key=len) == [
        [("0-14", 4), ("15-24", 12)],
        [("0-14", 4), ("15-24", 12), ("25-34", 13)],
    ]
