"""Does anything small leak from a release? Random worlds are released, and attacked by code of another hand.

    python benchmarks/release_attack.py --worlds 700
    python benchmarks/release_attack.py --models 300
    python benchmarks/release_attack.py --series 200
    python benchmarks/release_attack.py --retention 200

Each world has deaths by month, community and age, up to five tables with different dimensions and months, and up to
seven totals. Printed is how many releases gave a hidden number away, were refused by the audit, and how many of the
tables offered were published in some form; with ``--primary-only`` small cells are pooled but nothing is checked
against subtraction, which shows that the attacker finds what there is.

With ``--models`` the worlds have deaths by month and community, to which the segmented model is fitted, with the
intervention anywhere and months of the year as levels or not; the attacker also uses what fitted models give away.

With ``--series`` the worlds are series of one's own of 24 to 60 months, one of which is a part of another, with a
control or without.

With ``--retention`` the worlds are people in treatment, of whom few or many die or move, to which the retention
analysis is applied; printed is also how many releases showed retention, and cumulative incidence, of everybody.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from evaluation.disclosure import releasing
from evaluation.disclosure.admission import Admitter
from evaluation.errors import DisclosureError, ParameterError
from tests.unit.disclosure import attacker, model_attacker, retention_attacker, series_attacker
from tests.unit.disclosure.run_builder import read

FIRST_SEED = 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=200, help="number of random worlds")
    parser.add_argument("--primary-only", action="store_true", help="check nothing against subtraction")
    parser.add_argument("--models", type=int, default=0, help="number of random worlds with fitted models instead")
    parser.add_argument("--series", type=int, default=0, help="number of random worlds of series instead")
    parser.add_argument("--retention", type=int, default=0, help="number of random worlds of people in treatment")
    chosen = parser.parse_args()
    if chosen.retention:
        attack_retention(chosen.retention)
        return
    if chosen.series:
        attack_series(chosen.series)
        return
    if chosen.models:
        attack_models(chosen.models)
        return
    if chosen.primary_only:
        Admitter._leak = lambda *_, **__: None
        releasing.audit_release = lambda *_: releasing.AuditReport(0, 0, 0)
    leaky = refused = offered = published = 0
    for seed in range(FIRST_SEED, FIRST_SEED + chosen.worlds):
        deaths, tables, totals = world(random.Random(seed))
        with tempfile.TemporaryDirectory() as folder:
            run = attacker.build(Path(folder) / "run", deaths, tables, totals)
            offered += len(list((run / "restricted" / "tables").glob("deaths_by_*.csv")))
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


def attack_models(n_worlds: int) -> None:
    """Release fitted models of random worlds, attack them, and print what was found."""
    leaky = released = not_fitted = 0
    for seed in range(FIRST_SEED, FIRST_SEED + n_worlds):
        rng = random.Random(seed)
        months = model_attacker.months_of(rng.choice([24, 27, 30, 36]))
        start, mean = rng.randint(2, len(months) - 2), rng.choice([0.5, 2, 6, 20])
        deaths = {
            (month, place): sum(rng.random() < mean / 50 for _ in range(50))
            for month in months
            for place in model_attacker.ARM_OF
        }
        seasonality = rng.choice(["none", "none", "months"])
        with tempfile.TemporaryDirectory() as folder:
            try:
                run = model_attacker.build(Path(folder) / "run", deaths, start, seasonality=seasonality)
            except ParameterError:
                not_fitted += 1
                continue
            releasing.release(run)
            found = {row["result_id"] for row in read(run / "released" / "results.csv") if row["estimate"]}
            released += "overdose_deaths/level_change/cep" in found
            leaky += bool(model_attacker.stolen(deaths, start, run, seasonality=seasonality))
    print(
        f"{n_worlds} worlds with models, seeds {FIRST_SEED} to {FIRST_SEED + n_worlds - 1}: {leaky} leaked; the "
        f"effect in the first arm was released in {released}; {not_fitted} could not be analysed as declared"
    )


def attack_series(n_worlds: int) -> None:
    """Release series of one's own in random worlds, attack them, and print what was found."""
    leaky = refused = 0
    shown = dict.fromkeys(("level_change/visits", "level_change/men", "controlled_level_change/visits"), 0)
    for seed in range(FIRST_SEED, FIRST_SEED + n_worlds):
        counts, start, more = series_attacker.random_world(np.random.default_rng(seed))
        with tempfile.TemporaryDirectory() as folder:
            run = series_attacker.build(Path(folder) / "run", counts, start, **more)
            try:
                releasing.release(run)
            except DisclosureError as error:
                refused += 1
                print(f"seed {seed}: {error}")
                continue
            rows = {row["result_id"] for row in read(run / "released" / "results.csv") if row["estimate"]}
            for name in shown:
                shown[name] += f"interrupted_series/{name}" in rows
            found = series_attacker.stolen(counts, start, run)
            leaky += bool(found)
            print(*(f"seed {seed}: {each}\n" for each in found), sep="", end="")
    told = ", ".join(f"{name} in {number}" for name, number in shown.items())
    print(
        f"{n_worlds} worlds of series, seeds {FIRST_SEED} to {FIRST_SEED + n_worlds - 1}: {leaky} leaked, {refused} "
        f"refused by the audit; released: {told}"
    )


def attack_retention(n_worlds: int) -> None:
    """Release retention of random worlds, attack it, and print what was found."""
    leaky = refused = 0
    shown = dict.fromkeys(("retained", "cumulative_incidence"), 0)
    for seed in range(FIRST_SEED, FIRST_SEED + n_worlds):
        rng = np.random.default_rng(seed)
        n, competing = int(rng.choice([30, 60, 120, 250, 500, 1000])), float(rng.choice([0.0, 0.03, 0.1, 0.3]))
        frame, tau = retention_attacker.people(rng, n, competing), int(rng.choice([90, 120]))
        with tempfile.TemporaryDirectory() as folder:
            run = retention_attacker.build(Path(folder) / "run", frame, restricted_mean_days=tau)
            try:
                releasing.release(run)
            except DisclosureError as error:
                refused += 1
                print(f"seed {seed}: {error}")
                continue
            rows = read(run / "released" / "results.csv")
            for quantity in shown:
                shown[quantity] += any(row["result_id"].startswith(f"retention/{quantity}/all/") for row in rows)
            found = retention_attacker.stolen(frame, run)
            leaky += bool(found)
            print(*(f"seed {seed}: {words}: {number}\n" for words, number in found), sep="", end="")
    print(
        f"{n_worlds} worlds of people, seeds {FIRST_SEED} to {FIRST_SEED + n_worlds - 1}: {leaky} leaked, {refused} "
        f"refused by the audit; retention shown in {shown['retained']}, incidence in {shown['cumulative_incidence']}"
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
