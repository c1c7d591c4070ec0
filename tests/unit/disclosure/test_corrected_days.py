import pytest

from evaluation.disclosure.corrected_days import corrected_days
from evaluation.disclosure.differences import find_leak
from evaluation.disclosure.scope import Count, Scope

HIDDEN = range(1, 10)
YEAR, FIRST, REST, LAST = (0, 4), (0, 1), (1, 4), (3, 4)


def told(**numbers):
    windows = {"year": YEAR, "first": FIRST, "rest": REST, "last": LAST, "ever": None}
    ranges = {name: value if isinstance(value, tuple) else (value, value) for name, value in numbers.items()}
    return {Scope("death", windows[name]): each for name, each in ranges.items()}


def test_a_year_changes_with_one_of_its_quarters_and_its_other_days_do_not():
    days = corrected_days([told(year=200, first=60, rest=140), told(year=215, first=75)])
    assert days.windows == (FIRST,)
    assert days.as_of(0, YEAR) == ((FIRST, 0),)
    assert days.as_of(0, REST) == ()
    assert days.as_of(1, YEAR) == ()


def test_where_only_the_year_is_known_all_of_it_changes():
    days = corrected_days([told(year=200, first=60), told(year=215)])
    assert days.windows == (YEAR,)
    assert days.as_of(0, FIRST) == ((FIRST, 0),)
    assert days.as_of(0, YEAR) == ((FIRST, 0), (REST, 0))


def test_a_quarter_that_is_equal_explains_no_change_of_the_year():
    publications = [told(first=50), told(year=200, first=60), told(year=215, first=60)]
    assert corrected_days(publications).windows == (FIRST, YEAR)


def test_a_quarter_explains_the_year_whichever_publication_has_it():
    assert corrected_days([told(year=200), told(first=60), told(year=215, first=75)]).windows == (FIRST,)


def test_all_days_of_numbers_that_differ_where_the_shortest_do_not_explain_them():
    days = corrected_days([told(year=200, first=60, rest=140), told(year=240, first=75)], finest=False)
    assert days.windows == (FIRST, YEAR)
    assert days.as_of(0, REST) == ((REST, 0),)


def test_data_that_are_again_as_they_were_are_the_same():
    days = corrected_days([told(year=200), told(year=230), told(last=40), told(year=200)])
    assert [days.as_of(at, LAST) for at in range(3)] == [(), ((LAST, 1),), ((LAST, 1),)]


@pytest.mark.parametrize(("second", "windows"), [((12, 22), ()), ((23, 33), (YEAR,))])
def test_ranges_differ_where_no_number_is_in_both(second, windows):
    assert corrected_days([told(year=(12, 22)), told(year=second)]).windows == windows


def test_all_time_changes_as_a_whole():
    days = corrected_days([told(ever=200, first=60), told(ever=250)])
    assert days.windows == (None,)
    assert days.as_of(0, FIRST) == ((None, 0),)


def test_counts_of_two_versions_share_the_days_that_did_not_change():
    """Of 200 old deaths 60 were in days that changed since: 140 were not, of which two places have 134."""
    counts = [
        Count(Scope("death", YEAR, (), ((FIRST, 0),)), 200, "the year", "before", "before"),
        Count(Scope("death", FIRST, (), ((FIRST, 0),)), 60, "the quarter", "before", "before"),
        *(
            Count(Scope.of("death", window=REST, levels={"community": {place}}), n, place, "now", "now")
            for place, n in (("birch", 64), ("elm", 70))
        ),
    ]
    closed = {"community": frozenset({"alder", "birch", "elm"})}
    assert "leaves 6" in find_leak(counts, HIDDEN, closed).equation
    now = Count(Scope("death", FIRST), 75, "the quarter", "now", "now")
    assert find_leak([*counts[:2], now, Count(Scope("death", YEAR), 215, "the year", "now", "now")], HIDDEN) is None
    leak = find_leak([*counts[:2], now, Count(Scope("death", YEAR), 220, "the year", "now", "now")], HIDDEN)
    assert "contradict one another" in leak.equation
