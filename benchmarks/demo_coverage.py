"""How often do the intervals hold the planted truth? Coverage of every headline quantity over many seeds.

For each seed the demonstration's data are made anew, read as a user's data are, and analysed with the parameters
of ``params/demo.yml``. Printed is, for each planted truth, the share of seeds whose interval holds it with its
Monte Carlo error (a quantity that is not estimable is not held), the mean error of the estimate, the same in its own
Monte Carlo errors, and the mean width of the interval.

    python benchmarks/demo_coverage.py --seeds 200 --workers 2
"""

from __future__ import annotations

import argparse
import importlib
import math
import os
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import pandas as pd

FIRST_SEED = 1
PARAMS = Path(__file__).parents[1] / "params" / "demo.yml"
DATA = "../outputs/demo-data"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=200, help="number of simulated worlds")
    parser.add_argument("--workers", type=int, default=1, help="processes")
    chosen = parser.parse_args()
    seeds = range(FIRST_SEED, FIRST_SEED + chosen.seeds)
    with ProcessPoolExecutor(chosen.workers) as pool:
        rows = pd.concat(pool.map(one_world, seeds), ignore_index=True)
    print(f"{chosen.seeds} simulated worlds, seeds {seeds[0]} to {seeds[-1]}; nominal coverage 95 %\n")
    print(coverage(rows).to_string(float_format="%.3f"))
    held = rows.groupby("seed")["held"].mean()
    print(f"\nTruths held per world: mean {held.mean():.1%}, least {held.min():.1%}, most {held.max():.1%}")


def one_world(seed: int) -> pd.DataFrame:
    """Return one row per planted truth: the truth, the estimate, its interval."""
    from evaluation.data.demo import write_demo
    from evaluation.data.parameters import load_parameters
    from evaluation.data.read import read_tables

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        write_demo(folder / "data", seed)
        params = folder / "demo.yml"
        params.write_text(PARAMS.read_text(encoding="utf-8").replace(DATA, "data"), encoding="utf-8")
        evaluation = load_parameters(params)
        truth = read_tables(evaluation, [evaluation.truth])[evaluation.truth].frame.set_index("result_id")["truth"]
        estimates = {}
        for stem, section in evaluation.analyses.items():
            if not truth.index.str.startswith(f"{stem}/").any():
                continue
            analysis = importlib.import_module(f"evaluation.analyses.{stem}")
            tables = read_tables(evaluation, section.source_names())
            result = analysis.analyse(tables, section, np.random.default_rng(seed))
            estimates |= {row.result_id: row for row in result.estimates}
    found = [estimates[result_id] for result_id in truth.index]
    return pd.DataFrame(
        {
            "seed": seed,
            "result_id": truth.index,
            "truth": truth.to_numpy(),
            "estimate": [row.estimate for row in found],
            "conf_low": [row.conf_low for row in found],
            "conf_high": [row.conf_high for row in found],
        }
    ).assign(held=lambda frame: (frame["conf_low"] <= frame["truth"]) & (frame["truth"] <= frame["conf_high"]))


def coverage(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row per planted truth, in their order."""
    error = (rows["estimate"] - rows["truth"]).groupby(rows["result_id"], sort=False)
    by_truth = rows.groupby("result_id", sort=False)
    n = by_truth["seed"].count()
    held = by_truth["held"].mean()
    return pd.DataFrame(
        {
            "n": n,
            "truth": by_truth["truth"].mean(),
            "coverage": held,
            "mc_error": (held * (1 - held) / n).map(math.sqrt),
            "mean_error": error.mean(),
            "in_mc_errors": error.mean() / (error.std(ddof=1) / n.map(math.sqrt)),
            "mean_width": (rows["conf_high"] - rows["conf_low"]).groupby(rows["result_id"], sort=False).mean(),
        }
    )


if __name__ == "__main__":
    main()
