"""Does anything small leak from a release? Random worlds are released, and attacked by code of another hand.

    python benchmarks/release_attack.py --worlds 700

Each world has deaths by month, community and age, up to five tables with different dimensions and months, and up to
seven totals. Printed is how many releases gave a hidden number away, were refused by the audit, and how many of the
tables offered were published in some form; with ``--primary-only`` small cells are pooled but nothing is checked
against subtraction, which shows that the attacker finds what there is.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from evaluation.disclosure import releasing
from evaluation.disclosure.admission import Admitter
from evaluation.errors import DisclosureError
from tests.unit.disclosure import attacker

FIRST_SEED = 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=200, help="number of random worlds")
    parser.add_argument("--primary-only", action="store_true", help="check nothing against subtraction")
    chosen = parser.parse_args()
    if chosen.primary_only:
        Admitter._leak = lambda *_, **__: None
        releasing.audit_release = lambda *_: releasing.AuditReport(0, 0, 0)
    leaky = refused = offered = published = 0
    for seed in range(FIRST_SEED, FIRST_SEED + chosen.worlds):
        deaths, tables, totals = world(random.Random(seed))
        with tempfile.TemporaryDirectory() as folder:
            run = attacker.build(Path(folder) / "run", deaths, tables, totals)
            offered += len(list((run / "restricted" / "tables").glob("*.csv")))
            try:
                published += releasing.release(run).n_tables
            except DisclosureError as error:
                refused += 1
                print(f"seed {seed}: {error}")
                continue
            leaky += bool(attacker.leaks(attacker.published(run), deaths))
    print(
        f"{chosen.worlds} worlds, seeds {FIRST_SEED} to {FIRST_SEED + chosen.worlds - 1}: {leaky} leaked, {refused} "
        f"refused by the audit, {published} of {offered} tables published"
    )


def world(rng: random.Random) -> tuple[dict, dict, list]:
    """Return deaths by cell, tables with their months, and totals."""
    level = rng.choice([2, 6, 15, 40])
    deaths = {cell: rng.randint(0, level) if rng.random() > 0.15 else 0 for cell in attacker.CELLS}
    kinds = rng.sample(attacker.KINDS, rng.randint(1, 5))
    tables = {kind: rng.choice(attacker.WINDOWS) for kind in kinds}
    return deaths, tables, rng.sample(attacker.TOTALS, rng.randint(0, 7))


if __name__ == "__main__":
    main()
