"""Does anything small leak from a release? Random worlds are released, and attacked by code of another hand.

    python benchmarks/release_attack.py --worlds 700 [--in-turn] [--first 1000]
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
analysis is applied.

With ``--in-turn`` a part of the outputs is released before all of them, or before the others, as if these had been
thought of later; the attacker has both releases. Of retention the results of another plan come first; of series one
release has the whole and the other its part, and only one of both plans says which is which. Half of the worlds of
models and series are judged as if they were real people.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from evaluation.disclosure import releasing
from evaluation.disclosure.admission import Admitter
from evaluation.errors import DisclosureError, ParameterError
from tests.unit.disclosure import attacker, model_attacker, retention_attacker, sequences, series_attacker
from tests.unit.disclosure.run_builder import read

FIRST_SEED = 1000
SHARES = (0.1, 0.3, 0.6)
"""How much of a run's outputs may have been released before."""
ALWAYS = ("overdose_deaths/deaths by time",)
"""What says which months an evaluation is about."""


@dataclass(frozen=True)
class World:
    """People to be released and attacked.

    Parameters
    ----------
    build : callable
        Writes a run into a folder and returns it.
    stolen : callable
        Returns what follows from runs with ``released/`` folders.
    plans : tuple of callable
        Write the runs of two plans that are released in turn; by default these are parts of one.
    """

    build: Callable[[Path], Path]
    stolen: Callable[..., list[Any]]
    plans: tuple[Callable[[Path], Path], ...] = ()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=200, help="number of random worlds")
    parser.add_argument("--primary-only", action="store_true", help="check nothing against subtraction")
    parser.add_argument("--models", type=int, default=0, help="number of random worlds with fitted models instead")
    parser.add_argument("--series", type=int, default=0, help="number of random worlds of series instead")
    parser.add_argument("--retention", type=int, default=0, help="number of random worlds of people in treatment")
    parser.add_argument("--in-turn", action="store_true", help="release a part first, and all or the rest afterwards")
    parser.add_argument("--first", type=int, default=FIRST_SEED, help="the first seed")
    chosen = parser.parse_args()
    if chosen.primary_only:
        Admitter._leak = lambda *_, **__: None
        releasing.audit_release = lambda *_: releasing.AuditReport(0, 0, 0)
    numbers = {"models": chosen.models, "series": chosen.series, "retention": chosen.retention}
    kind = next((kind for kind, number in numbers.items() if number), "tables")
    n_worlds = numbers.get(kind, chosen.worlds)
    found: Counter[str] = Counter()
    for seed in range(chosen.first, chosen.first + n_worlds):
        with tempfile.TemporaryDirectory() as folder:
            try:
                found += attacked(Path(folder), WORLDS[kind](seed), seed, kind, in_turn=chosen.in_turn)
            except ParameterError:
                found["could not be analysed as declared"] += 1
    how = ", released in turn" if chosen.in_turn else ""
    leaked, refused = found.pop("leaked", 0), found.pop("refused", 0)
    seeds = f"seeds {chosen.first} to {chosen.first + n_worlds - 1}"
    print(f"{n_worlds} worlds of {kind}{how}, {seeds}: {leaked} leaked, {refused} refused by the audit")
    print(*(f"{words}: {number}" for words, number in sorted(found.items())), sep="\n")


def attacked(folder: Path, world: World, seed: int, kind: str, *, in_turn: bool) -> Counter[str]:
    """Release a world and attack it; say what was found."""
    if in_turn:
        folders, told = released_in_turn(folder, world, seed, kind)
    else:
        folders, told = [world.build(folder / "run")], []
        try:
            releasing.release(folders[0])
        except DisclosureError as error:
            folders, told = [], [str(error)]
    found = Counter(refused=bool(told))
    stolen = world.stolen(*folders) if folders else []
    found["leaked"] += bool(stolen)
    print(*(f"seed {seed}: {each}\n" for each in (*told, *stolen)), sep="", end="")
    for each in folders:
        found += shown(each / "released")
    return found


