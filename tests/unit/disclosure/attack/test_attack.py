"""The attacker against worked examples, against every table there is, and on releases that hide too little."""

import itertools
import random
import re
from fractions import Fraction

import pytest

from evaluation.disclosure.attack.intervals import before_midpoint, before_nearest, count_of_percentage
from evaluation.disclosure.attack.report import Kind

from .. import worlds
from .builders import HIDDEN, MEASURE, attack, attacked, bounds, hole, public, share, shown


def test_one_subtraction():
    report = attacked(public(shown("all ages", 47, age="a b"), shown("age b", 40, age="b"), hole("age a", age="a")))
    assert bounds(report) == {"age a": (7, 7)}
    (finding,) = report.findings
    assert finding.kind is Kind.SMALL
    assert str(finding) == "age a is 7: all ages: 47 minus age b: 40 leaves 7"


def test_two_hidden_cells_share_a_small_rest_and_each_is_at_least_one():
    report = attacked(
        public(
            shown("all ages", 47, age="a b c"),
            shown("age b", 40, age="b"),
            hole("age a", age="a"),
            hole("age c", age="c"),
        )
    )
    assert bounds(report) == {"age a": (1, 6), "age c": (1, 6)}
    assert str(report.findings[0]) == (
        "age a is 1 to 6: all ages: 47 minus age b: 40 minus age c: hidden, at least 1 leaves 6"
    )


@pytest.mark.parametrize(("total", "is_safe"), [(51, False), (52, True)])
def test_the_threshold_itself_can_be_shown(total, is_safe):
    """40 are shown; of the rest each is one or more, so the other can be 10 or 11."""
    report = attacked(
        public(
            shown("all ages", total, age="a b c"),
            shown("age b", 40, age="b"),
            hole("age a", age="a"),
            hole("age c", age="c"),
        )
    )
    assert (not report.findings) is is_safe
    assert report.smallest_upper == total - 41


def test_without_a_total_nothing_bounds_a_hidden_cell():
    report = attacked(public(shown("age b", 40, age="b"), hole("age a", age="a")))
    assert bounds(report) == {"age a": (1, None)}
    assert report.findings == ()
    assert report.smallest_upper is None


def test_a_total_of_everybody_is_the_sum_of_the_levels_only_where_there_are_no_others():
    said = public(shown("everybody", 47), shown("age b", 40, age="b"), hole("age a", age="a"))
    assert bounds(attacked(said)) == {"age a": (1, 7)}
    assert bounds(attacked(said, closed={"age": "a b"})) == {"age a": (7, 7)}


def test_a_hidden_number_that_might_be_shown_and_is_known_is_said_apart():
    report = attacked(public(shown("all ages", 90, age="a b"), shown("age b", 40, age="b"), hole("age a", age="a")))
    (finding,) = report.findings
    assert finding.kind is Kind.DETERMINED
    assert finding.words == "age a is 50"


def test_a_small_number_that_is_shown_is_a_finding():
    (finding,) = attacked(public(shown("age a", 4, age="a"))).findings
    assert str(finding) == "age a: 4, release 1, is itself too small"


def test_a_zero_that_is_shown_empties_what_lies_in_it():
    """No women in a: so the hidden cell of a is all men, of whom 5 are in a or b and b has none."""
    report = attacked(
        public(
            shown("women of a", 0, age="a", sex="f"),
            shown("men of a and b", 5, age="a b", sex="m"),
            shown("men of b", 0, age="b", sex="m"),
            hole("age a", age="a"),
        ),
        closed={"age": "a b", "sex": "f m"},
    )
    assert bounds(report) == {"age a": (5, 5)}


def test_quarters_years_and_rolling_totals_are_one_system():
    """Rolling totals of two years less a year: the rest is one quarter less another."""
    report = attacked(
        public(
            shown("quarters 1 to 4", 60, window=(0, 4)),
            shown("quarters 2 to 5", 63, window=(1, 5)),
            shown("quarter 1", 12, window=(0, 1)),
            shown("quarters 5 to 6", 19, window=(4, 6)),
            hole("quarter 5", window=(4, 5)),
            hole("quarter 6", window=(5, 6)),
        )
    )
    assert bounds(report) == {"quarter 5": (15, 15), "quarter 6": (4, 4)}


