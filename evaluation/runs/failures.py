"""Tell why a notebook failed: which cell, which line, what happened."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluation import errors
from evaluation.errors import EvaluationError, NotebookError, Problem
from evaluation.runs.kernels import START_SECONDS
from evaluation.runs.notebook_file import has_tag
from evaluation.runs.project import ROOT, shown

if TYPE_CHECKING:
    from nbformat import NotebookNode

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_LINE_IN_CELL = re.compile(r"Cell In\s*\[\d+\], line (\d+)")
_FRAME = re.compile(r"^File (.+?):(\d+), in ", flags=re.MULTILINE)
_FILE_OF_CELL = re.compile(r" \(\d+\.py, line \d+\)$")
_LONGEST_MESSAGE = 500


def raised_by_cell(error: Any, *, name: str, source: NotebookNode) -> EvaluationError:
    """Return the error that left a cell.

    Parameters
    ----------
    error : PapermillExecutionError
    name : str
        The notebook, as people should read it.
    source : NotebookNode
        The notebook before execution.

    Returns
    -------
    EvaluationError
        Of its own kind, with its own message, where the cell raised one of ours; else a NotebookError.
    """
    trace = [_ANSI.sub("", line) for line in error.traceback]
    module, _, kind = trace[0].rpartition(".") if trace else ("", "", "")
    ours = getattr(errors, kind, None) if module == errors.__name__ else None
    if isinstance(ours, type) and issubclass(ours, EvaluationError):
        return ours(error.evalue)
    text = "\n".join(trace)
    found = _LINE_IN_CELL.search(text)
    line = int(found.group(1)) if found else 0
    lines = error.source.splitlines()
    where = f"{name}, cell {_number_in_source(source, error.cell_index)}" + (f", line {line}" if line else "")
    code = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    message = _FILE_OF_CELL.sub("", " ".join(f"{error.ename}: {error.evalue}".split()))[:_LONGEST_MESSAGE]
    ours_at = [f"{shown(Path(file))}:{number}" for file, number in _FRAME.findall(text) if _is_ours(file)]
    raised_at = f", raised in {ours_at[-1]}" if ours_at else ""
    return NotebookError(f"{name} failed.", [Problem(where, message, f"in `{code}`{raised_at}" if code else "")])


def kernel_lost(error: Exception, *, name: str, source: NotebookNode, reached: int | None, end: str) -> NotebookError:
    """Return why there is no answer from a kernel; an exception that is not about that is raised again.

    Parameters
    ----------
    error : Exception
    name : str
        The notebook, as people should read it.
    source : NotebookNode
        The notebook before execution.
    reached : int or None
        Index of the cell that was being executed; None if the kernel never answered.
    end : str
        How the kernel's process ended.
    """
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    if reached is None:
        found = f"{error}; {end}"
        problem = Problem(name, "the kernel did not start", found, f"an answer within {START_SECONDS} s")
        return NotebookError(f"{name} could not be started.", [problem])
    where = f"{name}, cell {_number_in_source(source, reached)}"
    if isinstance(error, CellTimeoutError):
        problem = Problem(where, "took longer than a cell may", "", "a faster cell or a longer timeout")
        return NotebookError(f"{name} was stopped.", [problem])
    if isinstance(error, DeadKernelError):
        problem = Problem(where, "the kernel died", end, "enough memory, and no exit from within")
        return NotebookError(f"{name} lost its kernel.", [problem])
    raise error


def stopped_early(executed: NotebookNode, *, name: str, source: NotebookNode) -> NotebookError | None:
    """Return an error if cells were not reached: a notebook that calls exit() ends without one."""
    for index, cell in enumerate(executed.cells):
        if cell.cell_type == "code" and cell.source.strip() and cell.execution_count is None:
            where = f"{name}, cell {_number_in_source(source, index)}"
            problem = Problem(where, "was not executed", "an exit in an earlier cell", "every cell executed")
            return NotebookError(f"{name} stopped before its end.", [problem])
    return None


def _is_ours(file: str) -> bool:
    return Path(file).is_relative_to(ROOT / "evaluation")


def _number_in_source(source: NotebookNode, index: int) -> int:
    """Return the number, from 1, in the source of a cell of the executed notebook, which has an injected one."""
    tagged = next(number for number, cell in enumerate(source.cells, start=1) if has_tag(cell, "parameters"))
    return index + 1 if index < tagged else max(index, tagged)
