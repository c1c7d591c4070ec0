"""How much is hidden, how near to the least that must be, and how long it takes.

    python benchmarks/suppression.py

Releases are made with one seed: linked tables by community (in three arms), quarter (with years and sums of four
quarters), age (in two bands), sex and race, with all their totals. The last has about 2,000 cells.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from evaluation.disclosure.scope import Count, Scope
from evaluation.disclosure.suppression.pattern import NoPattern, suppress
from evaluation.disclosure.suppression.system import LinkedSystem

HIDDEN = range(1, 11)
QUARTERS, ARMS = 8, 3
SIZES = {"age": 6, "sex": 2, "race": 5}
AXES = ("community", "time", "age", "sex", "race")
SMALL = ((5, 60, "q"), (10, 130, "a"), (12, 150, "q"), (9, 150, "s"), (8, 120, "qa"))
LARGE = (34, 150, "qabsr")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1, help="of the tables")
    parser.add_argument("--small-only", action="store_true", help="leave the large release out")
    chosen = parser.parse_args()
    print("cells  primaries  hidden  objective  bound   gap    method          seconds")
    for world in SMALL:
        measure(*world, seed=chosen.seed, seconds=30)
    if not chosen.small_only:
        measure(*LARGE, seed=chosen.seed, seconds=170)


def measure(communities: int, people: int, tables: str, *, seed: int, seconds: float) -> None:
    cells, closed = release(np.random.default_rng(seed), communities, people, tables)
    start = time.monotonic()
    try:
        found = suppress(LinkedSystem.of(cells, closed=closed), HIDDEN, seconds=seconds, lower="reachable")
    except NoPattern as refused:
        print(
            f"{len(cells):5}  no pattern protects {len(refused.unprotected)} cells, {time.monotonic() - start:.1f} s"
        )
        return
    print(
        f"{len(cells):5}  {found.primary.sum():9}  {found.hidden_cells.sum():6}  {found.objective:9.1f}"
        f"  {found.lower_bound:6.1f}  {found.gap:5.1%}  {found.method:14}  {time.monotonic() - start:7.1f}",
        flush=True,
    )


def release(
    rng: np.random.Generator, communities: int, people: int, tables: str
) -> tuple[list[Count], dict[str, frozenset[str]]]:
    """Return the cells of linked tables and the levels of their dimensions; ``people`` is the mean of a community."""
    shape = (communities, QUARTERS, *SIZES.values())
    shares = [rng.dirichlet(np.full(size, evenness)) for size, evenness in zip(shape, (6, 30, 3, 8, 2), strict=True)]
    counts = rng.poisson(people * communities * np.einsum("c,q,a,s,r->cqasr", *shares))
    arms = [tuple(range(arm, communities, ARMS)) for arm in range(ARMS)]
    all_time = [(0, QUARTERS)]
    quarters = [(first, first + 1) for first in range(QUARTERS)] + [(0, 4), (4, 8)] + all_time
    rolling = [(first, first + 4) for first in range(1, QUARTERS - 4)]
    everybody = [None]
    groups = {name: [(at,) for at in range(size)] + everybody for name, size in SIZES.items()}
    ages = [(0, 1, 2), (3, 4, 5), *groups["age"]]
    places = [(at,) for at in range(communities)] + arms + everybody
    layout = {
        "q": (places, quarters, everybody, everybody, everybody),
        "a": (places, all_time, ages, everybody, everybody),
        "s": (places, all_time, everybody, groups["sex"], groups["race"]),
        "b": (arms + everybody, quarters, ages, everybody, everybody),
        "r": (places, rolling, everybody, everybody, everybody),
    }
    cells = []
    for name in tables:
        for keys in itertools.product(*layout[name]):
            levels = {
                axis: [f"{axis}{at}" for at in key]
                for axis, key in zip(AXES, keys, strict=True)
                if key is not None and axis != "time"
            }
            window = tuple(date(2020 + at // 4, 1 + at % 4 * 3, 1).toordinal() for at in keys[1])
            chosen = (keys[0], range(*keys[1]), *keys[2:])
            covered = np.ix_(*(range(size) if key is None else key for key, size in zip(chosen, shape, strict=True)))
            scope = Scope.of("overdose_death", window=window, levels=levels)
            cells.append(Count(scope, int(counts[covered].sum()), f"{levels} {keys[1]}", f"table {name}", name))
    closed = {axis: frozenset(f"{axis}{at}" for at in range(size)) for axis, size in zip(AXES, shape, strict=True)}
    return cells, {axis: levels for axis, levels in closed.items() if axis != "time"}


if __name__ == "__main__":
    main()
