"""Random releases for suppression and for the attack on it: linked tables of one measure, quarter after quarter.

The finest microtable has quarters, communities in two arms, age groups in two bands and, in three-way worlds, sex.
Each table prints all levels of its dimensions and their totals: quarters, years, rolling years; communities, arms;
ages, bands. Tables that share a dimension share its margins. Earlier releases have fewer quarters, and know nothing
of the corrections that came later.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from evaluation.disclosure.attack.known import HiddenCell, KnownNumber, Publication
from evaluation.disclosure.scope import PERIOD, Count, Scope, window_of

MEASURE = "overdose death"
HIDDEN = range(1, 11)
QUARTERS = tuple(f"{year}-Q{quarter}" for year in (2022, 2023) for quarter in (1, 2, 3, 4))
AGES = ("15-24", "25-34", "35-44", "45-54", "55-64")
SEXES = ("female", "male")
ROLLING = 4
DIMENSIONS = (PERIOD, "community", "age_group", "sex")

Cell = tuple[str, str, str, str]


@dataclass(frozen=True, eq=False)
class Release:
    """One release: the microtable as it was then, and every table with its totals."""

    name: str
    microtable: Mapping[Cell, int]
    tables: Mapping[str, tuple[Count, ...]]

    @property
    def cells(self) -> tuple[Count, ...]:
        return tuple(cell for table in self.tables.values() for cell in table)

    def count(self, window, groups) -> int:
        """The truth of any group of people, from the microtable."""
        return sum(
            n
            for cell, n in self.microtable.items()
            if _is_within(cell[0], window)
            and all(cell[DIMENSIONS.index(name)] in levels for name, levels in dict(groups).items())
        )


@dataclass(frozen=True, eq=False)
class World:
    """Releases, oldest first, and the levels that each dimension has and no others."""

    releases: tuple[Release, ...]
    closed: Mapping[str, frozenset[str]]


def make_world(
    seed: int,
    *,
    ways: int = 2,
    n_places: int = 4,
    n_ages: int = 4,
    n_tables: int = 3,
    n_earlier: int = 0,
    correction: str = "none",
    mean: float = 12.0,
) -> World:
    """Return a world that depends on nothing but these.

    ``correction`` is ``"none"``, ``"safe"`` (11 people or more are added to one cell of the newest quarter but one,
    in the last release) or ``"small"`` (1 to 10 are).
    """
    rng = np.random.default_rng(seed)
    places = [f"place_{number:02d}" for number in range(n_places)]
    ages = list(AGES[:n_ages])
    sexes = SEXES if ways == 3 else SEXES[:1]
    weight = np.ones(1)
    for levels in (QUARTERS, places, ages, sexes):
        share = rng.dirichlet(np.full(len(levels), 2.0 if levels is not QUARTERS else 50.0))
        weight = np.multiply.outer(weight, share)
    counts = rng.poisson(weight[0] * mean * weight.size)
    newest = dict(zip(itertools.product(QUARTERS, places, ages, sexes), counts.ravel().tolist(), strict=True))
    older = dict(newest)
    if correction != "none":
        at = list(newest)[int(rng.integers(len(newest)))]
        at = (QUARTERS[1], *at[1:])
        newest[at] = older[at] + int(rng.integers(11, 30) if correction == "safe" else rng.integers(1, 11))
    levels = _levels(places, ages, sexes)
    chosen = _tables(rng, ways, n_tables)
    releases = []
    for number in range(n_earlier + 1):
        n_quarters = max(3, -(-len(QUARTERS) * (number + 1) // (n_earlier + 1)))
        now = newest if number == n_earlier else older
        known = {cell: n for cell, n in now.items() if cell[0] in QUARTERS[:n_quarters]}
        periods = _periods(QUARTERS[:n_quarters])
        releases.append(Release(f"release {number + 1}", known, _count_tables(known, chosen, levels, periods)))
    closed = {"community": frozenset(places), "age_group": frozenset(ages), "sex": frozenset(sexes)}
    return World(tuple(releases), closed)


def publication_of(name: str, cells: Iterable[Count], hidden: Iterable[bool]) -> Publication:
    """What becomes public when some cells are hidden."""
    numbers, holes = [], []
    for cell, is_hidden in zip(cells, hidden, strict=True):
        words, groups = f"{cell.label} ({cell.where})", dict(cell.scope.levels)
        if is_hidden:
            holes.append(HiddenCell(MEASURE, cell.scope.window, groups, words, cell.where))
        else:
            numbers.append(KnownNumber(MEASURE, cell.scope.window, groups, cell.value, cell.value, words))
    return Publication(name, tuple(numbers), tuple(holes))


def small_cells(cells: Iterable[Count]) -> list[bool]:
    """Primary suppression and nothing else."""
    return [cell.value in HIDDEN for cell in cells]


def naive_publications(world: World) -> list[Publication]:
    """All releases of a world with the small cells hidden."""
    return [publication_of(each.name, each.cells, small_cells(each.cells)) for each in world.releases]


def _levels(places, ages, sexes):
    half = lambda names: {"first": names[: len(names) // 2], "second": names[len(names) // 2 :]}  # noqa: E731
    arms = {f"arm_{name}": members for name, members in half(places).items()}
    bands = {f"band_{name}": members for name, members in half(ages).items()}
    return {
        "community": {"": None, **{place: [place] for place in places}, **arms},
        "age_group": {"": None, **{age: [age] for age in ages}, **bands},
        "sex": {"": None, **{sex: [sex] for sex in sexes}},
    }


def _periods(quarters):
    first, last = window_of(quarters[0])[0], window_of(quarters[-1])[1]
    found = {"all time": (first, last)}
    for start in range(len(quarters)):
        found[quarters[start]] = window_of(quarters[start])
        if start + ROLLING <= len(quarters):
            window = (window_of(quarters[start])[0], window_of(quarters[start + ROLLING - 1])[1])
            found[f"{quarters[start]} and 3 more"] = window
    return {name: window for name, window in found.items() if name == "all time" or window != (first, last)}


def _tables(rng, ways, n_tables):
    possible = list(itertools.combinations(DIMENSIONS[: ways + 1], ways))
    if ways == 3:
        possible += list(itertools.combinations(DIMENSIONS, 2))[:5]
    order = [0, *(1 + rng.permutation(len(possible) - 1))]
    return [possible[at] for at in order[:n_tables]]


def _count_tables(microtable, chosen, levels, periods):
    tables = {}
    for dimensions in chosen:
        where = f"table by {' and '.join(dimensions)}"
        groups = [list(levels[name].items()) if name in dimensions else [("", None)] for name in DIMENSIONS[1:]]
        times = list(periods.items()) if PERIOD in dimensions else [("all time", periods["all time"])]
        cube = _cube(microtable, groups, times)
        cells = []
        for index in itertools.product(range(len(times)), *(range(len(each)) for each in groups)):
            named = [each[at] for each, at in zip(groups, index[1:], strict=True)]
            covered = {name: codes for name, (_, codes) in zip(DIMENSIONS[1:], named, strict=True) if codes}
            label = ", ".join(("deaths", times[index[0]][0], *(words for words, _ in named if words)))
            scope = Scope.of(MEASURE, window=times[index[0]][1], levels=covered)
            cells.append(Count(scope, int(cube[index]), label, where, where))
        tables[where] = tuple(cells)
    return tables


def _cube(microtable, groups, times):
    """Sums of the microtable over every product of groups."""
    finest = [sorted({cell[at] for cell in microtable}) for at in range(len(DIMENSIONS))]
    counts = np.array([microtable[cell] for cell in itertools.product(*finest)]).reshape(
        [len(each) for each in finest]
    )
    masks = [np.array([[_is_within(quarter, window) for quarter in finest[0]] for _, window in times])]
    for names, each in zip(finest[1:], groups, strict=True):
        masks.append(np.array([[codes is None or name in codes for name in names] for _, codes in each]))
    for mask in masks:
        counts = np.tensordot(counts, mask.astype(int), axes=([0], [1]))
    return counts


def _is_within(quarter: str, window) -> bool:
    start, end = window_of(quarter)
    return window is None or (window[0] <= start and end <= window[1])
