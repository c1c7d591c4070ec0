"""Render the project with Quarto."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from evaluation.errors import Problem, RendererError
from evaluation.publish.pandoc import run
from evaluation.publish.project import BEFORE

_SECONDS = 900
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_HEAD_WITHOUT_SCOPE = re.compile(r"<th\b(?![^>]*\bscope=)")
_BODY = re.compile(r"<body[^>]*>")


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
    said = _ANSI.sub("", done.stdout).split()
    return f"Quarto {said[-1]}" if said else "Quarto"


def render(folder: Path, site: Path) -> None:
    """Render the project in ``folder`` to ``site``, which does not exist yet.

    Quarto puts what should stand before the body behind its own navigation: here it is put before it. Quarto also
    rebuilds tables that hold links, without the scopes of their heads: here they are put back.

    Raises
    ------
    RendererError
        If Quarto fails, with its message.
    """
    run([found() or "quarto", "render", "."], folder=folder, seconds=_SECONDS, name="Quarto")
    rendered = folder / "_site"
    (rendered / "search.json").unlink(missing_ok=True)
    before = (folder / BEFORE).read_text(encoding="utf-8")
    for page in rendered.glob("*.html"):
        html = page.read_text(encoding="utf-8")
        html = _BODY.sub(lambda body: f"{body[0]}\n{before}", html, count=1)
        page.write_text(_HEAD_WITHOUT_SCOPE.sub('<th scope="col"', html), encoding="utf-8")
    rendered.rename(site)
