"""Render the project with Quarto."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from evaluation.errors import Problem, RendererError
from evaluation.publish.pandoc import run

_SECONDS = 900


def found() -> str | None:
    """Return the path of the ``quarto`` command, or None."""
    return shutil.which("quarto")


def version() -> str:
    """Return ``Quarto`` with its version.

    Raises
    ------
    RendererError
        If Quarto is not on the PATH or does not start.
    """
    command = found()
    if command is None:
        problem = Problem("quarto", "is not on the PATH", "", "`make quarto`, or the renderer pandoc or auto")
        raise RendererError("The report cannot be rendered with Quarto.", [problem])
    try:
        done = subprocess.run([command, "--version"], capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise RendererError("Quarto does not start.", [Problem(command, str(error))]) from error
    return f"Quarto {done.stdout.strip()}"


def render(folder: Path, site: Path) -> None:
    """Render the project in ``folder`` to ``site``, which does not exist yet.

    Raises
    ------
    RendererError
        If Quarto fails, with its message.
    """
    run([found() or "quarto", "render", "."], folder=folder, seconds=_SECONDS, program="Quarto")
    (folder / "_site").rename(site)
