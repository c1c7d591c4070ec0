"""Whether the fast episodes equal those of a builder that lives day by day, every option drawn at random.

``python benchmarks/episodes_oracle.py [histories] [--seed S]`` prints how many histories differ; exit 1 if any does.
"""

from __future__ import annotations

import argparse
import importlib.util
from pathlib import Path

import numpy as np

_AGREEMENT = Path(__file__).parents[1] / "tests" / "reference" / "episodes" / "agreement.py"
_AT_ONCE = 100


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("histories", type=int, nargs="?", default=200_000)
    parser.add_argument("--seed", type=int, default=20260)
    arguments = parser.parse_args()
    spec = importlib.util.spec_from_file_location("agreement", _AGREEMENT)
    agreement = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(agreement)
    rng = np.random.default_rng(arguments.seed)
    n_rules = -(-arguments.histories // _AT_ONCE)
    wrong = [difference for _ in range(n_rules) for difference in agreement.compare(rng, _AT_ONCE)]
    for difference in wrong[:5]:
        print(difference)
    print(f"{n_rules * _AT_ONCE:,} histories, {n_rules:,} rules, seed {arguments.seed}: {len(wrong)} discrepancies")
    return bool(wrong)


if __name__ == "__main__":
    raise SystemExit(main())
