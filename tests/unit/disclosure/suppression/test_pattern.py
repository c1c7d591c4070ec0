"""Patterns: no cheaper one protects, and an attacker who solves the finest table finds nothing."""

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import Bounds, LinearConstraint, milp

from evaluation.disclosure.scope import Count, Scope
from evaluation.disclosure.suppression import pattern as module
from evaluation.disclosure.suppression.optimal import CuttingPlanes
from evaluation.disclosure.suppression.pattern import NoPattern, suppress
from evaluation.disclosure.suppression.system import ContradictoryCounts, LinkedSystem

from .tables import HIDDEN, Release, cheapest_by_brute_force, may_be_hidden, singles, two_way, unprotected

# Objectives are sums of about 1 to 10; linear programs are solved to 1e-7.
TOLERANCE = 1e-6
MOST_SWITCHES = 11
MOST_TRIES = 1000


def pattern_of(release, published=(), **options):
    system = LinkedSystem.of(release.cells, published, release.closed)
    return suppress(system, HIDDEN, **{"gap": 0, "lower": "one", "companions": False, **options})


def names(cells):
    return sorted(cell.label for cell in cells)


def linked(finest):
    release = Release(finest)
    ages, sexes = singles(finest.shape[1]), singles(finest.shape[2])
    places = singles(finest.shape[0])
    return release.table("by_age", community=places, age=ages).table("by_sex", community=places, sex=sexes)


def by_pairs(finest):
    return linked(finest).table("by_age_and_sex", age=singles(finest.shape[1]), sex=singles(finest.shape[2]))


def in_time(finest):
    release = Release(finest, timed=True)
    quarters = [(at, at + 1) for at in range(finest.shape[-1])]
    return release.table("years", community=singles(finest.shape[0]), time=quarters).table("rolling", time=[(1, 3)])


def in_arms(finest):
    arms = [(0, 1), (2,)]
    return Release(finest).table("by_place", community=[*singles(3)[:2], *arms], age=singles(finest.shape[1]))


SHAPES = [(two_way, (3, 3)), (linked, (2, 2, 2)), (by_pairs, (2, 2, 2)), (in_time, (2, 3)), (in_arms, (3, 2))]


@pytest.mark.parametrize(("make", "shape"), SHAPES, ids=[make.__name__ for make, _ in SHAPES])
@pytest.mark.parametrize("seed", range(3))
def test_no_pattern_is_cheaper_than_the_one_found(make, shape, seed):
    rng = np.random.default_rng([seed, len(shape), *shape])
    for _ in range(MOST_TRIES):
        release = make(rng.poisson(rng.choice([0.2, 6, 15, 25], size=shape)))
        if np.isin(release.values, list(HIDDEN)).any() and len(may_be_hidden(release)) <= MOST_SWITCHES:
            break
    least = cheapest_by_brute_force(release)
    if least is None:
        with pytest.raises(NoPattern) as refused:
            pattern_of(release)
        everything = unprotected(release, release.values > 0)
        assert names(refused.value.unprotected) == names(release.cells[at] for at in everything)
        return
    found = pattern_of(release)
    assert found.objective == pytest.approx(least, abs=TOLERANCE)
    assert found.lower_bound <= least + TOLERANCE
    assert (found.method, found.gap) == ("optimal", pytest.approx(0, abs=TOLERANCE))
    assert not unprotected(release, found.hidden_cells)


@pytest.mark.parametrize(("shape", "seed"), [((6, 4), 1), ((10, 4), 2), ((8, 5), 3)])
def test_as_little_is_hidden_as_by_one_large_integer_program(shape, seed):
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet(np.full(shape[0], 2))[:, None] * rng.dirichlet(np.full(shape[1], 2))
    release = two_way(rng.poisson(shares * 20 * np.prod(shape)) + 1)
    small = np.isin(release.values, list(HIDDEN))
    assert small.any()
    expected = cheapest_by_one_program(release)
    if expected is None:
        with pytest.raises(NoPattern):
            pattern_of(release)
    else:
        assert pattern_of(release).objective == pytest.approx(expected, abs=1e-4)
        greedy = pattern_of(release, gap=0.5)
        assert greedy.lower_bound <= expected + TOLERANCE <= greedy.objective + 2 * TOLERANCE