def test_rounded_numbers_leave_an_interval():
    lower, upper = before_nearest(25), before_nearest(20)
    report = attacked(
        public(shown("all ages", lower, age="a b"), shown("age b", upper, age="b"), hole("age a", age="a"))
    )
    assert bounds(report) == {"age a": (1, 27 - 18)}
    assert str(report.findings[0]) == "age a is 1 to 9: all ages: at most 27 minus age b: at least 18 leaves 9"


def test_a_percentage_with_its_denominator_is_a_count():
    assert count_of_percentage("17.5", 40) == (7, 7)
    assert count_of_percentage("18", 40) == (7, 7)
    assert count_of_percentage("2", 1000) == (15, 25)
    with pytest.raises(ValueError, match="no whole number is 3 % of 10"):
        count_of_percentage("3", 10)
    said = public(
        shown("17.5 % of 40", count_of_percentage("17.5", 40), age="a"),
        shown("all ages", 40, age="a b"),
        hole("age a", age="a"),
    )
    assert bounds(attacked(said)) == {"age a": (7, 7)}


def test_a_share_of_a_hidden_number_bounds_it_in_whole_numbers():
    """Of at most 8 people one third: 1 of 3 or 2 of 6, which no real number excludes more of."""
    third = (Fraction(3333, 10000), Fraction(3334, 10000))
    report = attacked(
        public(
            shown("all ages", (0, 8), age="a b"),
            share("age a", {"age": "a"}, {"age": "a b"}, *third),
            hole("age a", age="a"),
            hole("all ages, again", age="a b"),
        )
    )
    assert bounds(report) == {"age a": (1, 2), "all ages, again": (3, 6)}
    assert report.n_whole > 0


def test_a_cell_that_just_reaches_the_threshold_in_whole_numbers_is_safe():
    """All three have 31, any two 20 or 21: so each has 10 or 11, and can reach the threshold."""
    pairs = [shown(f"{a} and {b}", (20, 21), age=f"{a} {b}") for a, b in itertools.combinations("abc", 2)]
    report = attacked(public(*pairs, shown("all", (31, 31), age="a b c"), *(hole(each, age=each) for each in "abc")))
    assert set(bounds(report).values()) == {(10, 11)}
    assert report.findings == ()


def test_only_whole_numbers_give_a_cell_away():
    """Three quarters of at most 15 people are 11.25 in real numbers, and 9 of 12 or less in whole ones."""
    quarters = (Fraction(3, 4), Fraction(3, 4))
    report = attacked(
        public(
            shown("all ages", (10, 15), age="a b"),
            share("age a", {"age": "a"}, {"age": "a b"}, *quarters),
            hole("age a", age="a"),
        )
    )
    (finding,) = report.findings
    assert (finding.kind, finding.words) == (Kind.SMALL, "age a is 9")
    assert finding.equation.endswith("leaves 11.25; only whole numbers leave no more")


def test_real_numbers_that_no_whole_ones_follow_are_a_contradiction():
    """Half of 21 is no number of people."""
    half = (Fraction(1, 2), Fraction(1, 2))
    report = attacked(
        public(
            shown("all ages", 21, age="a b"), share("age a", {"age": "a"}, {"age": "a b"}, *half), hole("a", age="a")
        )
    )
    assert [finding.kind for finding in report.findings] == [Kind.CONTRADICTION]
    assert report.findings[0].equation == "only whole numbers leave no more"


def test_earlier_releases_are_attacked_with_this_one():
    first = public(shown("all ages", 47, age="a b"), hole("age a", age="a"), hole("age b", age="b"))
    second = public(shown("age b", 40, age="b"), hole("age a", age="a"), words="release 2")
    assert attacked(first).findings == ()
    report = attacked(first, second)
    assert bounds(report) == {"age a": (7, 7), "age b": (40, 40)}
    assert (
        str(report.findings[0])
        == "age a, release 1 is 7: all ages, release 1: 47 minus age b, release 2: 40 leaves 7"
    )


@pytest.mark.parametrize(("change", "is_finding"), [(0, False), (1, True), (-10, True), (11, False)])
def test_a_correction_counts_people(change, is_finding):
    first = public(shown("deaths in 2022", 100, window=(0, 4)))
    second = public(shown("deaths in 2022", 100 + change, window=(0, 4)), words="release 2")
    report = attacked(first, second)
    assert [finding.kind for finding in report.findings] == [Kind.CHANGE] * is_finding
    if is_finding:
        assert report.findings[0].words == (
            f"deaths in 2022 was 100 in release 1 and is {100 + change} in release 2, a change by {abs(change)}"
        )


