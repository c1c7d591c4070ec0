import pytest

from evaluation.disclosure.attack.intervals import before_midpoint, before_nearest
from evaluation.disclosure.rounding_rules import midpoint, nearest


def test_counts_are_rounded_as_opensafely_does():
    assert [nearest(count) for count in (0, 2, 3, 7, 8, 12, 13)] == [0, 0, 5, 5, 10, 10, 15]
    assert [midpoint(count) for count in (0, 1, 6, 7, 12, 13)] == [0, 3, 3, 9, 9, 15]
    assert [nearest(count, 10) for count in (4, 5, 14, 15)] == [0, 10, 10, 20]


@pytest.mark.parametrize(("rule", "before", "base"), [(nearest, before_nearest, 5), (midpoint, before_midpoint, 6)])
def test_what_an_attacker_infers_is_every_count_that_rounds_so(rule, before, base):
    for shown in {rule(count) for count in range(100)}:
        counts = [count for count in range(200) if rule(count) == shown]
        assert before(shown) == (min(counts), max(counts))
        assert all(before(rule(count))[0] <= count <= before(rule(count))[1] for count in counts)


@pytest.mark.parametrize("rule", [nearest, midpoint])
def test_people_are_not_negative(rule):
    with pytest.raises(ValueError, match="-1 people cannot be rounded to a base of"):
        rule(-1)
    with pytest.raises(ValueError, match="to a base of 0"):
        rule(1, 0)
