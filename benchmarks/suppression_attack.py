"""Does suppression hold? Random worlds are suppressed, release after release, and an independent attacker tries.

    python benchmarks/suppression_attack.py --worlds 200
    python benchmarks/suppression_attack.py --worlds 200 --primary-only
    python benchmarks/suppression_attack.py --worlds 1 --large

Each world has linked tables in two or three ways, with hierarchies of place and age, up to eight quarters with yearly
and rolling totals, and up to three earlier releases, in a third of the worlds with a correction of 11 people or more.
Printed is in how many worlds the attacker bounded a hidden small number below the threshold, how many numbers he had
exactly, whether any interval missed the truth (then the attacker is wrong), and how many cells were hidden. With
``--primary-only`` small cells are hidden and nothing else, which shows that the attacker finds what there is. With
``--large`` a release has 2,000 cells and 20 earlier releases.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from evaluation.disclosure.attack.attack import attack
from evaluation.disclosure.attack.known import Publication
from evaluation.disclosure.attack.report import AttackReport, Finding, Kind
from evaluation.disclosure.scope import Count
from tests.unit.disclosure import worlds

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
        publications = worlds.naive_publications(world) if naive else suppressed(world, chosen.seconds, chosen.gap)
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
        findings = sorted(report.findings, key=lambda finding: finding.kind is not Kind.SMALL)
        exact, missed = told(world, report)
        self.leaky += any(finding.kind is Kind.SMALL for finding in findings)
        self.releases += len(publications)
        self.exact += exact
        self.missed += missed
        self.undecided += report.n_open
        self.hidden += len(publications[-1].hidden)
        self.cells += len(world.releases[-1].cells)
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
    ways = int(rng.choice([2, 2, 3]))
    return {
        "ways": ways,
        "n_places": int(rng.integers(3, 6)),
        "n_ages": int(rng.integers(3, 6)),
        "n_tables": int(rng.integers(1, 4 if ways == 2 else 3)),
        "n_earlier": int(rng.integers(0, 4)),
        "correction": str(rng.choice(["none", "none", "safe"])),
        "mean": float(rng.choice([3, 8, 20])),
    }


def suppressed(world: worlds.World, seconds: float, gap: float) -> list[Publication] | None:
    """Return what is published when each release is suppressed beside all earlier ones; None where it cannot be.

    Numbers that a correction changed are no constants of the later release. Small numbers that an earlier release
    hides are protected again, beside what is new.
    """
    from evaluation.disclosure.suppression.pattern import NoPattern, suppress
    from evaluation.disclosure.suppression.system import ContradictoryCounts, LinkedSystem

    publications: list[Publication] = []
    shown: dict[object, Count] = {}
    earlier: dict[object, Count] = {}
    for release in world.releases:
        now = {cell.scope: cell.value for cell in release.cells}
        standing = {
            scope: cell
            for scope, cell in shown.items()
            if now.get(scope, cell.value) == cell.value == release.count(scope.window, scope.levels)
        }
        try:
            again = [
                cell
                for scope, cell in earlier.items()
                if scope not in now and cell.value == release.count(scope.window, scope.levels)
            ]
            system = LinkedSystem.of([*release.cells, *again], list(standing.values()), world.closed)
            is_hidden = suppress(system, worlds.HIDDEN, seconds=seconds, gap=gap).hidden_cells
            is_hidden = is_hidden[: len(release.cells)]
        except (NoPattern, ContradictoryCounts):
            return None
        publications.append(worlds.publication_of(release.name, release.cells, is_hidden))
        earlier |= {cell.scope: cell for cell in release.cells if cell.value in worlds.HIDDEN}
        shown |= {cell.scope: cell for cell, hole in zip(release.cells, is_hidden, strict=True) if not hole}
    return publications


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
