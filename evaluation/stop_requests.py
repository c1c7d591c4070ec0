"""Hold back a request to stop where it must not cut in."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def held_requests() -> Iterator[None]:
    """Let a request to stop be heard only after the block, by whoever listens for it outside.

    A thread whose start is interrupted runs, but the pool that started it does not know it and never waits for it.
    Python interrupts its main thread only: elsewhere there is nothing to hold back.
    """
    asked: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        asked.append(number)

    main = threading.current_thread() is threading.main_thread()
    heard = [number for number in STOP_SIGNALS if main and callable(signal.getsignal(number))]
    listening = {number: signal.signal(number, note) for number in heard}
    try:
        yield
    finally:
        for number, handler in listening.items():
            signal.signal(number, handler)
        for number in asked:
            signal.raise_signal(number)
