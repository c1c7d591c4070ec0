"""A unit of work: some replicates of one cell, all methods, kept as one file that is whole or absent."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evaluation.data.whole_files import write_bytes
from evaluation.runs.certificate.cells import Cell
from evaluation.runs.certificate.methods import METHODS, intervals
from evaluation.runs.certificate.worlds import simulate

Array = NDArray[np.float64]

BATCH = 50
_TRUTH, _INTERVALS, _SECONDS = "truth", "intervals/", "seconds/"


@dataclass(frozen=True)
class Unit:
    """Replicates ``first`` to ``last - 1`` of a cell: a whole batch, or the beginning of one."""

    cell: Cell
    first: int
    last: int

    @property
    def name(self) -> str:
        """Of its file."""
        return f"{self.cell.key}.{self.first:05d}-{self.last:05d}.npz"


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a unit, or all units of a cell, found.

    Attributes
    ----------
    truth : ndarray of shape (s, k)
    intervals : mapping of str to ndarray of shape (up to s, k, 2)
        Of each method, of the first series; missing where it was not estimable.
    seconds : mapping of str to float
        What each method took of a processor.
    """

    truth: Array
    intervals: Mapping[str, Array]
    seconds: Mapping[str, float]

    @classmethod
    def together(cls, parts: Sequence[Outcome]) -> Outcome:
        """Return the outcome of all replicates of a cell, from those of its units in their order."""
        methods = parts[0].intervals
        return cls(
            truth=np.concatenate([part.truth for part in parts]),
            intervals={key: np.concatenate([part.intervals[key] for part in parts]) for key in methods},
            seconds={key: sum(part.seconds[key] for part in parts) for key in methods},
        )


def units_of(cells: Sequence[Cell], replicates: int) -> list[Unit]:
    """Return the units of a number of replicates of each cell."""
    starts = range(0, replicates, BATCH)
    return [Unit(cell, first, min(first + BATCH, replicates)) for cell in cells for first in starts]


def compute(unit: Unit) -> Outcome:
    """Simulate the series of a unit and analyse them with every method that is used in its cell."""
    batch = unit.first // BATCH
    world = simulate(unit.cell, batch, unit.last - unit.first)
    found, seconds = {}, {}
    for method in METHODS:
        if not method.is_used_in(unit.cell):
            continue
        some = slice(max(0, min(unit.last, method.replicates) - unit.first))
        began = time.process_time()
        part = replace(world, observed=world.observed[some], truth=world.truth[some])
        found[method.key] = intervals(method, part, batch)
        seconds[method.key] = time.process_time() - began
    return Outcome(world.truth, found, seconds)


def compute_and_keep(unit: Unit, folder: Path) -> str:
    """Compute a unit, write its file and return the key of its cell."""
    outcome = compute(unit)
    arrays = {_TRUTH: outcome.truth}
    arrays |= {f"{_INTERVALS}{key}": found for key, found in outcome.intervals.items()}
    arrays |= {f"{_SECONDS}{key}": np.array(spent) for key, spent in outcome.seconds.items()}
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    write_bytes(folder / unit.name, buffer.getvalue())
    return unit.cell.key


def read_unit(unit: Unit, folder: Path) -> Outcome | None:
    """Return what a unit found, or None where its file is absent, damaged or not of this unit."""
    try:
        with np.load(io.BytesIO((folder / unit.name).read_bytes()), allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile):
        return None
    used = [method.key for method in METHODS if method.is_used_in(unit.cell)]
    expected = {_TRUTH, *(f"{kind}{key}" for kind in (_INTERVALS, _SECONDS) for key in used)}
    if arrays.keys() != expected or len(arrays[_TRUTH]) != unit.last - unit.first:
        return None
    return Outcome(
        truth=arrays[_TRUTH],
        intervals={key: arrays[f"{_INTERVALS}{key}"] for key in used},
        seconds={key: float(arrays[f"{_SECONDS}{key}"]) for key in used},
    )
