"""Tell how far long work has come: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


class Progress:
    """Progress of pieces of work, side by side; its methods may be called from any thread.

    Parameters
    ----------
    sizes : mapping of str to int
        How many steps each piece has: the code cells of a notebook.
    console : rich.console.Console, optional
        Default: standard error.
    unit : str
        What a step is.
    """

    def __init__(self, sizes: Mapping[str, int], *, console: Console | None = None, unit: str = "cells") -> None:
        from rich import progress
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn

        self._console = console or Console(stderr=True)
        self._started: dict[str, float] = {}
        self._bar = progress.Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn(unit),
            TimeElapsedColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
        )
        self._tasks = {name: self._bar.add_task(name, total=total, start=False) for name, total in sizes.items()}

    def __enter__(self) -> Progress:
        self._bar.start()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._bar.stop()

    def begin(self, name: str) -> None:
        """Tell that a piece starts."""
        self._started[name] = time.monotonic()
        self._bar.start_task(self._tasks[name])
        self._line(f"{name}: started")

    def advance(self, name: str) -> None:
        """Tell that a step of a piece is done."""
        self._bar.advance(self._tasks[name])

    def reach(self, name: str, stage: str) -> None:
        """Tell which step of a piece starts, where steps have names."""
        self._bar.update(self._tasks[name], description=f"{name}: {stage}")
        self.advance(name)
        self._line(f"{name}: {stage}")

    def end(self, name: str, outcome: str) -> None:
        """Tell that a piece ended, and how."""
        seconds = time.monotonic() - self._started[name]
        self._bar.update(self._tasks[name], description=f"{name}: {outcome}")
        self._bar.stop_task(self._tasks[name])
        self._line(f"{name}: {outcome} after {seconds:.0f} s")

    @contextmanager
    def piece(self, name: str) -> Iterator[None]:
        """Tell that a piece starts, and at the end whether it finished or failed."""
        self.begin(name)
        outcome = "failed"
        try:
            yield
            outcome = "finished"
        finally:
            self.end(name, outcome)

    def _line(self, text: str) -> None:
        if not self._console.is_terminal:
            self._console.print(text, markup=False, highlight=False, soft_wrap=True)
