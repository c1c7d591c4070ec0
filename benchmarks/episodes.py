"""From a file of supply to checked rows, episodes and the grid of definitions: seconds, rows a second, peak memory.

``python benchmarks/episodes.py [rows ...]`` makes synthetic rows (100,000, 1,000,000 and 10,000,000) as Parquet and
as CSV in a temporary folder, and takes each file through all of it in a process of its own.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import yaml

SIZES = (100_000, 1_000_000, 10_000_000)
START, END = date(2019, 1, 1), date(2024, 1, 1)
MEDICATIONS = ("methadone", "buprenorphine", "xr_buprenorphine", "xr_naltrexone")
PARAMS = {
    "evaluation": "benchmark",
    "title": "Benchmark",
    "synthetic": True,
    "seed": 1,
    "retention": {"observation_start": str(START), "observation_end": str(END)},
}


def make(folder: Path, n_rows: int) -> list[Path]:
    rng = np.random.default_rng(20260)
    n_persons = max(n_rows // 50, 1)
    number = rng.integers(0, n_persons, n_rows)
    first = rng.integers(0, 1500, n_persons)
    drug = rng.choice(4, n_rows, p=[0.4, 0.45, 0.1, 0.05])
    day = np.minimum(first[number] + rng.integers(0, 600, n_rows), (END - START).days - 1)
    table = pa.table(
        {
            "person_id": pa.DictionaryArray.from_arrays(number, [f"P{n:08d}" for n in range(n_persons)]).cast(
                "string"
            ),
            "date": pa.array(np.datetime64(START) + day),
            "medication": pa.DictionaryArray.from_arrays(drug, list(MEDICATIONS)).cast("string"),
            "days_supply": pa.array(np.where(drug >= 2, 28, rng.choice([1, 7, 14, 28, 30], n_rows))),
        }
    )
    paths = [folder / f"{n_rows}.parquet", folder / f"{n_rows}.csv"]
    pa.parquet.write_table(table, paths[0])
    pa.csv.write_csv(table, paths[1], pa.csv.WriteOptions(quoting_style="none"))
    return paths


def peak_gigabytes() -> float:
    # ru_maxrss would begin with that of the process that started this one.
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1e6


def measure(path: Path) -> None:
    from evaluation.data.covered_time import covered_time
    from evaluation.data.definition_grid import definition_grid
    from evaluation.data.episode_rule import EpisodeRule
    from evaluation.data.episodes import named_episodes
    from evaluation.data.parameters import load_parameters
    from evaluation.data.read import read_tables
    from evaluation.data.treatment_rows import select_rows

    params = path.with_suffix(".yml")
    source = {"dispensing": {"path": str(path), "table": "dispensing"}}
    params.write_text(yaml.safe_dump({**PARAMS, "sources": source}), encoding="utf-8")
    rule = EpisodeRule(observation_start=START, observation_end=END)
    begun, cpu = time.perf_counter(), time.process_time()
    frame = read_tables(load_parameters(params), ["dispensing"])["dispensing"].frame
    read = time.perf_counter()
    rows = select_rows(frame, None, rule)
    covered = covered_time(rows, rule)
    episodes = named_episodes(rows, covered, rule).frame
    built = time.perf_counter()
    used = time.process_time() - cpu
    peak = peak_gigabytes()
    definition_grid(rows, covered, rule)
    grid = time.perf_counter()
    total = built - begun
    print(
        f"{path.name}: read and checked {read - begun:.1f} s, episodes {built - read:.1f} s, together {total:.1f} s "
        f"({used:.1f} s of processor time), {len(frame) / total:,.0f} rows/s, {peak:.2f} GB at most, "
        f"{len(episodes):,} episodes; then the grid {grid - built:.1f} s, "
        f"{peak_gigabytes():.2f} GB",
        flush=True,
    )


def main(sizes: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for n_rows in sizes:
            for path in make(Path(folder), n_rows):
                subprocess.run([sys.executable, __file__, "--measure", str(path)], check=True)
                path.unlink()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(Path(sys.argv[2]))
    else:
        main([int(float(size)) for size in sys.argv[1:]] or [*SIZES])
