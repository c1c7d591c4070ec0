"""Months in which a whole and its parts leave a count that must stay hidden."""

from evaluation.disclosure.hidden_rests import ToldSeries, months_with_hidden_rests

HIDDEN = range(1, 10)
MARCH, APRIL = (737119, 737150), (737150, 737180)


def told(key, members, march, april=50, *, now=True, window=None):
    months = {month: n for month, n in ((MARCH, march), (APRIL, april)) if n is not None}
    return ToldSeries(key, frozenset(members), months, is_now=now, window=window)


def test_a_whole_without_one_part():
    series = [told("all", {"a", "b"}, 60, 100), told("a", {"a"}, 53)]
    assert months_with_hidden_rests(series, HIDDEN) == {("all", MARCH), ("a", MARCH)}


def test_parts_that_no_plan_names_together_are_subtracted_together():
    """60 are 30, 25 and 5: no two series tell the five, the three of three releases do."""
    before = [told("all", "abc", 60, 100, now=False), told("a", "a", 30, 20, now=False)]
    assert months_with_hidden_rests([*before, told("b", "b", 25, 20)], HIDDEN) == {("b", MARCH)}
    assert months_with_hidden_rests(before, HIDDEN) == set()


def test_parts_that_share_a_member_are_not_added():
    before = [told("all", "abc", 60, 100, now=False), told("ab", "ab", 30, 20, now=False)]
    assert months_with_hidden_rests([*before, told("bc", "bc", 25, 20)], HIDDEN) == set()


def test_what_an_earlier_model_does_not_tell_may_be_such_a_count():
    before = told("all", "ab", None, None, now=False, window=(MARCH[0], APRIL[1]))
    assert months_with_hidden_rests([before, told("a", "a", 30)], HIDDEN) == {("a", MARCH), ("a", APRIL)}
    only_april = told("all", "ab", None, None, now=False, window=APRIL)
    assert months_with_hidden_rests([only_april, told("a", "a", 30)], HIDDEN) == {("a", APRIL)}


def test_versions_of_one_series_are_all_compared():
    before = [told("all", "ab", n, 100, now=False) for n in (60, 35)]
    assert months_with_hidden_rests([*before, told("a", "a", 30)], HIDDEN) == {("a", MARCH)}
