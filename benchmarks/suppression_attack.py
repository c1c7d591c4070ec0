"""Does suppression hold? Random worlds are suppressed, release after release, and an independent attacker tries.

    python benchmarks/suppression_attack.py --worlds 200
    python benchmarks/suppression_attack.py --worlds 200 --primary-only
    python benchmarks/suppression_attack.py --worlds 1 --large

Each world has linked tables in two or three ways, with hierarchies of place and age, up to eight quarters with yearly
and rolling totals, and up to three earlier releases. Where one number of these is corrected later, the whole release
decides what is shown, as patterns alone know nothing of corrections.
Printed is in how many worlds the attacker bounded a hidden small number below the threshold, how many numbers he had
exactly, whether any interval missed the truth (then the attacker is wrong), and how many cells were hidden. With
``--primary-only`` small cells are hidden and nothing else, which shows that the attacker finds what there is. With
``--large`` a release has 2,000 cells and 20 earlier releases.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from evaluation.disclosure import releasing
from evaluation.disclosure.attack.attack import attack
from evaluation.disclosure.attack.known import Publication
from evaluation.disclosure.attack.report import TELLS_SMALL, AttackReport, Finding
from evaluation.disclosure.public_numbers import publication_of_facts
from evaluation.disclosure.published.facts import read_facts
from evaluation.disclosure.scope import Count
from tests.unit.disclosure import worlds
from tests.unit.disclosure.run_builder import RunBuilder

FIRST_SEED = 3000
EVERY = 20
LARGE = {"ways": 3, "n_places": 12, "n_ages": 6, "n_tables": 1, "mean": 15.0, "n_earlier": 20}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=200, help="number of random worlds")
    parser.add_argument("--primary-only", action="store_true", help="hide the small cells and nothing else")
    parser.add_argument("--large", action="store_true", help="2,000 cells and 20 earlier releases")
    parser.add_argument("--seconds", type=float, default=10, help="time for the pattern of each release")
    parser.add_argument("--gap", type=float, default=0.02, help="how far a pattern may be from the best one")
    parser.add_argument("--first", type=int, default=FIRST_SEED, help="the first seed")
    chosen = parser.parse_args()
    tally = Tally()
    for number, seed in enumerate(range(chosen.first, chosen.first + chosen.worlds), start=1):
        world = worlds.make_world(seed, **(LARGE if chosen.large else settings(seed)))
        naive = chosen.primary_only
        if naive:
            publications = worlds.naive_publications(world)
        elif is_corrected(world):
            publications = released(world)
        else:
            publications = suppressed(world, chosen.seconds, chosen.gap)
        if publications is None:
            tally.without += 1
            continue
        findings = tally.add(world, publications)
        for finding in findings[: 0 if naive else 3]:
            print(f"seed {seed}: {finding.kind}: {finding}", flush=True)
        if number % EVERY == 0:
            print(f"{number} of {chosen.worlds} worlds: {tally}", file=sys.stderr, flush=True)
    print(f"{chosen.worlds} worlds, seeds {chosen.first} to {chosen.first + chosen.worlds - 1}: {tally}")


@dataclass
class Tally:
    """What the attacker found so far."""

    releases: int = 0
    leaky: int = 0
    exact: int = 0
    missed: int = 0
    undecided: int = 0
    without: int = 0
    hidden: int = 0
    cells: int = 0
    slowest: float = 0.0

    def add(self, world: worlds.World, publications: list[Publication]) -> list[Finding]:
        """Attack a world's publications, and return the findings, those of small numbers first."""
        start = time.perf_counter()
        report = attack(publications, {worlds.MEASURE: worlds.HIDDEN}, {worlds.MEASURE: world.closed})
        self.slowest = max(self.slowest, time.perf_counter() - start)
        findings = sorted(report.findings, key=lambda finding: finding.kind not in TELLS_SMALL)
        exact, missed = told(world, report)
        self.leaky += any(finding.kind in TELLS_SMALL for finding in findings)
        self.releases += len(publications)
        self.exact += exact
        self.missed += missed
        self.undecided += report.n_open
        self.hidden += len(publications[-1].hidden)
        self.cells += len(publications[-1].hidden) + len(publications[-1].numbers)
        return findings

    def __str__(self) -> str:
        return (
            f"{self.releases} releases, {self.leaky} worlds leaked, {self.exact} hidden numbers had exactly, "
            f"{self.missed} intervals missed the truth, {self.undecided} cells left open, {self.without} worlds "
            f"without a pattern; {self.hidden} of {self.cells} cells hidden; slowest attack {self.slowest:.1f} s"
        )


