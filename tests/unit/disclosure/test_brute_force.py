"""What follows from numbers on small grids, by hand, past the admission."""

import itertools

import numpy as np
import pandas as pd
import pytest

from evaluation.disclosure.brute_force import groups
from evaluation.disclosure.brute_force.grid import grid_of
from evaluation.disclosure.brute_force.net_changes import net_changes
from evaluation.disclosure.brute_force.subtraction import Subtraction
from evaluation.disclosure.brute_force.waves import few_who_are_new
from evaluation.disclosure.fact import Fact

DEATHS = "overdose death"
SMALL = range(1, 10)
FEW = range(1, 5)
PLACES = ("alder", "birch", "elm", "fir")
MONTHS = [pd.Period("2019-01", "M") + n for n in range(36)]


def said(value, family="printed", months=None, measure=DEATHS, **levels):
    """A number of a stretch of months, of these levels."""
    window = months and (months[0].start_time, (months[-1] + 1).start_time)
    named = {name: frozenset(each.split("+")) for name, each in levels.items()}
    words = f"{family}, {' '.join(levels.values()) or 'all'}: {value}"
    return Fact(measure, value, window, named, words, family)


def wide():
    """Three years of months by sex, age and race, and a quarter of alder, of which 8 died before March.

    March of alder follows from everybody and the three other communities, each of which is known by itself.
    """
    closed = {"community": frozenset(PLACES)}
    facts = [said(30, "by quarter", MONTHS[:3], community="alder")]
    levels = {
        "sex": ("female", "male"),
        "age_group": tuple(f"{n}" for n in range(6)),
        "race_ethnicity": tuple(f"race {n}" for n in range(6)),
    }
    for month in MONTHS:
        facts.append(said(600, "by month", [month]))
        facts += [
            said(600 // len(of), f"by {name}", [month], **{name: level})
            for name, of in levels.items()
            for level in of
        ]
    facts += [
        said(n, f"model of {place}", [MONTHS[2]], community=place)
        for place, n in zip(PLACES[1:], (190, 191, 197), strict=True)
    ]
    return facts, closed | {name: frozenset(of) for name, of in levels.items()}


def test_two_months_of_a_community_are_asked_for_whatever_else_is_told_apart():
    facts, closed = wide()
    asked = groups.asked_of(grid_of(facts, closed))
    assert len(asked) > 1, "the product of all dimensions is too large"
    subtraction = Subtraction(facts, SMALL, closed)
    assert subtraction.differences() == []
    (found,) = subtraction.equations()
    assert found.endswith("2019-01-01 to the day before 2019-03-01; community alder: 8")


def test_every_pair_of_dimensions_is_asked_for_as_finely_as_any():
    grid = grid_of(*wide())
    finest = {name: max(len(each.sets.get(name, ())) for each in groups.asked_of(grid)) for name in grid.masks}
    for pair in itertools.combinations(grid.masks, 2):
        assert any(
            all(len(each.sets.get(name, ())) == finest[name] for name in pair) for each in groups.asked_of(grid)
        ), pair


def test_what_cannot_be_asked_for_is_found(monkeypatch):
    monkeypatch.setattr(groups, "MOST_ASKED", 10)
    monkeypatch.setattr(groups, "MOST_OF_A_PAIR", 100)
    facts, closed = wide()
    (found,) = Subtraction(facts, SMALL, closed).ways
    assert found.startswith("overdose death cannot be checked: ")
    less = [
        said(value, months=[MONTHS[at]], community=place) for at, place, value in ((0, "alder", 40), (1, "elm", 20))
    ]
    more = [*less, said(60, "other", [MONTHS[0]], community="fir")]
    (found,) = net_changes(more, {"publication 1": [said(50, months=[MONTHS[0]], community="alder")]}, SMALL, {})
    assert found.startswith("overdose death cannot be compared with publication 1: ")


def plans(n_places, *arms):
    """Everybody, each community by itself over the quarter, and plans that join them in other arms, by month."""
    rng = np.random.default_rng(4)
    places = [f"place {number:02d}" for number in range(n_places)]
    deaths = {(at, place): int(rng.integers(30, 50)) for at in range(3) for place in places}
    deaths |= {(1, places[0]): 4, (1, places[1]): 3}
    facts = [
        said(sum(deaths[at, place] for at in range(3)), "by place", MONTHS[:3], community=place) for place in places
    ]
    for at in range(3):
        facts.append(said(sum(deaths[at, place] for place in places), "by month", [MONTHS[at]]))
        for number, members in enumerate(arms):
            arm = [places[each] for each in members]
            value = sum(deaths[at, place] for place in arm)
            facts.append(said(value, f"plan {number}", [MONTHS[at]], community="+".join(arm)))
    return facts, {"community": frozenset(places)}


@pytest.mark.parametrize("n_places", [5, 8, 14])
def test_what_arms_of_three_plans_have_in_common(n_places):
    """Two communities are in each first arm, every other one in one: half of the three arms without all is theirs."""
    others = np.array_split(np.arange(2, n_places), 3)
    facts, closed = plans(n_places, *([0, 1, *each] for each in others))
    subtraction = Subtraction(facts, SMALL, closed)
    assert subtraction.differences() == []
    assert any(
        "; community place 00, place 01: 7" in each or "place 01, place 00: 7" in each
        for each in subtraction.equations()
    )


@pytest.mark.parametrize("n_places", [5, 9, 12])
def test_sets_of_one_dimension(n_places):
    """Arms of two plans: in common, apart, together and left, and all sets of a few classes."""
    closed = {"community": frozenset(f"p{n:02d}" for n in range(n_places))}
    places = sorted(closed["community"])
    one, other = set(places[:3]), set(places[2 : n_places - 1])
    facts = [said(50, f"by place {place}", community=place) for place in places]
    facts += [said(200, "plan", community="+".join(sorted(each))) for each in (one, other)]
    grid = grid_of(facts, closed)
    (asked,) = groups.asked_of(grid)
    named = [parts for (parts,) in grid.named["community"]]
    sets = {frozenset(np.array(named)[each]) for each in asked.sets["community"]}
    everybody = set(places)
    for each in (one & other, one - other, other - one, one | other, everybody - one - other, everybody - one):
        assert frozenset(each) in sets
    assert len(asked.sets["community"]) == len(sets)
    if n_places <= 6:
        assert len(sets) == 2**n_places - 1


def interviewed(value, family="printed", **levels):
    return said(value, family, measure="participant", **levels)


ROLES = {"role": frozenset({"clinician", "peer"})}


def changed(now, *earlier, hidden=FEW, closed=ROLES):
    return net_changes(now, {f"publication {n}": facts for n, facts in enumerate(earlier, 1)}, hidden, closed)


def test_a_number_that_follows_is_compared_with_one_that_was_printed():
    """28 without 15 are 13, and were 12."""
    before = [interviewed(22), interviewed(10, role="clinician"), interviewed(12, role="peer")]
    (found,) = changed([interviewed(28), interviewed(15, role="clinician")], before)
    assert found == "participant, role peer: 13 follows from this release and 12 from publication 1, a change by 1"


def test_a_table_adds_up_to_what_was_printed():
    before = [interviewed(40)]
    now = [interviewed(25, "table", role="clinician"), interviewed(16, "table", role="peer")]
    (found,) = changed(now, before)
    assert found == "participant, all: 41 follows from this release and 40 from publication 1, a change by 1"
    assert changed([interviewed(25, "table", role="clinician"), interviewed(15, "table", role="peer")], before) == []


@pytest.mark.parametrize(("clinicians", "n_found"), [(15, 1), (16, 0), (11, 0), (6, 1)])
def test_a_change_of_nobody_or_of_many_tells_nothing(clinicians, n_found):
    """Of 28, peers are 13, 12, 17 and 22, and were 12; clinicians were 10."""
    before = [interviewed(22), interviewed(10, role="clinician")]
    found = changed([interviewed(28), interviewed(clinicians, role="clinician")], before)
    is_small = abs(28 - clinicians - 12) in FEW or abs(clinicians - 10) in FEW
    assert bool(found) is is_small


def test_what_is_out_is_not_found_again():
    first = [interviewed(22), interviewed(10, role="clinician"), interviewed(12, role="peer")]
    second = [interviewed(28), interviewed(15, role="clinician")]
    assert changed(second, first, second) == []
    assert changed([interviewed(13, role="peer")], first, second) == []
    assert len(changed([interviewed(14, role="peer")], first, second)) == 2


def test_a_longer_window_is_another_group():
    before = [said(100, months=MONTHS[:12]), said(60, months=MONTHS[:12], community="alder")]
    now = [said(104, months=MONTHS[:13]), said(63, months=MONTHS[:13], community="alder")]
    assert changed(now, before, hidden=SMALL, closed={}) == []
    assert len(changed([said(104, months=MONTHS[:12])], before, hidden=SMALL, closed={})) == 1


def test_two_changes_that_are_known_together_tell_nothing_more():
    """Alder has 30 more, elm 27 fewer; only if a number is of both is what they changed by its own."""
    closed = {"community": frozenset(PLACES)}
    before = [said(60, "by place", community="alder"), said(60, "by place", community="elm")]
    now = [said(90, "by place", community="alder"), said(33, "by place", community="elm")]
    assert changed(now, before, hidden=SMALL, closed=closed) == []
    (found,) = changed([*now, said(123, community="alder+elm")], before, hidden=SMALL, closed=closed)
    assert "123 follows from this release and 120 from publication 1, a change by 3" in found


def test_what_is_left_of_two_numbers_that_changed_by_many():
    """A year changed by 30, its first quarter by 25: the rest of it by 5."""
    before = [said(200, months=MONTHS[:12]), said(60, months=MONTHS[:3])]
    now = [said(230, months=MONTHS[:12]), said(85, months=MONTHS[:3])]
    (found,) = changed(now, before, hidden=SMALL, closed={})
    assert "2019-04-01 to the day before 2020-01-01: 145 follows from this release and 140" in found


def test_a_publication_that_contradicts_what_is_known_of_levels_is_read_without():
    """By roles 20 of 22: two had none then, of whom this release has no more."""
    before = [interviewed(22), interviewed(10, role="clinician"), interviewed(10, role="peer")]
    now = [interviewed(30), interviewed(16, role="clinician"), interviewed(14, role="peer")]
    assert any(
        each.startswith("participant, role peer: 14 follows from this release and 10 ")
        for each in changed(now, before)
    )


def new(now, *earlier, closed=None):
    told = {f"publication {n}": facts for n, facts in enumerate(earlier, 1)}
    return few_who_are_new(now, told, FEW, ROLES if closed is None else closed)[0]


def test_who_is_new_beside_others_who_were_there():
    """Of 13 in two roles ten were peers before: three are clinicians or new, though numbers changed by many."""
    roles = {"role": frozenset({"clinician", "family", "peer"})}
    before = [interviewed(10, role="peer"), interviewed(30, time="2020")]
    now = [interviewed(13, role="clinician+peer"), interviewed(36, time="2020")]
    assert net_changes(now, {"publication 1": before}, FEW, roles) == []
    (found, *_) = new(now, before, closed=roles)
    assert found.endswith("leaves 3")


def test_few_who_are_new_by_subtraction():
    """Of 20 then 10 were peers, and of 40 now 13: the two others between tell nothing of roles."""
    first = [interviewed(20), interviewed(10, role="clinician")]
    second = [interviewed(30)]
    third = [interviewed(40), interviewed(27, role="clinician")]
    assert any(
        each.endswith("role peer: 3") and "0002" in each and "0003" in each for each in new(third, first, second)
    )


def test_what_was_new_before_is_out():
    first = [interviewed(20), interviewed(10, role="clinician")]
    second = [interviewed(40), interviewed(27, role="clinician")]
    assert new(second, first, second) == []
    third = [interviewed(60), interviewed(37, role="clinician")]
    assert new(third, first, second) == []


def test_somebody_who_withdrew_contradicts_that_people_are_only_added():
    first = [interviewed(20), interviewed(10, role="clinician")]
    assert new([interviewed(18), interviewed(9, role="clinician")], first) == []
    second = [interviewed(12), interviewed(6, role="clinician")]
    assert "1" in new([interviewed(20), interviewed(13, role="clinician")], first, second)[0]
