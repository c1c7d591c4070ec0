"""How long a large release takes, and one after twenty others.

    OPENBLAS_NUM_THREADS=1 python benchmarks/release_large.py [earlier releases]

A run of deaths by quarter and by 18 communities, six ages or two sexes in two arms, with totals of whole years of
everybody and of arms: 2,040 cells in three tables, under the policy ``cms``. Each earlier release has a quarter
less. Printed are the time of each release on the clock and on the processor, which other work beside it lengthens
less, and how many cells of which tables the last one shows and hides.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from evaluation.disclosure import releasing
from tests.unit.disclosure.run_builder import RunBuilder, read

SEED = 20261129
YEARS = range(2009, 2024)
AGES = ("15-24", "25-34", "35-44", "45-54", "55-64", "65+")
SEXES = ("female", "male")
PLACES = {f"place_{number:02d}": ("cep", "rfs")[number % 2] for number in range(18)}
QUARTERS_OF_A_YEAR = 4
QUARTERS = [f"{year}-Q{quarter}" for year in YEARS for quarter in (1, 2, 3, 4)]


def main() -> None:
    n_earlier = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    rng = np.random.default_rng(SEED)
    weight = np.multiply.outer(rng.dirichlet(np.full(len(PLACES), 3.0)), rng.dirichlet(np.full(len(AGES), 3.0)))
    weight = np.multiply.outer(weight, [0.35, 0.65])
    deaths = rng.poisson(np.broadcast_to(weight * 420, (len(QUARTERS), *weight.shape)))
    audit = releasing.audit_release
    taken: dict[str, str] = {}

    def timed(what, work, *given, **named):
        clock, processor = time.perf_counter(), time.process_time()
        found = work(*given, **named)
        taken[what] = (
            f"{time.perf_counter() - clock:.0f} s ({time.process_time() - processor:.0f} s of the processor)"
        )
        return found

    releasing.audit_release = lambda *given: timed("audit", audit, *given)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(n_earlier + 1):
            n_quarters = len(QUARTERS) - n_earlier + number
            run = built(Path(folder) / f"run{number}", deaths[:n_quarters], number)
            timed("release", releasing.release, run, publications=Path(folder) / "publications")
            print(f"release {number + 1}: {taken['release']}, audit {taken['audit']}", flush=True)
        tables = sorted((run / "released" / "tables").glob("*.csv"))
        rows = [row for table in tables for row in read(table)]
    hidden = sum(row.get("suppressed") == "true" for row in rows)
    print(
        f"after {n_earlier} releases: {taken['release']}, of which the audit {taken['audit']}; {len(rows)} cells in "
        f"{len(tables)} tables, {hidden} hidden: {', '.join(table.stem for table in tables)}"
    )


def built(folder: Path, deaths: np.ndarray, number: int) -> Path:
    """Write a run of the first quarters."""
    run = RunBuilder(folder)
    run.params["communities"] = {place: {"name": place, "arm": arm} for place, arm in PLACES.items()}
    run.params["disclosure"] = {"policy": "cms", "population": "county"}
    run.manifest["run_id"] = f"20240601T120000Z-{number:08x}"
    quarters = QUARTERS[: len(deaths)]
    by_place = deaths.sum(axis=(2, 3))
    cells = itertools.product(enumerate(quarters), enumerate(PLACES))
    run.table("by_place", ["period", "community"], {(q, p): int(by_place[i, j]) for (i, q), (j, p) in cells})
    in_arm = np.array([[arm == each for arm in PLACES.values()] for each in ("cep", "rfs")], dtype=int)
    for name, levels, axis in (("age_group", AGES, 3), ("sex", SEXES, 2)):
        of_arms = np.einsum("ap,qpl->qal", in_arm, deaths.sum(axis=axis))
        cells = itertools.product(enumerate(quarters), enumerate(("cep", "rfs")), enumerate(levels))
        counted = {(q, a, level): int(of_arms[i, j, k]) for (i, q), (j, a), (k, level) in cells}
        run.table(f"by_{name}", ["period", "arm", name], counted)
    for year in dict.fromkeys(quarter[:4] for quarter in quarters):
        inside = [quarter[:4] == year for quarter in quarters]
        if sum(inside) < QUARTERS_OF_A_YEAR:
            continue
        run.deaths("all", year, int(by_place[inside].sum()))
        for arm, members in zip(("cep", "rfs"), in_arm, strict=True):
            run.deaths(arm, year, int((by_place[inside] @ members).sum()))
    return run.write()


if __name__ == "__main__":
    main()