def cheapest_by_one_program(release):
    """Return the least cost by a program with two tables for each small number and one switch for each cell."""
    values, sums = release.values.astype(float), np.array(release.sums, dtype=float)
    small = np.flatnonzero(np.isin(values, list(HIDDEN)))
    n, atoms, reach = values.size, sums.shape[1], 10.0 * values.max()
    width = n + 2 * small.size * atoms
    upper, lower, rows = [], [], []
    for at, cell in enumerate(np.repeat(small, 2)):
        part = slice(n + at * atoms, n + (at + 1) * atoms)
        for sign in (1.0, -1.0):
            block = np.zeros((n, width))
            block[:, part] = sign * sums
            np.fill_diagonal(block[:, :n], -(reach if sign > 0 else values - 1))
            rows.append(block)
            upper.append(sign * values)
            lower.append(np.full(n, -np.inf))
        goal = np.zeros((1, width))
        goal[0, part] = sums[cell]
        rows.append(goal)
        lower.append([HIDDEN.stop if at % 2 == 0 else -np.inf])
        upper.append([np.inf if at % 2 == 0 else 1.0])
    start, stop = np.zeros(width), np.full(width, np.inf)
    start[small], stop[:n] = 1, values > 0
    weights = np.concatenate([1 + np.log1p(values), np.zeros(width - n)])
    limits = LinearConstraint(np.vstack(rows), np.concatenate(lower), np.concatenate(upper))
    whole = np.concatenate([np.ones(n), np.zeros(width - n)])
    found = milp(weights, constraints=limits, bounds=Bounds(start, stop), integrality=whole)
    return None if found.x is None else weights[:n] @ found.x[:n].round()


def test_a_small_number_that_is_published_already_cannot_be_protected():
    release = two_way(np.array([[5, 30, 40], [50, 60, 70], [80, 90, 100]]))
    fixed = next(cell for cell in release.cells if cell.value == 5)
    with pytest.raises(NoPattern, match=r"no pattern protects community 0, age 0, None \(two_way\): 5$"):
        pattern_of(release, [fixed])


def test_published_numbers_are_not_hidden_and_what_they_give_away_is_counted():
    release = two_way(np.array([[5, 30, 40], [50, 60, 70], [80, 90, 100]]))
    free = pattern_of(release)
    shown = next(at for at in np.flatnonzero(free.hidden_cells & ~free.primary))
    fixed = release.count("report of 2024", **levels_of(release.cells[shown]))
    found = pattern_of(release, [fixed[0]])
    assert not found.hidden_cells[shown]
    assert found.objective > free.objective
    assert not unprotected(release, found.hidden_cells, [fixed])
    assert found.objective == pytest.approx(cheapest_by_brute_force_with(release, fixed, shown), abs=TOLERANCE)


def cheapest_by_brute_force_with(release, fixed, shown):
    release.cells.pop(shown)
    release.sums.pop(shown)
    return cheapest_by_brute_force(release, [fixed])


def levels_of(cell):
    return {name: [int(level[-1]) for level in levels] for name, levels in cell.scope.levels}


def test_a_number_from_earlier_that_closes_a_row_leaves_no_pattern():
    release = two_way(np.array([[5, 30], [50, 60]]))
    fixed = [cell for cell in release.cells if cell.value in (30, 35)]
    with pytest.raises(NoPattern) as refused:
        pattern_of(release, fixed)
    assert [cell.value for cell in refused.value.unprotected] == [5]


def test_all_that_cannot_be_protected_is_named():
    release = two_way(np.array([[5, 0, 0], [50, 60, 70], [80, 90, 7]]))
    fixed = [cell for cell in release.cells if cell.label in ("community 0, None", "community 2, None")]
    with pytest.raises(NoPattern, match="community 0"):
        pattern_of(release, fixed)


def test_a_sum_of_two_small_numbers_can_reach_two_and_no_less():
    release = two_way(np.array([[3, 4, 0], [50, 60, 70], [80, 90, 75]]))
    with pytest.raises(NoPattern, match=r"protects community 0, None \(two_way\): 7$"):
        pattern_of(release)
    found = pattern_of(release, lower="reachable")
    assert unprotected(release, found.hidden_cells) == [release.values.tolist().index(7)]
    assert unprotected(release, found.hidden_cells, least=2) == []


def test_nothing_is_hidden_where_nothing_is_small():
    found = pattern_of(two_way(np.array([[11, 0], [30, 40]])))
    assert (found.hidden_cells.any(), found.objective, found.gap, found.method) == (False, 0, 0, "optimal")


def test_numbers_that_no_table_agrees_with_are_refused():
    scopes = {"xy": 12, "yz": 13, "xz": 14, "x": 40, "y": 20, "z": 5}
    cells = [
        Count(Scope.of("overdose_death", levels={"age": set(levels)}), value, levels, "t", "t")
        for levels, value in scopes.items()
    ]
    with pytest.raises(ContradictoryCounts, match="no table of people agrees with all numbers"):
        suppress(LinkedSystem.of(cells), HIDDEN)


