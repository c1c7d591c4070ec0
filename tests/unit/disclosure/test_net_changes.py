"""What follows now is not a few people apart from what followed before, be it printed or not."""

import pytest

from evaluation.disclosure.net_changes import first_net_change
from evaluation.disclosure.scope import Count, Scope

HIDDEN = range(1, 5)
ARMS = {"arm": frozenset({"cep", "rfs"})}


def count(value, **levels):
    return Count(Scope.of("participant", levels={name: {level} for name, level in levels.items()}), value, "", "", "")


BEFORE = [count(21), count(9, arm="cep"), count(12, arm="rfs")]


@pytest.mark.parametrize(
    ("rest", "is_told"), [(12, False), (13, True), (16, True), (17, False), (8, True), (7, False)]
)
def test_what_is_left_of_all_without_the_other_arm(rest, is_told):
    counts = [count(22 + rest), count(22, arm="cep")]
    found = first_net_change(counts, [BEFORE], HIDDEN, ARMS)
    assert bool(found) is is_told
    if found:
        assert found.is_of_past
        assert found.equation.startswith(f"participants, arm rfs: {rest} follows")


def test_parts_that_add_up_to_a_total_of_before():
    counts = [count(26, arm="cep"), count(15, arm="rfs")]
    assert first_net_change(counts, [[count(40)]], HIDDEN, ARMS)
    assert not first_net_change(counts, [[count(40)]], HIDDEN), "others may have no arm"
    assert not first_net_change(counts, [[count(36)]], HIDDEN, ARMS)


def test_what_followed_before_as_it_is_now_is_told_already():
    counts = [count(22), count(9, arm="cep")]
    later = [count(22), count(9, arm="cep"), count(13, arm="rfs")]
    assert first_net_change(counts, [BEFORE], HIDDEN, ARMS)
    assert not first_net_change(counts, [BEFORE, later], HIDDEN, ARMS)


def test_other_days_are_other_people():
    old = Count(Scope.of("participant", window=(10, 20)), 40, "", "", "")
    new = Count(Scope.of("participant", window=(10, 21)), 41, "", "", "")
    assert not first_net_change([new], [[old]], HIDDEN)
    assert first_net_change([Count(old.scope, 41, "", "", "")], [[old]], HIDDEN)


def test_nothing_is_compared_with_nothing():
    assert first_net_change([], [BEFORE], HIDDEN) is None
    assert first_net_change(BEFORE, [[]], HIDDEN) is None
