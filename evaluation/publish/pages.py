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


PAGES = (
    PublicPage("summary"),
    PublicPage("overdose_deaths", "overdose_deaths"),
    PublicPage("retention", "retention"),
    PublicPage("voices", "themes"),
    PublicPage("methods_and_data"),
)


def pages_of(released: Released) -> tuple[PublicPage, ...]:
    """Return the pages that this release has something to say on, in the order of the navigation."""
    present = {*released.analyses, *released.about["plan"]}
    return tuple(page for page in PAGES if not page.analysis or page.analysis in present)


def execute_pages(
    released: Released, *, language: str, folder: Path, project: Project = HERE
) -> tuple[PageDocument, ...]:
    """Execute the public notebooks of a release in one language.

    Parameters
    ----------
    released : Released
    language : str
    folder : Path
        Where the executed notebooks are stored.
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
            source = project.notebooks / "public" / f"{page.stem}.ipynb"
            target = folder / source.name
            execute_notebook(source, target, parameters, kernels=kernels)
            return page_document(target)

        return tuple(pool.map(execute, pages))
