"""Which pages a report has, and their notebooks executed side by side."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from evaluation.publish.document import PageDocument, page_document
from evaluation.reporting.released import Released
from evaluation.runs.execution import execute_notebook
from evaluation.runs.kernels import open_kernels
from evaluation.runs.notebook_file import read_notebook
from evaluation.runs.progress import Progress
from evaluation.runs.project import HERE, Project


@dataclass(frozen=True)
class PublicPage:
    """A page of the site.

    Parameters
    ----------
    stem : str
        Name of the public notebook and area of the catalogue.
    analysis : str
        The analysis it reports, or blank for a page that every report has.
    """

    stem: str
    analysis: str = ""

    def notebook(self, project: Project) -> Path:
        """Return its public notebook."""
        return project.notebooks / "public" / f"{self.stem}.ipynb"

    def work(self, language: str) -> str:
        """Return what its making is called in the progress of a report."""
        return f"{self.stem} ({language})"


PAGES = (
    PublicPage("summary"),
    PublicPage("overdose_deaths", "overdose_deaths"),
    PublicPage("retention", "retention"),
    PublicPage("voices", "themes"),
    PublicPage("joint_display", "joint_display"),
    PublicPage("methods_and_data"),
)


def pages_of(released: Released) -> tuple[PublicPage, ...]:
    """Return the pages that this release has something to say on, in the order of the navigation."""
    present = {*released.analyses, *released.about["plan"]}
    return tuple(page for page in PAGES if not page.analysis or page.analysis in present)


def cells_of(page: PublicPage, project: Project) -> int:
    """Return how many code cells the notebook of a page has, the injected parameters included."""
    return 1 + sum(cell.cell_type == "code" for cell in read_notebook(page.notebook(project)).cells)


def execute_pages(
    released: Released, *, language: str, folder: Path, progress: Progress, project: Project = HERE
) -> tuple[PageDocument, ...]:
    """Execute the public notebooks of a release in one language.

    Parameters
    ----------
    released : Released
    language : str
    folder : Path
        Where the executed notebooks are stored.
    progress : Progress
        Knows the ``work`` of each page.
    project : Project

    Raises
    ------
    NotebookError
        If a notebook fails.
    RendererError
        If a notebook shows what no page can hold.
    """
    parameters = {"released": str(released.folder.resolve()), "language": language}
    pages = pages_of(released)
    with open_kernels() as kernels, ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:

        def execute(page: PublicPage) -> PageDocument:
            source, work = page.notebook(project), page.work(language)
            target = folder / source.name
            with progress.piece(work):
                execute_notebook(source, target, parameters, kernels=kernels, on_cell=lambda: progress.advance(work))
            return page_document(target)

        try:
            return tuple(pool.map(execute, pages))
        except BaseException:
            kernels.stop()
            raise
