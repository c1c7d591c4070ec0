"""The command line: a message and an exit code per kind of failure, and an orderly end when asked to stop."""

from __future__ import annotations

import signal
import sys
from types import FrameType

from evaluation.errors import EvaluationError
from evaluation.stop_requests import STOP_SIGNALS

_STOPPED = "Stopped. What was finished is kept."
_SOON = 0.01


class Stopped(BaseException):
    """The process was asked to stop: with Ctrl-C, by a terminal that closed, or by another process."""

    def __init__(self, number: int) -> None:
        super().__init__(_STOPPED)
        self.exit_code = 128 + number


def main() -> None:
    """Run the command line; the user's mistakes end with a message and their own exit code."""
    asked: list[Stopped] = []

    def stop(number: int, frame: FrameType | None) -> None:
        """Leave what is going on, once; whoever asks again is not kept waiting."""
        signal.signal(number, signal.SIG_DFL)
        asked.append(Stopped(number))
        raise asked[0]

    def again(number: int, frame: FrameType | None) -> None:
        raise asked[0]

    def unraisable(lost: sys.UnraisableHookArgs) -> None:
        """Ask again where the request was lost: in a callback of a weak reference no exception can be raised."""
        if not isinstance(lost.exc_value, Stopped):
            sys.__unraisablehook__(lost)
            return
        signal.signal(signal.SIGALRM, again)
        signal.setitimer(signal.ITIMER_REAL, _SOON)

    sys.unraisablehook = unraisable
    try:
        for number in STOP_SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, stop)

        from evaluation.cli.commands import app

        app()
    except EvaluationError as error:
        _end(error, error.exit_code)
    except OSError as error:
        from evaluation.cli.machine import failure_of_machine

        failure = failure_of_machine(error)
        if failure is None:
            raise
        _end(failure, failure.exit_code)
    except BaseException:
        # What is going on may wrap the request in an exception of its own, as the making of a class does.
        if not asked:
            raise
        _end(asked[0], asked[0].exit_code)


def _end(message: object, exit_code: int) -> None:
    print(message, file=sys.stderr)
    sys.exit(exit_code)
