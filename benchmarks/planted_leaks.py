"""How many leaks planted in reports are stopped, and how many safe reports are refused.

    python benchmarks/planted_leaks.py --leaks 200 --safe 100

Small random evaluations are released and rendered. Leaks of ten kinds are planted in copies of a few of the reports,
and printed is, kind by kind, which gate stopped them: the release, the audit of numbers, or the scan. Then reports of
other seeds are made without any leak, and printed is how many of them were refused, and how long a scan takes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import matplotlib as mpl

sys.path.insert(0, str(Path(__file__).parents[1]))

from evaluation.disclosure.leak_scan import scan_site
from evaluation.errors import DisclosureError
from tests.unit.disclosure.leak_scan import plants, sites

FIRST_SEED = 7000
BASES = 4


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--leaks", type=int, default=200, help="number of planted leaks, over all kinds")
    parser.add_argument("--safe", type=int, default=100, help="number of reports without a leak")
    chosen = parser.parse_args()
    mpl.use("agg")
    if chosen.leaks:
        print_planted(chosen.leaks)
    if chosen.safe:
        print_safe(chosen.safe)


def print_planted(leaks: int) -> None:
    gates: dict[str, Counter[str]] = {kind: Counter() for kind in plants.KINDS}
    kinds = list(plants.KINDS)
    with tempfile.TemporaryDirectory() as folder:
        bases = [sites.rendered(Path(folder) / f"base-{number}", FIRST_SEED + number) for number in range(BASES)]
        for number in range(leaks):
            kind, seed = kinds[number % len(kinds)], FIRST_SEED + number
            with tempfile.TemporaryDirectory() as copy:
                gate = plants.plant(kind, seed, bases[number // len(kinds) % BASES], Path(copy))
            gates[kind][gate or "none"] += 1
            if not gate:
                print(f"seed {seed}: {kind}: nothing stopped it", flush=True)
    for kind, stopped in gates.items():
        print(f"{kind}: {', '.join(f'{gate} {n}' for gate, n in sorted(stopped.items()))}")
    missed = sum(stopped["none"] for stopped in gates.values())
    print(f"{leaks} leaks planted, seeds {FIRST_SEED} to {FIRST_SEED + leaks - 1}: {missed} missed", flush=True)


def print_safe(n: int) -> None:
    refused, slowest = 0, 0.0
    first = FIRST_SEED + 1000
    for seed in range(first, first + n):
        with tempfile.TemporaryDirectory() as folder:
            try:
                report = sites.rendered(Path(folder), seed)
                start = time.perf_counter()
                scan_site(report.site, report.run, report.released, words=report.words, notebooks=report.notebooks)
                slowest = max(slowest, time.perf_counter() - start)
            except DisclosureError as error:
                refused += 1
                print(f"seed {seed}: {error}", flush=True)
    print(f"{n} safe reports, seeds {first} to {first + n - 1}: {refused} refused; slowest scan {slowest:.1f} s")


if __name__ == "__main__":
    main()
