"""From a released run to a site that can be put on any web server, or opened from the disk."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation.disclosure.leak_scan import scan_site
from evaluation.disclosure.run_folder import read_finished_run
from evaluation.errors import UsageError
from evaluation.publish import pandoc, quarto
from evaluation.publish.check import check_site
from evaluation.publish.checklist_page import (
    FilledChecklist,
    checklists_document,
    filled_checklists,
    fixed_words_of,
    said_of,
)
from evaluation.publish.codebook_page import codebook_document
from evaluation.publish.fixed_words import fixed_words
from evaluation.publish.pages import cells_of, execute_pages, pages_of
from evaluation.publish.project import write_project
from evaluation.publish.verification import require_unchanged
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.released import Released
from evaluation.runs.progress import Progress
from evaluation.runs.project import HERE, ROOT, Project

if TYPE_CHECKING:
    from rich.console import Console


class Renderer(StrEnum):
    """Which program makes HTML of the pages; AUTO takes Quarto where it is on the PATH."""

    AUTO = "auto"
    QUARTO = "quarto"
    PANDOC = "pandoc"


def publish(
    run_folder: str | Path,
    renderer: str = "auto",
    *,
    console: Console | None = None,
    project: Project = HERE,
    remark: Callable[[str], None] = lambda words: None,
) -> Path:
    """Render the public site of a run from its ``released/`` folder.

    The public notebooks are executed into ``report/notebooks/``, and the site replaces ``report/site/``, both only
    after :func:`~evaluation.disclosure.leak_scan.scan_site` has looked through them: nothing else here reads more of
    the run than ``released/``. The first language of the report stands at the root of the site, every other one in a
    folder of its own name.

    Parameters
    ----------
    run_folder : str or Path
    renderer : str
        A value of :class:`Renderer`.
    console : rich.console.Console, optional
        Where progress is shown; default: standard error.
    project : Project
        Where the public notebooks are.
    remark : callable
        Called with what the evaluator should know: that the ledger of publications is not there; of each checklist,
        items without an answer and links that are dead.

    Returns
    -------
    Path
        The ``index.html`` of the site.

    Raises
    ------
    UsageError
        If there is no such renderer, or the manifest of the run is damaged.
    DisclosureError
        If the run has no release, or it is not what was audited any more, or the pages tell more than it does. What
        was there before stays.
    NotebookError
        If a public notebook fails.
    RendererError
        If the renderer fails, or the rendered site breaks a rule of :func:`evaluation.publish.check.check_site`.
    """
    if renderer not in set(Renderer):
        raise UsageError(f"There is no renderer {renderer!r}: choose {', '.join(Renderer)}.")
    run_folder = Path(run_folder)
    if said := require_unchanged(run_folder):
        remark(said)
    run, released = read_finished_run(run_folder), Released.open(run_folder / "released")
    report = run_folder / "report"
    report.mkdir(exist_ok=True)
    use_quarto = renderer == Renderer.QUARTO or (renderer == Renderer.AUTO and quarto.found() is not None)
    version, render = (quarto.version(), quarto.render) if use_quarto else (pandoc.version(), pandoc.render)
    sizes = _sizes(released, project)
    with (
        Progress(sizes, console=console, unit="steps") as progress,
        tempfile.TemporaryDirectory(dir=report, prefix=".rendering-") as temporary,
        tempfile.TemporaryDirectory(dir=report, prefix=".executing-") as executing,
    ):
        notebooks = Path(executing)
        site, filled = _render_languages(
            Path(temporary), notebooks, released, version=version, render=render, progress=progress, project=project
        )
        fixed = [fixed_words_of(each, Catalogue(language)) for language, each in filled.items()]
        words = fixed_words(
            released.about["languages"],
            template=ROOT / "report",
            project=project,
            documents=[codebook_document(), *fixed],
            renderer=version,
        )
        scan_site(site, run, released.folder, words=words, notebooks=notebooks)
        executed = Path(temporary) / "notebooks"
        executed.mkdir()
        for folder in sorted(notebooks.iterdir()):
            folder.rename(executed / folder.name)
        for name, new in (("notebooks", executed), ("site", site)):
            if (report / name).exists():
                (report / name).rename(Path(temporary) / f"old-{name}")
            new.rename(report / name)
    for said in said_of(next(iter(filled.values()))):
        remark(said)
    return report / "site" / "index.html"


def _sizes(released: Released, project: Project) -> dict[str, int]:
    """Return the pieces of work of a report, with their steps: executing each page, and rendering all of them."""
    sizes: dict[str, int] = {}
    for language in released.about["languages"]:
        sizes |= {page.work(language): cells_of(page, project) for page in pages_of(released)}
        sizes[_rendering(language)] = 1
    return sizes


def _rendering(language: str) -> str:
    return f"rendering ({language})"


def _render_languages(
    temporary: Path,
    notebooks: Path,
    released: Released,
    *,
    version: str,
    render: Callable[[Path, Path], None],
    progress: Progress,
    project: Project,
) -> tuple[Path, dict[str, tuple[FilledChecklist, ...]]]:
    """Return the site, and the checklists by language."""
    site, checklists = temporary / "site", {}
    for place, language in enumerate(released.about["languages"]):
        folder = notebooks / language
        pages = execute_pages(released, language=language, folder=folder, progress=progress, project=project)
        catalogue = Catalogue(language, released.about.get("columns"))
        checklists[language] = filled_checklists(released, pages, catalogue)
        of_lists = [checklists_document(checklists[language], catalogue)] if checklists[language] else []
        documents = (*pages, *of_lists, codebook_document())
        source, rendered = temporary / f"source-{language}", temporary / f"rendered-{language}"
        write_project(
            source,
            template=ROOT / "report",
            documents=documents,
            released=released,
            catalogue=catalogue,
            renderer=version,
        )
        with progress.piece(_rendering(language)):
            render(source, rendered)
            check_site(rendered, documents)
            progress.advance(_rendering(language))
        shutil.move(rendered, site if place == 0 else site / language)
    return site, checklists
