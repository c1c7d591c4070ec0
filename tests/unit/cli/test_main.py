import errno
import os
import signal
import subprocess
import sys
import time

import pytest

from evaluation import cli
from evaluation.cli import commands, machine
from evaluation.errors import DataError


@pytest.fixture(autouse=True)
def handlers():
    """Put back the signal handlers that the command line replaces."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before, hook = {number: signal.getsignal(number) for number in numbers}, sys.unraisablehook
    yield
    sys.unraisablehook = hook
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def end(monkeypatch, capsys):
    """Return how the command line ends when a command does something: exit code and what was said."""

    def run(command):
        monkeypatch.setattr(commands, "app", command)
        with pytest.raises(SystemExit) as caught:
            cli.main()
        return caught.value.code, capsys.readouterr().err

    return run


def raising(error):
    def command():
        raise error

    return command


def test_a_mistake_of_the_user_ends_with_its_message_and_code(end):
    assert end(raising(DataError("deaths.csv: 1 problem."))) == (11, "deaths.csv: 1 problem.\n")


@pytest.mark.parametrize(
    ("number", "cure"),
    [
        (errno.ENOSPC, "room for what is written"),
        (errno.EROFS, "a place that you may read and write"),
        (errno.EACCES, "a place that you may read and write"),
        (errno.ENOTDIR, "a folder here"),
    ],
)
def test_what_the_machine_refuses_ends_in_one_line_with_path_and_cure(end, number, cure):
    code, said = end(raising(OSError(number, os.strerror(number), "outputs/demo/manifest.json")))
    assert code == 2
    assert said.startswith(f"outputs/demo/manifest.json: cannot be used; found {os.strerror(number).lower()}; ")
    assert cure in said
    assert said.count("\n") == 1


def test_of_a_file_that_was_to_be_renamed_its_new_place_is_told():
    error = OSError(errno.EACCES, "Permission denied", "old", None, "new")
    assert str(machine.failure_of_machine(error)).startswith("new: ")


@pytest.mark.parametrize(
    "error", [FileNotFoundError(errno.ENOENT, "No such file", "x"), OSError("odd"), KeyError("x")]
)
def test_a_bug_keeps_its_traceback(monkeypatch, error):
    monkeypatch.setattr(commands, "app", raising(error))
    with pytest.raises(type(error)):
        cli.main()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_who_asks_it_to_stop_is_told_that_it_did(end, number, code):
    signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    cleaned = []

    def command():
        try:
            os.kill(os.getpid(), number)
            signal.pause()
        except BaseException:
            cleaned.append(True)
            raise

    assert end(command) == (code, "Stopped. What was finished is kept.\n")
    assert cleaned == [True]
    assert signal.getsignal(number) is signal.SIG_DFL


def test_a_signal_that_is_ignored_stays_ignored(end):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end(sys.exit)
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_a_request_that_comes_while_something_is_cleaned_up_is_not_lost():
    """In a callback of a weak reference an exception is printed and forgotten."""
    program = (
        "import os, signal, sys, time, types, weakref\n"
        "class Thing: pass\n"
        "def app():\n"
        "    thing = Thing()\n"
        "    ref = weakref.ref(thing, lambda _: os.kill(os.getpid(), signal.SIGINT))\n"
        "    del thing\n"
        "    time.sleep(20)\n"
        "sys.modules['evaluation.cli.commands'] = types.SimpleNamespace(app=app)\n"
        "from evaluation.cli import main\n"
        "main()\n"
    )
    start = time.monotonic()
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (130, "Stopped. What was finished is kept.\n")
    assert time.monotonic() - start < 15