def released_in_turn(folder: Path, world: World, seed: int, kind: str) -> tuple[list[Path], list[str]]:
    rng = random.Random(seed)
    if world.plans:
        runs = [sequences.finished(build(folder / f"plan_{at}"))[0] for at, build in enumerate(world.plans)]
        policy = sequences.load_policy("strict")
    else:
        whole, policy = sequences.finished(world.build(folder / "run"))
        share, names = rng.choice(SHARES), sequences.outputs(whole, policy)
        chosen = [name for name in names if rng.random() < share]
        others = names if rng.random() < 0.5 else [name for name in names if name not in chosen]
        runs = [sequences.only(whole, policy, [*some, *ALWAYS]) for some in (chosen, others)]
    is_real = kind in ("models", "series") and seed % 2
    judged = [replace(run, evaluation=run.evaluation.model_copy(update={"synthetic": not is_real})) for run in runs]
    return sequences.released_in_turn(folder, judged, policy)


def shown(released: Path) -> Counter[str]:
    """Count what a release shows: tables of deaths, and the first result of each kind."""
    found = Counter({"tables": len(list((released / "tables").glob("deaths_by_*.csv")))})
    names = {row["result_id"].partition("/")[2] for row in read(released / "results.csv") if row["estimate"]}
    for name in ("level_change/cep", "level_change/visits", "level_change/men", "controlled_level_change/visits"):
        found[name] += name in names
    for name in ("retained/all", "cumulative_incidence/all"):
        found[name] += any(each.startswith(f"{name}/") for each in names)
    return +found


def tables(seed: int) -> World:
    """Return deaths by month, community and age, with tables of them and totals."""
    rng = random.Random(seed)
    level = rng.choice([2, 6, 15, 40])
    deaths = {cell: rng.randint(0, level) if rng.random() > 0.15 else 0 for cell in attacker.CELLS}
    offered = {kind: rng.choice(attacker.WINDOWS) for kind in rng.sample(attacker.KINDS, rng.randint(1, 5))}
    totals = rng.sample(attacker.TOTALS, rng.randint(0, 7))
    return World(
        lambda folder: attacker.build(folder, deaths, offered, totals),
        lambda *folders: attacker.leaks([each for folder in folders for each in attacker.published(folder)], deaths),
    )


def models(seed: int) -> World:
    """Return deaths by month and community, for which segmented models are fitted."""
    rng = random.Random(seed)
    months = model_attacker.months_of(rng.choice([24, 27, 30, 36]))
    start, mean = rng.randint(2, len(months) - 2), rng.choice([0.5, 2, 6, 20])
    deaths = {
        (month, place): sum(rng.random() < mean / 50 for _ in range(50))
        for month in months
        for place in model_attacker.ARM_OF
    }
    seasonality = rng.choice(["none", "none", "months"])
    return World(
        lambda folder: model_attacker.build(folder, deaths, start, seasonality=seasonality),
        lambda *folders: model_attacker.stolen(deaths, start, *folders, seasonality=seasonality),
    )


def series(seed: int) -> World:
    """Return series of one's own, in turn a whole and its part; one of both plans says which is which."""
    rng = np.random.default_rng(seed)
    counts, start, more = series_attacker.random_world(rng)
    order, says = rng.permutation(["visits", "men"]).tolist(), int(rng.integers(2))
    plans = [more | {"series": [key], "controls": [], "negative_controls": [], "keys": [key]} for key in order]
    plans[says]["keys"] = order
    return World(
        lambda folder: series_attacker.build(folder, counts, start, **more),
        lambda *folders: series_attacker.stolen(counts, start, *folders),
        tuple((lambda folder, plan=plan: series_attacker.build(folder, counts, start, **plan)) for plan in plans),
    )


def retention(seed: int) -> World:
    """Return people in treatment, and two plans, the first with few or all groups and landmarks."""
    rng = np.random.default_rng(seed)
    n, competing = int(rng.choice([30, 60, 120, 250, 500, 1000])), float(rng.choice([0.0, 0.03, 0.1, 0.3]))
    frame, tau = retention_attacker.people(rng, n, competing), int(rng.choice([90, 120]))
    groups = tuple(name for name in ("medication", "arm") if rng.random() < 0.5)
    landmarks = (*(day for day in (30, 90) if rng.random() < 0.6), 180)
    other = {"groups": groups, "covariates": groups, "landmarks": landmarks}
    other |= {"restricted_mean_days": int(rng.choice([90, 120]))}

    def build(folder: Path) -> Path:
        return retention_attacker.build(folder, frame, restricted_mean_days=tau)

    return World(
        build,
        lambda *folders: retention_attacker.stolen(frame, *folders),
        (lambda folder: retention_attacker.build(folder, frame, **other), build),
    )


WORLDS = {"tables": tables, "models": models, "series": series, "retention": retention}


if __name__ == "__main__":
    main()
