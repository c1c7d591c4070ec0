import pytest

from evaluation.disclosure import equations
from evaluation.disclosure.differences import find_leak
from evaluation.disclosure.scope import Count, Scope, window_of

HIDDEN = range(1, 10)


def count(value, block="results", period="", derived=False, **levels):
    scope = Scope.of("overdose death", window=window_of(period), levels=levels)
    label = " ".join(["deaths", period, *("+".join(sorted(level)) for level in levels.values())])
    return Count(scope, value, label, block, block, derived)


@pytest.mark.parametrize(("value", "leaks"), [(0, False), (1, True), (9, True), (10, False), (11, False)])
def test_a_count_must_itself_not_be_small(value, leaks):
    assert bool(find_leak([count(value)], HIDDEN)) is leaks


@pytest.mark.parametrize(("rest", "leaks"), [(0, False), (1, True), (9, True), (10, False)])
def test_a_total_minus_one_part(rest, leaks):
    counts = [count(100 + rest, period="2020"), count(100, period="2020", community={"alder"})]
    assert bool(find_leak(counts, HIDDEN)) is leaks


@pytest.mark.parametrize(("rest", "leaks"), [(0, False), (1, True), (9, True), (10, False)])
def test_a_total_minus_all_parts_of_a_table(rest, leaks):
    parts = [count(50, "table", community={"alder"}), count(40, "table", community={"birch"})]
    assert bool(find_leak([count(90 + rest), *parts], HIDDEN)) is leaks


def test_the_equation_is_told_in_words():
    parts = [count(22, "table t", period=f"2020-Q{n}", community={"cep"}) for n in (3, 4)]
    leak = find_leak([count(49, "total", period="2020-07-01/2021-01-01", community={"cep"}), *parts], HIDDEN)
    assert leak.equation == (
        "deaths 2020-07-01/2021-01-01 cep (total): 49 minus "
        "deaths 2020-Q3 cep; deaths 2020-Q4 cep (table t): 44 leaves 5"
    )


def test_parts_that_cover_more_than_a_count():
    quarters = [count(20, "table", period=f"2020-Q{n}") for n in (1, 2, 3, 4)]
    late = count(36, period="2020-05-01/2020-10-01")
    leak = find_leak([*quarters, late], HIDDEN)
    assert "minus deaths 2020-05-01/2020-10-01 (results): 36 leaves 4" in leak.equation
    assert find_leak([*quarters, count(20, period="2020-05-01/2020-10-01")], HIDDEN) is None


def test_two_windows_with_a_different_end():
    counts = [count(200, "a", period="2016-01-01/2024-01-01"), count(195, "b", period="2016-01-01/2023-12-01")]
    assert "leaves 5" in find_leak(counts, HIDDEN).equation


def test_counts_that_are_not_nested_are_no_difference():
    counts = [count(100, "a", community={"alder"}), count(95, "b", age_group={"15-24"})]
    assert find_leak(counts, HIDDEN) is None


def test_a_published_zero_makes_sets_nested():
    """No young person died in cep, so the young are the young of rfs, and the others of rfs are 60 - 55."""
    ages, places = {"young", "old"}, {"cep", "rfs"}
    counts = [
        count(0, "t1", community={"cep"}, age={"young"}),
        count(80, "t1", community={"cep"}, age={"old"}),
        count(60, "t2", community={"rfs"}, age=ages),
        count(55, "t3", community=places, age={"young"}),
    ]
    assert "leaves 5" in find_leak(counts, HIDDEN).equation
    assert find_leak(counts[1:], HIDDEN) is None


def test_what_a_difference_of_nothing_shows_to_be_empty_makes_sets_nested():
    """The total is the sum of the two communities, so nobody died elsewhere."""
    counts = [
        count(100),
        count(60, "places", community={"alder"}),
        count(40, "places", community={"birch"}),
        count(53, "ages", age={"young"}),
        count(48, "both", community={"alder", "birch"}, age={"young"}),
    ]
    assert "leaves 5" in find_leak(counts, HIDDEN).equation


def test_numbers_of_the_same_people_that_differ_a_little():
    assert find_leak([count(100, "a"), count(97, "b")], HIDDEN)
    assert find_leak([count(100, "a"), count(100, "b")], HIDDEN) is None


def test_a_part_larger_than_its_whole_is_never_published():
    leak = find_leak([count(100), count(180, "t", community={"alder"})], HIDDEN)
    assert "do not count the same thing" in leak.equation


def test_overlapping_windows_are_combined():
    """2016-19 plus 2019-22 minus 2016-22 is 2019: three numbers, none inside another in a way that subtracts."""
    counts = [
        count(300, period="2016-01-01/2020-01-01"),
        count(305, period="2019-01-01/2023-01-01"),
        count(600, period="2016-01-01/2023-01-01"),
    ]
    assert (
        "2019-01-01 to 2020-01-01: 5 follows from all published counts together" in find_leak(counts, HIDDEN).equation
    )
    assert find_leak(counts, HIDDEN, thorough=False) is None
    assert find_leak(counts[:2], HIDDEN) is None
    assert find_leak([counts[0], count(310, period="2019-01-01/2023-01-01"), counts[2]], HIDDEN) is None


def test_two_parts_of_different_origin():
    counts = [count(27), count(11, "one", community={"alder"}), count(11, "other", community={"elm"})]
    assert "27 minus" in find_leak(counts, HIDDEN).equation
    assert "leaves 5" in find_leak(counts, HIDDEN).equation
    assert find_leak([count(32), *counts[1:]], HIDDEN) is None