def test_months_that_did_not_change_are_one_system_and_months_that_did_are_not():
    def release(words, first, *said):
        return public(
            shown("quarter 1", first, window=(0, 1)), shown("quarter 2", 70, window=(1, 2)),
            shown("both quarters", first + 70, window=(0, 2)), *said, words=words,
        )  # fmt: skip

    holes = [hole(f"age {age} in {when}", window=(when - 1, when), age=age) for when in (1, 2) for age in "ab"]
    known = [shown(f"age b in {when}", 40, window=(when - 1, when), age="b") for when in (1, 2)]
    report = attacked(release("release 1", 50, *holes), release("release 2", 65, *known), closed={"age": "a b"})
    found = bounds(report)
    assert found["age a in 2"] == (30, 30)
    assert found["age a in 1"] == (1, 49)
    same = attacked(release("release 1", 50, *holes), release("release 2", 50, *known), closed={"age": "a b"})
    assert bounds(same)["age a in 1"] == (10, 10)


def test_numbers_that_contradict_one_another_are_a_finding():
    report = attacked(public(shown("all ages", 10, age="a b"), shown("age a", 20, age="a"), hole("age b", age="b")))
    assert [str(finding) for finding in report.findings if finding.kind is Kind.CONTRADICTION] == [
        "the public numbers contradict one another: all ages: 10 minus age a: 20 "
        "minus age b: hidden, at least 1 leaves -11"
    ]


@pytest.mark.parametrize(("later", "kind"), [(60, Kind.CORRECTION), (48, Kind.CHANGE)])
def test_publications_that_contradict_one_another_were_corrected(later, kind):
    apart = attacked(
        public(shown("all ages", 47, age="a b"), hole("age a", age="a"), hole("age b", age="b")),
        public(shown("age a", later, age="a"), words="release 2"),
    )
    assert [(finding.kind, finding.numbers) for finding in apart.findings] == [(kind, ("age a",))]
    assert bounds(apart) == {"age a": (1, 46), "age b": (1, 46)}


def test_a_contradiction_of_some_days_leaves_others_one_system():
    """The first release has the second quarter as a sum of ages only."""
    ages = [shown(f"age {age} in 2", 30, window=(1, 2), age=age) for age in "ab"]
    first = public(
        shown("quarter 1", 50, window=(0, 1)), hole("age a in 1", window=(0, 1), age="a"),
        hole("age b in 1", window=(0, 1), age="b"), *ages,
    )  # fmt: skip
    second = public(
        shown("quarter 2", 75, window=(1, 2)), shown("age b in 1", 43, window=(0, 1), age="b"), words="release 2"
    )
    report = attacked(first, second, closed={"age": "a b"})
    assert {finding.kind for finding in report.findings} == {Kind.CORRECTION, Kind.SMALL, Kind.DETERMINED}
    assert bounds(report) == {"age a in 1": (7, 7), "age b in 1": (43, 43)}


def test_a_dimension_that_is_covered_whole_is_as_one_that_is_not_named():
    first = public(shown("both ages", 50, age="a b"))
    second = public(shown("everybody", 53), words="release 2")
    assert [finding.kind for finding in attacked(first, second, closed={"age": "a b"}).findings] == [Kind.CHANGE]


def test_measures_are_apart_and_public_ones_are_not_attacked():
    report = attack([public(shown("age a", 4, age="a"))], {MEASURE: range(0), "other": HIDDEN})
    assert (report.n_numbers, report.findings) == (0, ())


