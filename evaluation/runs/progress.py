"""Tell how far a run has come: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


class RunProgress:
    """Progress of the notebooks of a run; its methods may be called from any thread.

    Parameters
    ----------
    console : Console
    cells : mapping of str to int
        Code cells to execute, by notebook.
    """

    def __init__(self, console: Console, cells: dict[str, int]) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self._console = console
        self._started: dict[str, float] = {}
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("cells"),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._tasks = {name: self._bar.add_task(name, total=total, start=False) for name, total in cells.items()}

    def __enter__(self) -> RunProgress:
        self._bar.start()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._bar.stop()

    def begin(self, name: str) -> None:
        """Tell that a notebook starts."""
        self._started[name] = time.monotonic()
        self._bar.start_task(self._tasks[name])
        self._line(f"{name}: started")

    def advance(self, name: str) -> None:
        """Tell that a cell of a notebook was executed."""
        self._bar.advance(self._tasks[name])

    def end(self, name: str, outcome: str) -> None:
        """Tell that a notebook ended, and how."""
        seconds = time.monotonic() - self._started[name]
        self._bar.update(self._tasks[name], description=f"{name}: {outcome}")
        self._bar.stop_task(self._tasks[name])
        self._line(f"{name}: {outcome} after {seconds:.0f} s")

    def _line(self, text: str) -> None:
        if not self._console.is_terminal:
            self._console.print(text, markup=False, highlight=False, soft_wrap=True)
