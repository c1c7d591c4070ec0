"""Render the Quarto project with Pandoc alone: the same pages, navigation and footer, in our own template."""

from __future__ import annotations

import shutil
import subprocess
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from evaluation.data.whole_files import write_json, write_text
from evaluation.errors import Problem, RendererError
from evaluation.publish.contents import with_folded_contents
from evaluation.publish.project import BEFORE, CONFIGURATION, HEAD
from evaluation.publish.shortcodes import let_go
from evaluation.reporting.catalogue import Catalogue

_SECONDS_PER_PAGE = 120
_READER = "markdown-tex_math_double_backslash"


@lru_cache
def version() -> str:
    """Return ``Pandoc`` with its version."""
    import pypandoc

    return f"Pandoc {pypandoc.get_pandoc_version()}"


def render(folder: Path, site: Path) -> None:
    """Render the project in ``folder`` to ``site``, which does not exist yet.

    Raises
    ------
    RendererError
        If Pandoc fails or warns, with its message.
    """
    configuration = yaml.safe_load((folder / CONFIGURATION).read_text(encoding="utf-8"))
    site.mkdir()
    for name in ("figures", "downloads"):
        shutil.copytree(folder / name, site / name)
    (site / "theme").mkdir()
    for name in ("content.css", "pandoc.css", "icon.svg"):
        shutil.copyfile(folder / "theme" / name, site / "theme" / name)
    for page in configuration["project"]["render"]:
        _render_page(folder, page, configuration, site)


def program() -> str:
    """Return the path of the Pandoc that the workbench brings along."""
    import pypandoc

    return pypandoc.get_pandoc_path()


def _render_page(folder: Path, page: str, configuration: dict[str, Any], site: Path) -> None:
    target = site / Path(page).with_suffix(".html").name
    metadata = folder / f"{page}.json"
    write_json(metadata, _metadata(page, configuration))
    command = [
        program(),
        f"--from={_READER}",
        "--to=html5",
        "--standalone",
        "--template=template/page.html",
        f"--metadata-file={metadata.name}",
        f"--include-in-header={HEAD}",
        f"--include-before-body={BEFORE}",
        f"--output={target.resolve()}",
        "--mathml",
        "--wrap=none",
        "--fail-if-warnings",
        *(f"--lua-filter={name}" for name in configuration["filters"]),
    ]
    if configuration["toc"]:
        command += ["--toc", f"--toc-depth={configuration['toc-depth']}"]
    run([*command, page], folder=folder, seconds=_SECONDS_PER_PAGE, name="Pandoc")
    heading = configuration["format"]["html"]["toc-title"]
    html = let_go(target.read_text(encoding="utf-8"))
    write_text(target, with_folded_contents(html, heading=heading))


def _metadata(page: str, configuration: dict[str, Any]) -> dict[str, Any]:
    website = configuration["website"]
    words = Catalogue(configuration["lang"])
    return {
        "site-title": website["title"],
        "home": "index.html",
        "nav": [
            {
                "text": entry["text"],
                "href": Path(entry["href"]).with_suffix(".html").name,
                **({"current": True} if entry["href"] == page else {}),
            }
            for entry in website["navbar"]["left"]
        ],
        "footer-left": website["page-footer"]["left"],
        "footer-right": website["page-footer"]["right"],
        "toc-title": configuration["format"]["html"]["toc-title"],
        "nav-label": words.text("site.nav_label"),
    }


def run(command: list[str], *, folder: Path, seconds: int, name: str) -> None:
    """Run a renderer in a folder.

    Raises
    ------
    RendererError
        If it fails or takes too long, with the end of what it said.
    """
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as error:
        problem = Problem(command[-1], "took too long", f"more than {seconds} s")
        raise RendererError(f"{name} was stopped.", [problem]) from error
    except OSError as error:
        raise RendererError(f"{name} cannot be started.", [Problem(command[0], str(error.strerror))]) from error
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip())[-2000:]
        problem = Problem(command[-1], f"exit status {done.returncode}", said)
        raise RendererError(f"{name} could not render the report.", [problem])
