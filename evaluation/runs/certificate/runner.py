"""Make the coverage certificate: compute the units that are missing, in parallel, and merge them."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluation.data.whole_files import sha256_of, write_bytes, write_json, write_text
from evaluation.errors import Problem, UsageError
from evaluation.runs.certificate.cells import CELLS, REPLICATES, Cell
from evaluation.runs.certificate.coverage import Claim, claims, coverages
from evaluation.runs.certificate.page import PAGE, SUMMARY, write_section
from evaluation.runs.certificate.settings import settings_of
from evaluation.runs.certificate.table import markdown, read_certificate, sentences, write_certificate
from evaluation.runs.certificate.units import Outcome, Unit, compute_and_keep, read_unit, units_of
from evaluation.runs.folders import claim
from evaluation.runs.manifest import code_state, digest, environment, utc_now
from evaluation.runs.progress import Progress
from evaluation.runs.project import shown

if TYPE_CHECKING:
    from rich.console import Console

CERTIFICATE, DETAILS, TABLE = "certificate.csv", "certificate.json", "certificate.md"
_WORK = "certificate"


@dataclass(frozen=True)
class CertificateSummary:
    """What was certified.

    Attributes
    ----------
    folder : Path
    n_computed, n_kept : int
        Units computed now, and units that an earlier attempt had finished.
    claims : tuple of Claim
    """

    folder: Path
    n_computed: int
    n_kept: int
    claims: tuple[Claim, ...]

    def __str__(self) -> str:
        lines = [f"{self.n_computed} units computed, {self.n_kept} kept."]
        lines += [line for claim in self.claims for line in sentences(claim)]
        return "\n".join([*lines, f"The certificate: {shown(self.folder / CERTIFICATE)}"])


def certify_its(
    *,
    replicates: int = REPLICATES,
    workers: int | None = None,
    parent: Path,
    fresh: bool = False,
    write_docs: bool = False,
    cells: Sequence[Cell] = CELLS,
    page: Path = PAGE,
    summary: Path = SUMMARY,
    console: Console | None = None,
) -> CertificateSummary:
    """Certify the coverage of the interrupted-time-series methods.

    The folder of a certificate is named by its cells, its code and its settings, whatever the number of replicates.
    What was finished in it stays finished, however the process ended. The result does not depend on the workers.

    Parameters
    ----------
    replicates : int
        Series of each cell.
    workers : int, optional
        Processes; default: one per core.
    parent : Path
        Where folders of certificates are.
    fresh : bool
        Throw away what was finished before.
    write_docs : bool
        Also write the table into the method page, and beside it the numbers that it shows.
    cells : sequence of Cell
    page, summary : Path
        Of the documentation.
    console : rich.console.Console, optional
        Where progress is shown; default: standard error.

    Raises
    ------
    UsageError
        If another process works in the folder, a unit is removed meanwhile, or fewer replicates than are certified
        are to be documented.
    """
    if write_docs and replicates < REPLICATES:
        problem = Problem("--replicates", "is too small for the documentation", f"{replicates:,}", f"{REPLICATES:,}")
        raise UsageError("The documentation shows a whole certificate only.", [problem])
    settings = settings_of(cells)
    folder = parent / digest(settings)[:12]
    units = folder / "units"
    units.mkdir(parents=True, exist_ok=True)
    with claim(folder) as free:
        if not free:
            problem = Problem(shown(folder), "is in use", "another process at work", "its end first")
            raise UsageError("This certificate is being made already.", [problem])
        if fresh:
            shutil.rmtree(units)
        for unfinished in units.glob(".*"):
            unfinished.unlink()
        started = utc_now()
        todo = units_of(cells, replicates)
        missing = [unit for unit in todo if read_unit(unit, units) is None]
        _compute(missing, units, workers=workers or os.cpu_count() or 1, console=console)
        outcomes = {cell: _outcome(cell, replicates, units) for cell in cells}
        write_certificate(folder / CERTIFICATE, coverages(outcomes))
        rows = read_certificate(folder / CERTIFICATE, cells)
        write_text(folder / TABLE, markdown(rows))
        found = tuple(claims(rows))
        write_json(
            folder / DETAILS,
            {
                "format": 1,
                "replicates": replicates,
                **settings,
                "claims": [_as_json(each) for each in found],
                "certificate_sha256": sha256_of(folder / CERTIFICATE),
                "commit": code_state(),
                "python": environment()["python"],
                "lock_sha256": environment()["lock_sha256"],
                "started": started,
                "ended": utc_now(),
                "milliseconds_a_series": {cell.key: _milliseconds(outcomes[cell]) for cell in cells},
            },
        )
        if write_docs:
            write_bytes(summary, (folder / CERTIFICATE).read_bytes())
            write_section(page, markdown(rows))
    return CertificateSummary(folder, len(missing), len(todo) - len(missing), found)


def _compute(missing: Sequence[Unit], folder: Path, *, workers: int, console: Console | None) -> None:
    """Compute units and keep each in its file; what fails is raised once all others are kept."""
    if not missing:
        return
    # The longest first, so that no worker is left alone with them at the end.
    longest = sorted(missing, key=lambda unit: -unit.cell.n)
    left = Counter(unit.cell.key for unit in missing)
    failures: list[BaseException] = []
    progress = Progress({_WORK: len(missing)}, unit="units", console=console)
    with progress, progress.piece(_WORK), _workers(workers) as pool:
        for future in as_completed([pool.submit(compute_and_keep, unit, folder) for unit in longest]):
            if (failure := future.exception()) is not None:
                failures.append(failure)
                continue
            key = future.result()
            left[key] -= 1
            if left[key]:
                progress.advance(_WORK)
            else:
                progress.reach(_WORK, key)
        if failures:
            raise failures[0]


@contextmanager
def _workers(number: int) -> Iterator[ProcessPoolExecutor]:
    """Yield processes that compute with one thread each, and end at once if this one is stopped or gone."""
    context = multiprocessing.get_context("spawn")
    reader, writer = context.Pipe(duplex=False)
    with _single_threaded(), reader, writer:
        pool = ProcessPoolExecutor(number, context, initializer=_follow, initargs=(reader,))
        try:
            yield pool
        except BaseException:
            writer.close()
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _follow(parent: Connection) -> None:
    """Leave being stopped to the parent, and end with it: what a unit has not written yet is made again."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def follow() -> None:
        parent.poll(None)
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