def settings(seed: int) -> dict:
    """Return what a world is like: small, so that hundreds can be tried."""
    rng = np.random.default_rng(seed)
    ways = int(rng.choice([2, 2, 2, 2, 3]))
    most = 5 if ways == 2 else 3
    return {
        "ways": ways,
        "n_places": int(rng.integers(3, most + 1)),
        "n_ages": int(rng.integers(3, most + 1)),
        "n_tables": int(rng.integers(1, 4 if ways == 2 else 3)),
        "n_earlier": int(rng.integers(0, 4)),
        "correction": str(rng.choice(["none", "none", "none", "none", "safe", "small"])),
        "mean": float(rng.choice([3, 8, 20])),
    }


def suppressed(world: worlds.World, seconds: float, gap: float) -> list[Publication] | None:
    """Return what is published when each release is suppressed beside all earlier ones; None where it cannot be.

    What an earlier release hides stays hidden, and its small numbers are protected again, beside what is new.
    """
    from evaluation.disclosure.suppression.pattern import NoPattern, suppress
    from evaluation.disclosure.suppression.system import ContradictoryCounts, LinkedSystem

    publications: list[Publication] = []
    shown: dict[object, Count] = {}
    earlier: list[Count] = []
    for release in world.releases:
        before = {cell.scope for cell in earlier}
        try:
            cells = [*release.cells, *earlier]
            system = LinkedSystem.of(cells, list(shown.values()), world.closed)
            kept = np.array([cell.scope in before for cell in cells])
            is_hidden = suppress(system, worlds.HIDDEN, seconds=seconds, gap=gap, kept=kept).hidden_cells
            is_hidden = is_hidden[: len(release.cells)]
        except (NoPattern, ContradictoryCounts):
            return None
        publications.append(worlds.publication_of(release.name, release.cells, is_hidden))
        holes = [cell for cell, hole in zip(release.cells, is_hidden, strict=True) if hole]
        earlier += [replace(cell, block=f"{cell.block}, {release.name}") for cell in holes]
        shown |= {cell.scope: cell for cell, hole in zip(release.cells, is_hidden, strict=True) if not hole}
    return publications


def is_corrected(world: worlds.World) -> bool:
    """Whether the last release has another number than an earlier one for some cell."""
    last = world.releases[-1].microtable
    return any(last[cell] != n for release in world.releases[:-1] for cell, n in release.microtable.items())


def released(world: worlds.World) -> list[Publication]:
    """Return what is published when each release is made from a run, by ``cms``, beside all earlier ones."""
    publications = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, data in enumerate(world.releases):
            run = run_of(world, data, folder / f"run{number}", number)
            releasing.release(run, publications=folder / "publications")
            facts = read_facts(run / "released", {worlds.MEASURE: world.closed})
            publications.append(publication_of_facts(data.name, facts))
    return publications


def run_of(world: worlds.World, data: worlds.Release, folder: Path, number: int) -> Path:
    """Write a run with the tables of a release, without margins, and with the totals of everybody as results."""
    run = RunBuilder(folder)
    places = sorted(world.closed["community"])
    arm_of = {place: f"arm_{'first' if at < len(places) // 2 else 'second'}" for at, place in enumerate(places)}
    run.params["arms"] = {arm: {"name": arm} for arm in sorted(set(arm_of.values()))}
    run.params["communities"] = {place: {"name": place, "arm": arm} for place, arm in arm_of.items()}
    run.params["disclosure"] = {"policy": "cms", "population": "county"}
    run.manifest["run_id"] = f"20240601T120000Z-{number:08x}"
    for words in data.tables:
        names = words.removeprefix("table by ").split(" and ")
        at = [worlds.DIMENSIONS.index(each) for each in names]
        cells: dict[tuple[str, ...], int] = {}
        for cell, n in data.microtable.items():
            key = tuple(cell[place] for place in at)
            cells[key] = cells.get(key, 0) + n
        run.table("_".join(["by", *names]), names, cells)
    windows = {cell.scope.window for cell in data.cells if not cell.scope.levels}
    for start, end in sorted(windows):
        period = f"{date.fromordinal(start)}/{date.fromordinal(end)}"
        run.deaths("all", period, data.count((start, end), {}))
    return run.write()


def told(world: worlds.World, report: AttackReport) -> tuple[int, int]:
    """Return how many small numbers were had exactly, and how many intervals do not hold the truth."""
    truth = {release.name: release for release in world.releases}
    exact = missed = 0
    for interval in report.intervals:
        value = truth[interval.publication].count(interval.cell.window, interval.cell.groups)
        upper = np.inf if interval.upper is None else interval.upper
        missed += not interval.lower <= value <= upper
        exact += interval.lower == upper and value in worlds.HIDDEN
    return exact, missed


if __name__ == "__main__":
    main()
