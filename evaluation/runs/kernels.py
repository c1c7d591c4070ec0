"""Kernels that nobody else can listen to, in this interpreter, with the same surroundings each time.

Jupyter's kernels listen on unencrypted TCP ports by default. These use Unix sockets in a folder that only its
owner can open. The user's kernels, IPython profile, start-up files and matplotlib settings play no part.
"""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

START_SECONDS = 180

# The address of a Unix socket has room for 107 bytes; "/99-ipc-5" comes after the folder.
_LONGEST_FOLDER = 90
_FIXED_DATE = "315532800"


class Kernels:
    """The kernels of one session, in one private folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._managers: list[Any] = []
        self.stopped = False

    def manager_class(self) -> type:
        """Return a kernel manager class for papermill, for one kernel; ``end()`` tells how that ended."""
        from jupyter_client import AsyncKernelManager
        from jupyter_client.kernelspec import KernelSpec

        session = self
        base = self.folder / str(self._next_number())

        class PrivateKernelManager(AsyncKernelManager):
            """Starts this interpreter as a kernel on Unix sockets in the session's folder."""

            process: Any = None

            def __init__(self, **options: Any) -> None:
                super().__init__(transport="ipc", connection_file=f"{base}.json", **options)
                argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
                self._kernel_spec = KernelSpec(
                    argv=argv, display_name="Python", language="python", env=session._environment(base)
                )
                session._managers.append(self)

            async def _async_launch_kernel(self, kernel_cmd: list[str], **options: Any) -> None:
                if session.stopped:
                    raise RuntimeError("the session was stopped")
                with _messages(base).open("ab") as file:
                    await super()._async_launch_kernel(kernel_cmd, stdout=file, stderr=file, **options)
                type(self).process = self.provisioner.process
                if session.stopped:
                    session.stop()

            @classmethod
            def end(cls) -> str:
                return _end(cls.process, _messages(base))

        return PrivateKernelManager

    def stop(self) -> None:
        """Kill every kernel at once, and start no more."""
        self.stopped = True
        for manager in self._managers:
            process = getattr(manager.provisioner, "process", None)
            if process is not None and process.poll() is None:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)

    def _next_number(self) -> int:
        with self._lock:
            return next(self._numbers)

    def _environment(self, base: Path) -> dict[str, str]:
        settings = self.folder / "matplotlibrc"
        settings.touch()
        return {
            "IPYTHONDIR": f"{base}.ipython",
            "MATPLOTLIBRC": str(settings),
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "OPENBLAS_NUM_THREADS": "1",
            "PYTHONHASHSEED": "0",
            "PYTHONNOUSERSITE": "1",
            "PYTHONSTARTUP": "",
            "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", _FIXED_DATE),
        }


def _messages(base: Path) -> Path:
    return base.with_suffix(".log")


def _end(process: Any, messages: Path) -> str:
    """Return how a process ended and the last that it printed."""
    status = process.poll() if process is not None else None
    if status is None:
        end = "no answer"
    elif status < 0:
        end = f"signal {signal.Signals(-status).name}"
    else:
        end = f"exit status {status}"
    words = messages.read_text(encoding="utf-8", errors="replace").split() if messages.exists() else []
    return f"{end}, last words: {' '.join(words[-40:])}" if words else end


@contextmanager
def open_kernels() -> Iterator[Kernels]:
    """Open a session in a private folder (mode 0700), and remove the folder afterwards."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="ev-", dir=_short_folder()))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        yield Kernels(folder)


def _short_folder() -> str:
    """Return a folder for sockets: writable, and with a short enough name."""
    candidates = [os.environ.get("XDG_RUNTIME_DIR", ""), tempfile.gettempdir(), "/tmp"]
    usable = [path for path in candidates if path and Path(path).is_dir() and os.access(path, os.W_OK | os.X_OK)]
    return next((path for path in usable if len(os.fsencode(path)) <= _LONGEST_FOLDER - 12), "/tmp")
