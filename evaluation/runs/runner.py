"""Run an evaluation: execute what is missing, keep what succeeded, merge the results."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation.data.params_place import note_params_file
from evaluation.data.whole_files import hashes_of_run, sha256_of, write_bytes
from evaluation.errors import EvaluationError, NotebookError, Problem
from evaluation.runs.execution import execute_notebook
from evaluation.runs.finished_notebooks import finished_stems
from evaluation.runs.folders import claim, make_run_folder, point_latest, run_folders
from evaluation.runs.kernels import Kernels, open_kernels
from evaluation.runs.ledger import read_ledger, write_ledger
from evaluation.runs.manifest import (
    MANIFEST,
    Manifest,
    RunStatus,
    code_state,
    environment,
    fingerprint,
    first_content,
    utc_now,
    without_paths,
)
from evaluation.runs.no_effect import without_effect
from evaluation.runs.preparation import Prepared, chosen_stems, prepare
from evaluation.runs.progress import Progress
from evaluation.runs.project import HERE, Project, shown
from evaluation.runs.upstream import ledger_of, missing_upstream, upstream_hashes, upstream_of
from evaluation.stop_requests import held_requests

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True)
class RunSummary:
    """What a run did.

    Parameters
    ----------
    folder : Path
        The run folder.
    executed, kept : tuple of str
        Stems executed now, and stems whose results an earlier attempt at this run had made.
    missing : tuple of str
        Stems that nobody asked for yet; the run is finished when there is none.
    n_results : int
        Rows of ``results.csv``.
    without_effect : tuple of str
        What to say of analyses that estimated no effect although an intervention is declared.
    """

    folder: Path
    executed: tuple[str, ...]
    kept: tuple[str, ...]
    missing: tuple[str, ...]
    n_results: int
    without_effect: tuple[str, ...] = ()

    def __str__(self) -> str:
        parts = [f"executed {', '.join(self.executed)}" if self.executed else "nothing was left to execute"]
        parts += [f"kept {', '.join(self.kept)}"] if self.kept else []
        parts += [f"not yet executed: {', '.join(self.missing)}"] if self.missing else []
        results = f"{self.n_results} results: {shown(self.folder / 'results.csv')}"
        return "\n".join((f"{'; '.join(parts)}.", *self.without_effect, results))


def run_evaluation(
    params_path: str | Path,
    *,
    only: Iterable[str] | None = None,
    workers: int | None = None,
    fresh: bool = False,
    console: Console | None = None,
    project: Project = HERE,
) -> RunSummary:
    """Execute the notebooks of an evaluation in a run folder.

    An unfinished run of the same parameters and data is resumed: what succeeded in it is kept, unless notebook,
    code, packages or the results that it reads changed since. What reads results is executed after the others. Two
    processes never work in the same folder.

    Parameters
    ----------
    params_path : str or Path
    only : iterable of str, optional
        Stems to execute; the others are left as they are. Default: all.
    workers : int, optional
        Notebooks at a time; default: one per core.
    fresh : bool
        Begin a new run even where an unfinished one could be resumed.
    console : rich.console.Console, optional
        Where progress is shown; default: standard error.
    project : Project
        Where notebooks and outputs are.

    Returns
    -------
    RunSummary

    Raises
    ------
    EvaluationError
        Before anything is executed if parameters, notebooks or data are not valid, or an analysis is asked for
        without those whose results it reads; afterwards if a notebook failed. What the others made is kept, and the
        next run resumes.
    """
    prepared = prepare(params_path, project)
    stems = chosen_stems(prepared, only)
    with ExitStack() as stack:
        manifest = _open_run(prepared, stack, fresh=fresh, project=project)
        kept = finished_stems(manifest, prepared)
        if not kept:
            _clear(manifest.folder)
        note_params_file(manifest.folder, prepared.evaluation.path)
        _require_upstream(manifest, prepared, stems, kept)
        executed: list[str] = []
        failures: list[EvaluationError] = []
        for wave in _waves(prepared, stems):
            todo = [stem for stem in wave if stem not in finished_stems(manifest, prepared)]
            failures = _execute(manifest, prepared, todo, workers=workers, console=console)
            executed += todo
            if failures:
                break
        done = finished_stems(manifest, prepared)
        rows = _merge(manifest.folder, done)
        missing = tuple(stem for stem, _, _ in prepared.notebooks if stem not in done)
        if failures:
            manifest.update(status=RunStatus.FAILED, ended=utc_now())
            raise _one_error(failures, manifest.folder)
        status = RunStatus.PENDING if missing else RunStatus.FINISHED
        manifest.update(status=status, ended=utc_now(), outputs=hashes_of_run(manifest.folder))
        if not missing:
            point_latest(manifest.folder)
    kept = [stem for stem in kept if stem not in executed]
    told = tuple(without_effect(rows))
    return RunSummary(manifest.folder, tuple(executed), tuple(kept), missing, len(rows), told)


def _open_run(prepared: Prepared, stack: ExitStack, *, fresh: bool, project: Project) -> Manifest:
    """Claim the unfinished run of these parameters and data that is newer than any finished one, or a new folder."""
    parent = project.outputs / prepared.evaluation.evaluation
    hashed = fingerprint(prepared.evaluation, prepared.tables)
    for folder in reversed(run_folders(parent)) if not fresh else ():
        if not (folder / MANIFEST).exists():
            continue
        manifest = Manifest.read(folder)
        if manifest.content["fingerprint"] != hashed:
            continue
        if manifest.status is RunStatus.FINISHED:
            break
        if stack.enter_context(claim(folder)):
            manifest = Manifest.read(folder)
            if manifest.status is RunStatus.FINISHED:
                break
            _resume(manifest)
            return manifest
    folder = make_run_folder(parent)
    stack.enter_context(claim(folder))
    write_bytes(folder / "params.yml", prepared.evaluation.path.read_bytes())
    manifest = Manifest(folder, first_content(prepared.evaluation, prepared.tables, run_id=folder.name))
    manifest.update()
    return manifest


def _resume(manifest: Manifest) -> None:
    surroundings = environment()
    before = manifest.content["environment"]
    same = all(surroundings[key] == before[key] for key in ("python", "packages"))
    for stem in list(manifest.content["notebooks"]) if not same else ():
        manifest.update_notebook(stem, status=RunStatus.PENDING)
    manifest.update(status=RunStatus.RUNNING, ended="", code=code_state(), environment=surroundings)


def _clear(folder: Path) -> None:
    """Remove what an earlier attempt with other code has left."""
    shutil.rmtree(folder / "restricted", ignore_errors=True)
    (folder / "restricted").mkdir(mode=0o700)


def _waves(prepared: Prepared, stems: list[str]) -> tuple[list[str], list[str]]:
    """Return the stems that read data alone, and those that read what the first have recorded."""
    analyses = prepared.evaluation.analyses
    first = [stem for stem in stems if not analyses[stem].reads_results]
    return first, [stem for stem in stems if stem not in first]


def _require_upstream(manifest: Manifest, prepared: Prepared, stems: list[str], kept: list[str]) -> None:
    """Require that the results which a stem reads are there or are about to be."""
    for stem in _waves(prepared, stems)[1]:
        missing = [each for each in upstream_of(prepared.evaluation.analyses, stem) if each not in (*stems, *kept)]
        if missing:
            manifest.update(status=RunStatus.PENDING, ended=utc_now())
            raise missing_upstream(stem, missing, manifest.folder)


def _execute(
    manifest: Manifest, prepared: Prepared, stems: list[str], *, workers: int | None, console: Console | None
) -> list[EvaluationError]:
    """Execute notebooks in parallel; return the failures, in the order of the notebooks."""
    if not stems:
        return []
    cells = {stem: count + 1 for stem, _, count in prepared.notebooks if stem in stems}
    paths = {stem: path for stem, path, _ in prepared.notebooks}
    failures: dict[str, EvaluationError] = {}
    with ExitStack() as stack:
        kernels = stack.enter_context(open_kernels())
        progress = stack.enter_context(Progress(cells, console=console))
        pool = stack.enter_context(ThreadPoolExecutor(max_workers=workers or os.cpu_count()))
        try:
            with held_requests():
                tasks = {
                    pool.submit(
                        _execute_one, manifest, prepared, stem, paths[stem], kernels=kernels, progress=progress
                    ): stem
                    for stem in stems
                }
            for task in as_completed(tasks):
                failure = task.result()
                if failure:
                    failures[tasks[task]] = failure
        except BaseException:
            kernels.stop()
            manifest.update(status=RunStatus.INTERRUPTED, ended=utc_now())
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return [failures[stem] for stem in stems if stem in failures]


def _execute_one(
    manifest: Manifest, prepared: Prepared, stem: str, notebook: Path, *, kernels: Kernels, progress: Progress
) -> EvaluationError | None:
    """Execute one notebook, with every parameter given, and note in the manifest how it fared."""
    folder = manifest.folder
    ledger = ledger_of(folder, stem)
    ledger.unlink(missing_ok=True)
    progress.begin(stem)
    manifest.update_notebook(
        stem,
        notebook=_name(notebook),
        source_sha256=sha256_of(notebook),
        code=manifest.content["code"],
        status=RunStatus.RUNNING,
        started=utc_now(),
        ended="",
        failure="",
        reads=upstream_hashes(folder, upstream_of(prepared.evaluation.analyses, stem)),
    )
    parameters = prepared.evaluation.analyses[stem].model_dump(mode="json")
    parameters |= {"params_file": str(prepared.evaluation.path), "run_folder": str(folder.resolve())}
    failure: EvaluationError | None = None
    outcome: dict[str, str] = {"status": RunStatus.FAILED}
    try:
        execute_notebook(
            notebook,
            folder / "restricted" / "notebooks" / notebook.name,
            parameters,
            kernels=kernels,
            on_cell=lambda: progress.advance(stem),
        )
        if not ledger.exists():
            problem = Problem(shown(notebook), "no result was recorded", "", "a cell with step.record(result)")
            raise NotebookError(f"{shown(notebook)} recorded nothing.", [problem])
        outcome = {"status": RunStatus.FINISHED, "ledger_sha256": sha256_of(ledger)}
    except EvaluationError as error:
        failure = error
    finally:
        if kernels.stopped:
            outcome = {"status": RunStatus.INTERRUPTED}
        message = without_paths(str(failure)) if failure else ""
        manifest.update_notebook(stem, **outcome, ended=utc_now(), failure=message)
        progress.end(stem, outcome["status"])
    return failure


def _merge(folder: Path, stems: list[str]) -> list[dict[str, str]]:
    """Merge the ledgers of finished notebooks into ``results.csv``; return its rows."""
    rows = [row for stem in stems for row in read_ledger(ledger_of(folder, stem))]
    write_ledger(folder / "results.csv", rows)
    return rows


def _name(notebook: Path) -> str:
    name = shown(notebook)
    return notebook.name if Path(name).is_absolute() else name


def _one_error(failures: list[EvaluationError], folder: Path) -> EvaluationError:
    """Return one error for all that failed: of the first one's kind, saying each thing once."""
    kept = f"What succeeded is kept in {shown(folder)}; the next run resumes it."
    messages = list(dict.fromkeys(str(failure) for failure in failures))
    return type(failures[0])("\n".join([*messages, kept]))
