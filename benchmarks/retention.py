"""How long retention takes at the size of a state's claims, beside other software in the same run.

    python benchmarks/retention.py [rows]

Cox regression with a cluster-robust variance on rows x 5 covariates, 67 clusters, beside statsmodels' PHReg and R,
both without a robust variance (with it, R took longer than 13 minutes), and lifelines where it is installed;
Kaplan-Meier, Aalen-Johansen and restricted means in 67 strata; Fine-Gray and Gray's test; and how each grows from a
tenth of the rows. Episodes from rows of supply: ``benchmarks/episodes.py``. Wall and processor seconds, the best of
three; ratios are of wall seconds in this run.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from evaluation.stats.survival.aalen_johansen import aalen_johansen
from evaluation.stats.survival.competing_events import CompetingEvents
from evaluation.stats.survival.cox import fit_cox
from evaluation.stats.survival.fine_gray import fit_fine_gray
from evaluation.stats.survival.gray_test import gray_test
from evaluation.stats.survival.kaplan_meier import kaplan_meier
from evaluation.stats.survival.restricted_mean import restricted_mean
from evaluation.stats.survival.right_censored import RightCensored
from evaluation.stats.survival.strata import positions_by_stratum

SEED = 20261
N_SITES = 67
TAU = 180.0
REPEATS = 3
_R = """
suppressMessages(library(survival)); d <- read.csv("{file}")
s <- system.time(f <- coxph(Surv(time, event) ~ x0 + x1 + x2 + x3 + x4, d))[["elapsed"]]
cat(s, coef(f), "\\n")
"""


def people(n: int, rng: np.random.Generator) -> tuple[CompetingEvents, np.ndarray, np.ndarray]:
    x = rng.normal(size=(n, 5))
    x[:, 1], x[:, 4] = x[:, 1] > 0, rng.integers(0, 4, n)
    site = rng.integers(0, N_SITES, n)
    frailty = rng.normal(0.0, 0.2, N_SITES)[site]
    hazard = np.exp(0.3 * x[:, 0] - 0.4 * x[:, 1] + 0.1 * x[:, 4] + frailty) / 200.0
    ends = rng.exponential(1.0 / hazard), rng.exponential(4000.0, n), rng.uniform(30.0, 720.0, n)
    time_, cause = np.ceil(np.min(ends, axis=0)), np.array([1, 2, 0])[np.argmin(ends, axis=0)]
    return CompetingEvents.from_arrays(time_, cause, n_causes=2), x, site


def timed(work: Callable[[], object], repeats: int = REPEATS) -> tuple[float, float, object]:
    best = (np.inf, np.inf)
    for _ in range(repeats):
        wall, own = time.perf_counter(), time.process_time()
        found = work()
        best = min(best, (time.perf_counter() - wall, time.process_time() - own))
    return *best, found


def curves(events: CompetingEvents, site: np.ndarray) -> list[float]:
    found = []
    for index in filter(len, positions_by_stratum(site)):
        ours = events.subset(index)
        aalen_johansen(ours)
        found.append(restricted_mean(kaplan_meier(ours.of_any()), TAU).estimate)
    return found


def of_phreg(follow_up: RightCensored, x: np.ndarray) -> np.ndarray:
    from statsmodels.duration.hazard_regression import PHReg

    return PHReg(follow_up.time, x, status=follow_up.event.astype(float), ties="efron").fit(disp=0).params


def of_r(frame: pd.DataFrame) -> tuple[float, np.ndarray] | None:
    if not shutil.which("Rscript"):
        return None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "people.csv"
        frame.to_csv(file, index=False)
        done = subprocess.run(["Rscript", "-e", _R.format(file=file)], capture_output=True, text=True, check=True)
    wall, *coefficients = map(float, done.stdout.split())
    return wall, np.array(coefficients)


def of_lifelines(frame: pd.DataFrame) -> tuple[float, np.ndarray] | None:
    if importlib.util.find_spec("lifelines") is None:
        return None
    from lifelines import CoxPHFitter

    wall, _, fit = timed(lambda: CoxPHFitter().fit(frame, "time", "event", cluster_col="site"), 1)
    return wall, fit.params_.to_numpy()


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    print(f"{'':46s} {'rows':>9s} {'wall s':>8s} {'CPU s':>8s}")
    ours = {}
    for rows in (n // 10, n):
        events, x, site = people(rows, np.random.default_rng(SEED))
        follow_up = events.of_cause(1)
        work = {
            "Cox, 5 covariates, robust to 67 clusters": lambda f=follow_up, x=x, s=site: fit_cox(f, x, cluster=s),
            "Kaplan-Meier, Aalen-Johansen, means, 67 strata": lambda e=events, s=site: curves(e, s),
            "Fine-Gray, 5 covariates": lambda e=events, x=x: fit_fine_gray(e, x),
            "Gray's test, 67 groups": lambda e=events, s=site: gray_test(e, s),
        }
        for words, each in work.items():
            ours[words] = timed(each)
            print(f"{words:46s} {rows:9,d} {ours[words][0]:8.2f} {ours[words][1]:8.2f}", flush=True)
    wall, _, fit = ours["Cox, 5 covariates, robust to 67 clusters"]
    frame = pd.DataFrame(x, columns=[f"x{j}" for j in range(5)])
    frame = frame.assign(time=follow_up.time, event=follow_up.event.astype(int), site=site)
    phreg = timed(lambda: of_phreg(follow_up, x), 1)
    others = {"statsmodels PHReg, no robust variance": (phreg[0], phreg[2])}
    others |= {"R coxph, no robust variance": of_r(frame), "lifelines, robust": of_lifelines(frame)}
    for words, found in others.items():
        if found is None:
            print(f"{words:46s} not installed here")
            continue
        apart = np.abs(found[1] / fit.coefficients - 1.0).max()
        print(
            f"{words:46s} {n:9,d} {found[0]:8.2f} {'':8s} {found[0] / wall:5.1f} times ours; coefficients {apart:.0e}"
        )


if __name__ == "__main__":
    main()