def test_two_parts_that_are_larger_than_their_whole():
    """A correction by 4 between two tables is as much a leak where numbers grew as where they shrank."""
    counts = [
        count(200, "old", period="2019-07-01/2020-07-01"),
        count(100, "older", period="2020-01-01/2020-07-01"),
        *(count(26, "new", period="2019-07-01/2020-01-01", community={place}) for place in ("a", "b", "c", "d")),
    ]
    assert "do not count the same thing" in find_leak(counts, HIDDEN).equation
    assert find_leak(counts[:5], HIDDEN) is None


def test_arms_that_plans_join_otherwise_tell_of_the_places_that_two_share():
    """(82 + 89 + 82 - 239) / 2 = 7, among 14 places of which each is published alone at another time."""
    places = [f"place_{number:02d}" for number in range(14)]
    alone = [count(40 + number, "alone", period="2020", community={place}) for number, place in enumerate(places)]
    arms = (places[:4], [*places[:2], *places[4:9]], [*places[2:9]])
    told = zip((82, 89, 157), arms, strict=True)
    counts = [count(n, f"plan {n}", period="2019", community=set(arm)) for n, arm in told]
    leak = find_leak([*alone, *counts], HIDDEN)
    assert "place_00 and place_01: 7 follows from all published counts together" in leak.equation


@pytest.mark.parametrize("most", [2_000_000, 10_000])
def test_stretches_of_time_are_asked_for_however_many_dimensions_there_are(most, monkeypatch):
    """All of March less three places leaves alder's March, and alder's quarter less that its January and February."""
    monkeypatch.setattr(equations, "MOST_GROUPS", most)
    tables = {
        "sex": {"f": 300, "m": 420},
        "age": {"15-24": 240, "25-34": 250, "35-44": 230},
        "race": {"a": 180, "b": 170, "c": 190, "d": 180},
    }
    counts = [
        count(n, f"by {name}", period=f"2019-{month:02d}", **{name: {level}})
        for name, table in tables.items()
        for level, n in table.items()
        for month in range(3, 13)
    ]
    counts += [count(n, "alder", period=f"2019-Q{at}", community={"alder"}) for at, n in enumerate((31, 57, 58), 1)]
    models = {"birch": 311, "elm": 201, "fir": 185}
    counts += [count(n, "models", period="2019-03", community={place}) for place, n in models.items()]
    counts.append(count(90, "january", period="2019-01", community={"birch"}))
    closed = {name: frozenset(table) for name, table in tables.items()}
    closed |= {"community": frozenset({"alder", "birch", "elm", "fir"})}
    leak = find_leak(counts, HIDDEN, closed)
    assert "2019-01-01 to 2019-02-01 and 2019-02-01 to 2019-03-01, community alder: 8 follows" in leak.equation


def test_what_cannot_be_asked_for_in_full_is_a_leak(monkeypatch):
    monkeypatch.setattr(equations, "MOST_GROUPS", 300)
    counts = [count(20, "table", period=f"2020-{n:02d}", community={place}) for n in range(1, 13) for place in "abcd"]
    assert "cannot be checked" in find_leak(counts, HIDDEN).equation


def test_counts_that_only_together_contradict_one_another():
    """2016-19 plus 2019-22 minus 2016-22 is 2019: 30, not 42. No part is larger than a whole."""
    counts = [
        count(310, "a", period="2016-01-01/2020-01-01"),
        count(320, "b", period="2019-01-01/2023-01-01"),
        count(600, "c", period="2016-01-01/2023-01-01"),
    ]
    assert find_leak([*counts, count(30, "d", period="2019")], HIDDEN) is None
    leak = find_leak([*counts, count(42, "d", period="2019")], HIDDEN)
    assert "contradict one another" in leak.equation


def test_where_a_dimension_is_closed_its_levels_are_everybody():
    """Alder and elm are all there is, so deaths of alder by age are those of everybody but elm."""
    counts = [count(60, "one", age={"old"}), count(55, "other", age={"old"}, community={"alder", "elm"})]
    assert "leaves 5" in find_leak(counts, HIDDEN).equation
    both = [count(60, "t", community={"alder"}), count(40, "t", community={"elm"}), count(96, "age", age={"old"})]
    assert find_leak(both, HIDDEN) is None, "the old may live elsewhere"
    closed = {"community": frozenset({"alder", "elm"})}
    assert "leaves 4" in find_leak(both, HIDDEN, closed).equation
    assert find_leak(both, HIDDEN, {"community": frozenset({"alder", "elm", "fir"})}) is None


def test_one_large_total_gives_nothing_away():
    cells = [count(20 + n, "table", period=f"20{n:02d}", community={place}) for n in range(10, 20) for place in "ab"]
    total = count(sum(each.value for each in cells), period="2010-01-01/2020-01-01", community={"a", "b"})
    assert find_leak([*cells, total], HIDDEN) is None


def test_order_does_not_matter():
    counts = [count(100), count(60, "t", community={"alder"}), count(35, "t", community={"birch"})]
    assert find_leak(counts, HIDDEN).equation == find_leak(counts[::-1], HIDDEN).equation


def test_public_numbers_are_not_looked_at():
    assert find_leak([count(3), count(2, community={"alder"})], range(0)) is None
