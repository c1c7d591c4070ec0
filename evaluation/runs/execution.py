"""Execute one notebook strictly, and tell a failure so that a person can act on it."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluation import errors
from evaluation.errors import EvaluationError, NotebookError, Problem
from evaluation.runs.kernels import Kernels, open_kernels
from evaluation.runs.notebook_file import (
    canonical_notebook,
    has_tag,
    parameters_in,
    read_notebook,
    write_notebook,
)
from evaluation.runs.project import HERE, Project

if TYPE_CHECKING:
    from nbformat import NotebookNode

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_LINE_IN_CELL = re.compile(r"Cell In\s*\[\d+\], line (\d+)")
_FILE_OF_CELL = re.compile(r" \(\d+\.py, line \d+\)$")
_START_SECONDS = 180
_LONGEST_MESSAGE = 500


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
    project: Project = HERE,
) -> None:
    """Execute a notebook with papermill and store it in canonical form, also when a cell fails.

    Parameters
    ----------
    source, target : Path
        The notebook without outputs; the executed one.
    parameters : mapping
        A value for every name of the parameters cell. Paths are absolute (the kernel starts in the folder of
        ``source``); in ``target`` they stand relative to its folder.
    kernels : Kernels, optional
        The session that starts the kernel; without one, a session is opened for this notebook.
    timeout : int, optional
        Most seconds that one cell may take.
    on_cell : callable
        Called after each executed code cell, the injected parameters included.
    project : Project
        Where the project is, for messages.

    Raises
    ------
    EvaluationError
        Whatever a cell raised of that kind, with its own message and exit code.
    NotebookError
        If the notebook cannot be read, its parameters are not those given, another exception left a cell, a
        cell took too long, the kernel died, or the notebook stopped before its last cell.
    """
    shown = project.shown(source)
    original = read_notebook(source)
    _require_parameters(shown, original, parameters)
    watch = _Watch(on_cell)
    failure: EvaluationError | None = None
    papermill = _papermill()
    with nullcontext(kernels) if kernels else open_kernels() as session:
        manager = session.manager_class()
        try:
            papermill.execute_notebook(
                original,
                None,
                parameters=dict(parameters),
                kernel_name="python3",
                language="python",
                progress_bar=False,
                start_timeout=_START_SECONDS,
                execution_timeout=timeout,
                kernel_manager_class=manager,
                resources={"metadata": {"path": str(source.parent.resolve())}},
                **watch.options(),
            )
        except papermill.PapermillExecutionError as error:
            failure = _raised_by_cell(error, shown=shown, source=original)
        except (RuntimeError, OSError) as error:
            failure = _lost(error, shown=shown, source=original, watch=watch, timeout=timeout, end=manager.end())
    if watch.notebook is not None:
        failure = failure or _stopped_early(shown, original, watch.notebook)
        folder = target.parent.resolve()
        write_notebook(
            target, canonical_notebook(watch.notebook, original, parameters, folder=folder, root=project.root)
        )
    if failure:
        raise failure


def _papermill() -> Any:
    """Import papermill without the JSON-schema format checker that would triple the time this takes."""
    sys.modules.setdefault("rfc3987_syntax", None)
    import papermill

    logging.getLogger("papermill").setLevel(logging.CRITICAL)
    logging.getLogger("traitlets").setLevel(logging.CRITICAL)
    return papermill


def _require_parameters(shown: str, notebook: NotebookNode, parameters: Mapping[str, Any]) -> None:
    try:
        names = parameters_in(notebook)
    except (SyntaxError, ValueError) as error:
        raise NotebookError(
            f"{shown}: the parameters cell is not valid.", [Problem(shown, "parameters cell", str(error))]
        ) from error
    problems = [
        Problem(shown, f"the parameters cell lacks {name}", "", f"{name}: ... = ...")
        for name in parameters
        if name not in names
    ]
    problems += [
        Problem(shown, f"the parameters cell has {name}, which no parameter is called")
        for name in names
        if name not in parameters
    ]
    if problems:
        raise NotebookError(f"{shown}: its parameters are not those of the params file.", problems)


def _lost(
    error: Exception, *, shown: str, source: NotebookNode, watch: _Watch, timeout: int | None, end: str
) -> NotebookError:
    """Return why there is no answer from a kernel."""
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    if watch.notebook is None:
        found = f"{error}; {end}"
        problem = Problem(shown, "the kernel did not start", found, f"an answer within {_START_SECONDS} s")
        return NotebookError(f"{shown} could not be started.", [problem])
    where = f"{shown}, cell {_number_in_source(source, watch.cell)}"
    if isinstance(error, CellTimeoutError):
        problem = Problem(where, "took too long", f"more than {timeout} s", "a faster cell or a longer timeout")
        return NotebookError(f"{shown} was stopped.", [problem])
    if isinstance(error, DeadKernelError):
        problem = Problem(where, "the kernel died", end, "enough memory, and no exit from within")
        return NotebookError(f"{shown} lost its kernel.", [problem])
    raise error


def _raised_by_cell(error: Any, *, shown: str, source: NotebookNode) -> EvaluationError:
    trace = [_ANSI.sub("", line) for line in error.traceback]
    module, _, kind = trace[0].rpartition(".") if trace else ("", "", "")
    if module == errors.__name__ and issubclass(getattr(errors, kind, type(None)), EvaluationError):
        return getattr(errors, kind)(error.evalue)
    found = _LINE_IN_CELL.search("\n".join(trace))
    line = int(found.group(1)) if found else 0
    lines = error.source.splitlines()
    where = f"{shown}, cell {_number_in_source(source, error.cell_index)}" + (f", line {line}" if line else "")
    code = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    message = _FILE_OF_CELL.sub("", " ".join(f"{error.ename}: {error.evalue}".split()))[:_LONGEST_MESSAGE]
    return NotebookError(f"{shown} failed.", [Problem(where, message, f"in `{code}`" if code else "")])


def _stopped_early(shown: str, source: NotebookNode, notebook: NotebookNode) -> NotebookError | None:
    """Return an error if cells were not reached: a notebook that calls exit() ends without one."""
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and cell.source.strip() and cell.execution_count is None:
            where = f"{shown}, cell {_number_in_source(source, index)}"
            problem = Problem(where, "was not executed", "an exit in an earlier cell", "every cell executed")
            return NotebookError(f"{shown} stopped before its end.", [problem])
    return None


def _number_in_source(source: NotebookNode, index: int) -> int:
    """Return the number, from 1, in the source of a cell of the executed notebook, which has an injected one."""
    tagged = next(number for number, cell in enumerate(source.cells, start=1) if has_tag(cell, "parameters"))
    return index + 1 if index < tagged else max(index, tagged)