def test_large_systems_are_protected_one_by_one_with_a_bound(monkeypatch):
    monkeypatch.setattr(module, "MOST_BRANCHED", 10)
    release = two_way(np.random.default_rng(5).poisson([9, 30, 40, 12, 60], size=(6, 5)) + 1)
    found = pattern_of(release)
    monkeypatch.undo()
    best = pattern_of(release)
    assert found.method in ("greedy", "optimal")
    assert found.lower_bound <= best.objective + TOLERANCE <= found.objective + 2 * TOLERANCE
    assert found.gap == pytest.approx(1 - found.lower_bound / found.objective)
    assert not unprotected(release, found.hidden_cells)


def test_without_time_a_pattern_still_protects():
    release = two_way(np.random.default_rng(5).poisson([9, 30, 40, 12, 60], size=(6, 5)) + 1)
    assert not unprotected(release, pattern_of(release, seconds=0).hidden_cells)


@pytest.mark.parametrize("checks", [1, 5, 20, 60, 100, 140])
def test_a_pattern_protects_whenever_time_runs_out(monkeypatch, checks):
    left = iter(range(checks))
    monkeypatch.setattr(CuttingPlanes, "_is_late", lambda _: next(left, None) is None)
    release = two_way(np.random.default_rng(5).poisson([9, 30, 40, 12, 60], size=(6, 5)) + 1)
    found = pattern_of(release)
    assert not unprotected(release, found.hidden_cells)
    assert found.lower_bound <= found.objective


@given(
    finest=arrays(np.int64, (3, 2, 2), elements=st.sampled_from([0, 1, 3, 8, 11, 15, 30, 60])),
    make=st.sampled_from([linked, by_pairs, in_time]),
    order=st.randoms(use_true_random=False),
    companions=st.booleans(),
)
@settings(max_examples=16, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.filter_too_much])
def test_patterns_protect_and_hide_no_zero_whatever_the_order(finest, make, order, companions):
    release = make(finest.reshape(3, 4) if make is in_time else finest)
    assume(np.isin(release.values, list(HIDDEN)).any())
    shuffled = list(range(len(release.cells)))
    order.shuffle(shuffled)
    cells = [release.cells[at] for at in shuffled]
    outcomes = []
    for given_cells in (release.cells, cells):
        try:
            system = LinkedSystem.of(given_cells, closed=release.closed)
            found = suppress(system, HIDDEN, lower="one", companions=companions)
            outcomes.append((found.hidden_cells, found.lower_bound))
        except NoPattern as refused:
            outcomes.append(names(refused.unprotected))
    if isinstance(outcomes[0], list):
        assert outcomes[0] == outcomes[1]
        bounded = names(release.cells[at] for at in unprotected(release, release.values > 0))
        assert outcomes[0] == bounded or (companions and set(bounded) <= set(outcomes[0]))
        return
    (hidden, bound), (again, other_bound) = outcomes
    assert np.array_equal(hidden[shuffled], again)
    assert bound == other_bound
    assert not (hidden & (release.values == 0)).any()
    assert hidden[np.isin(release.values, list(HIDDEN))].all()
    assert not unprotected(release, hidden)


def in_one_table(**places):
    """Deaths by place and nothing else."""
    return [
        Count(Scope.of("overdose_death", levels={"community": {place}}), n, place, "table by_place", "table by_place")
        for place, n in places.items()
    ]


def hidden_of(cells, published=(), **options):
    found = suppress(LinkedSystem.of(cells, published), HIDDEN, **options)
    return {cell.label for cell, is_hidden in zip(cells, found.hidden_cells, strict=True) if is_hidden}


def part(place, n):
    scope = Scope.of("overdose_death", levels={"community": {place}, "age": {"young"}})
    return Count(scope, n, f"{place}, young", "a result", "a result")


def test_beside_a_small_cell_one_is_hidden_that_could_be_the_small_one():
    cells = in_one_table(alder=40, birch=31, elm=6, fir=19)
    assert hidden_of(cells, companions=False) == {"elm"}
    assert hidden_of(cells) == {"elm", "fir"}


def test_what_public_numbers_put_at_the_threshold_explains_nothing():
    """12 of the 19 in fir are public: who reads that elm and fir are hidden would know which is small."""
    cells = in_one_table(alder=40, birch=31, elm=6, fir=19)
    assert hidden_of(cells, [part("fir", 12)]) == {"elm", "birch"}
    assert hidden_of(cells, [part("fir", 10)]) == {"elm", "fir"}


def test_where_nothing_beside_it_can_be_small_a_cell_cannot_be_hidden():
    cells = in_one_table(alder=40, elm=6)
    assert hidden_of(cells) == {"elm", "alder"}
    with pytest.raises(NoPattern, match="elm"):
        hidden_of(cells, [part("alder", 12)])


def test_what_stays_hidden_is_hidden_and_needs_no_other():
    cells = in_one_table(alder=40, birch=31, elm=6, fir=19)
    kept = np.array([cell.label == "birch" for cell in cells])
    assert hidden_of(cells, kept=kept) == {"elm", "birch"}