@contextmanager
def _single_threaded() -> Iterator[None]:
    """Tell processes that are started inside to compute with one thread each."""
    name = "OPENBLAS_NUM_THREADS"
    before = os.environ.get(name)
    os.environ[name] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


def _outcome(cell: Cell, replicates: int, folder: Path) -> Outcome:
    parts = []
    for unit in units_of([cell], replicates):
        if (part := read_unit(unit, folder)) is None:
            problem = Problem(
                shown(folder / unit.name), "cannot be read", "nothing, or no unit", "the unit as written"
            )
            raise UsageError("A unit was removed while the certificate was made; begin again to mend it.", [problem])
        parts.append(part)
    return Outcome.together(parts)


def _milliseconds(outcome: Outcome) -> dict[str, float]:
    series = {key: max(1, len(found)) for key, found in outcome.intervals.items()}
    return {key: round(1000 * spent / series[key], 2) for key, spent in outcome.seconds.items()}


def _as_json(claim: Claim) -> Mapping[str, Any]:
    return {
        "method": claim.method.key,
        "holds": None if claim.is_trial else claim.holds,
        "cells": claim.n_cells,
        "reached": claim.n_reached,
        "short": [f"{row.cell.key}/{row.estimand}" for row in claim.short],
        "not_estimable": {row.cell.key: row.not_estimable for row in claim.not_estimable},
    }
