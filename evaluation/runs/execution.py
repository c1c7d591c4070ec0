"""Execute one notebook strictly with papermill, and store what came of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluation.errors import EvaluationError
from evaluation.runs.failures import kernel_lost, raised_by_cell, stopped_early
from evaluation.runs.kernels import START_SECONDS, Kernels, open_kernels
from evaluation.runs.notebook_file import (
    canonical_notebook,
    load_nbformat,
    read_notebook,
    require_parameters,
    write_notebook,
)
from evaluation.runs.project import ROOT, shown

if TYPE_CHECKING:
    from nbformat import NotebookNode


@dataclass
class _Watch:
    """What is known of a notebook while it runs, should its kernel die."""

    on_cell: Callable[[], None]
    notebook: NotebookNode | None = None
    cell: int = 0

    def options(self) -> dict[str, Callable[..., None]]:
        return {"on_notebook_start": self._started, "on_cell_start": self._reached, "on_cell_executed": self._done}

    def _started(self, notebook: NotebookNode) -> None:
        self.notebook = notebook

    def _reached(self, cell: Any, cell_index: int) -> None:
        self.cell = cell_index

    def _done(self, cell: Any, cell_index: int, execute_reply: Any) -> None:
        self.on_cell()


def execute_notebook(
    source: Path,
    target: Path,
    parameters: Mapping[str, Any],
    *,
    kernels: Kernels | None = None,
    timeout: int | None = None,
    on_cell: Callable[[], None] = lambda: None,
) -> None:
    """Execute a notebook with papermill and store it in canonical form, also when a cell fails.

    Parameters
    ----------
    source, target : Path
        The notebook without outputs; the executed one.
    parameters : mapping
        A value for every name of the parameters cell. Paths are absolute, for the kernel starts in the current
        folder; in ``target`` they stand relative to its folder.
    kernels : Kernels, optional
        The session that starts the kernel; without one, a session is opened for this notebook.
    timeout : int, optional
        Most seconds that one cell may take.
    on_cell : callable
        Called after each executed code cell, the injected parameters included.

    Raises
    ------
    EvaluationError
        Whatever a cell raised of that kind, with its own message and exit code.
    NotebookError
        If the notebook cannot be read, its parameters are not those given, another exception left a cell, a
        cell took too long, the kernel died, or the notebook stopped before its last cell.
    """
    name = shown(source)
    original = read_notebook(source)
    require_parameters(name, original, parameters)
    watch = _Watch(on_cell)
    failure: EvaluationError | None = None
    papermill = _papermill()
    with _event_loop(), nullcontext(kernels) if kernels else open_kernels() as session:
        manager = session.manager_class()
        try:
            papermill.execute_notebook(
                original,
                None,
                parameters=dict(parameters),
                kernel_name="python3",
                language="python",
                progress_bar=False,
                start_timeout=START_SECONDS,
                execution_timeout=timeout,
                kernel_manager_class=manager,
                **watch.options(),
            )
        except papermill.PapermillExecutionError as error:
            failure = raised_by_cell(error, name=name, source=original)
        except (RuntimeError, OSError) as error:
            reached = watch.cell if watch.notebook is not None else None
            failure = kernel_lost(error, name=name, source=original, reached=reached, end=manager.end())
    if watch.notebook is not None:
        failure = failure or stopped_early(watch.notebook, name=name, source=original)
        folder = target.parent.resolve()
        write_notebook(target, canonical_notebook(watch.notebook, original, parameters, folder=folder, root=ROOT))
    if failure:
        raise failure


@contextmanager
def _event_loop() -> Iterator[None]:
    """Close the event loop that nbclient makes for this thread and leaves open."""
    from jupyter_core.utils import ensure_event_loop

    loop = ensure_event_loop()
    try:
        yield
    finally:
        if not loop.is_running():
            asyncio.set_event_loop(None)
            loop.close()


def _papermill() -> Any:
    """Import papermill quietly; nbformat comes first, without its slow part."""
    load_nbformat()
    import papermill

    logging.getLogger("papermill").setLevel(logging.CRITICAL)
    logging.getLogger("traitlets").setLevel(logging.CRITICAL)
    return papermill