@pytest.mark.parametrize("seed", range(40))
def test_bounds_are_those_of_all_tables_there_are(seed):
    """Two by three cells of 0 to 3 people: every table that agrees with what is public is listed."""
    rng = random.Random(seed)
    cells = list(itertools.product("ab", "xyz"))
    truth = {cell: rng.randint(0, 3) for cell in cells}
    levels = [("a", "b", "a b"), ("x", "y", "z", "x y", "x y z")]
    said, tests = [], []
    for age, sex in itertools.product(*levels):
        inside = [cell for cell in cells if cell[0] in age.split() and cell[1] in sex.split()]
        value, words, kind = sum(truth[cell] for cell in inside), f"{age} by {sex}", rng.random()
        if kind < 0.35 and value > 0:
            said.append(hole(words, age=age, sex=sex))
            tests.append((inside, 1, 99))
        elif kind < 0.75:
            slack = rng.choice([0, 0, 1])
            said.append(shown(words, (max(value - slack, 0), value + slack), age=age, sex=sex))
            tests.append((inside, max(value - slack, 0), value + slack))
    said.append(shown("all", sum(truth.values()), age="a b", sex="x y z"))
    tests.append((cells, sum(truth.values()), sum(truth.values())))
    found: dict = {}
    tables = (dict(zip(cells, values, strict=True)) for values in _tables(len(cells), sum(truth.values())))
    for table in tables:
        if all(low <= sum(table[cell] for cell in inside) <= high for inside, low, high in tests):
            for each in said:
                inside = [c for c in cells if c[0] in each.groups["age"] and c[1] in each.groups["sex"]]
                found.setdefault(each.words, set()).add(sum(table[cell] for cell in inside))
    report = attacked(public(*said), closed={"age": "a b", "sex": "x y z"})
    expected = {
        each.words: (min(found[each.words]), max(found[each.words]))
        for each in said
        if hasattr(each, "lower") is False
    }
    assert {**expected, **bounds(report)} == expected
    assert all(each.is_reached for each in report.intervals)


def _tables(n_cells, total):
    if n_cells == 1:
        yield (total,)
        return
    for first in range(total + 1):
        yield from ((first, *rest) for rest in _tables(n_cells - 1, total - first))


@pytest.mark.parametrize("seed", [2, 4, 6])
def test_small_cells_hidden_alone_are_recovered(seed):
    world = worlds.make_world(seed, mean=10.0, n_earlier=2, correction="safe")
    report = attack(worlds.naive_publications(world), {MEASURE: HIDDEN}, {MEASURE: world.closed})
    releases = {each.name: each for each in world.releases}
    truth = [releases[each.publication].count(each.cell.window, each.cell.groups) for each in report.intervals]
    assert all(each.lower <= value <= each.upper for each, value in zip(report.intervals, truth, strict=True))
    assert sum(each.lower == each.upper for each in report.intervals) > 5
    assert {finding.kind for finding in report.findings} == {Kind.SMALL}


def test_a_small_correction_is_found_and_a_large_one_is_not():
    for correction, kinds in (("small", {Kind.CHANGE}), ("safe", set()), ("none", set())):
        world = worlds.make_world(0, n_earlier=2, correction=correction)
        report = attack(worlds.naive_publications(world), {MEASURE: HIDDEN}, {MEASURE: world.closed})
        assert {finding.kind for finding in report.findings} == kinds


def test_every_equation_adds_up_and_the_order_changes_nothing():
    world = worlds.make_world(4, mean=10.0, n_earlier=1)
    publications = worlds.naive_publications(world)
    report = attack(publications, {MEASURE: HIDDEN}, {MEASURE: world.closed})
    told = [
        str(finding) for finding in report.findings if "leaves" in finding.equation and "more" not in finding.equation
    ]
    assert len(told) > 5
    for text in told:
        equation = text.split(": ", 1)[1]
        terms = re.findall(
            r"(?:^|(plus|minus) )(?:([\d.]+) times )?deaths[^:]*: (?:hidden, at least )?(\d+)", equation
        )
        total = sum((-1 if sign == "minus" else 1) * float(times or 1) * int(value) for sign, times, value in terms)
        assert total == pytest.approx(float(equation.rsplit("leaves ", 1)[1]))
    rng = random.Random(1)
    for each in publications:
        for name in ("numbers", "hidden"):
            object.__setattr__(each, name, tuple(rng.sample(getattr(each, name), len(getattr(each, name)))))
    assert bounds(attack(publications, {MEASURE: HIDDEN}, {MEASURE: world.closed})) == bounds(report)


def test_midpoints_and_multiples_stand_for_these_counts():
    assert [before_midpoint(shown) for shown in (0, 3, 9, 15)] == [(0, 0), (1, 6), (7, 12), (13, 18)]
    assert [before_nearest(shown) for shown in (0, 5, 10)] == [(0, 2), (3, 7), (8, 12)]
