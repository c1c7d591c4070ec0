"""Processes that are killed before one of their calls to the system."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

KILLED = 9


class Fuse:
    """Ends the process before the call after so many.

    Parameters
    ----------
    left : int
    """

    def __init__(self, left: int) -> None:
        self.left = left

    def counted(self, real: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that does the same, unless it is the one before which the process ends."""

        def call(*args: Any, **kwargs: Any) -> Any:
            if self.left == 0:
                os._exit(KILLED)
            self.left -= 1
            return real(*args, **kwargs)

        return call

    def guard(self, *names: str) -> None:
        """Count calls of these functions of ``os``."""
        for name in names:
            setattr(os, name, self.counted(getattr(os, name)))
