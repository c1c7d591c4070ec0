"""What every report says, whatever was released: the only words whose numbers need no source in ``released/``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from evaluation.publish.document import PageDocument
from evaluation.reporting.catalogue import Catalogue
from evaluation.runs.project import Project

_PLURALS = (0, 1, 2, 3, 5, 11, 100)
"""Counts that between them take every plural form."""


def fixed_words(
    languages: Iterable[str], *, template: Path, project: Project, documents: Iterable[PageDocument], renderer: str
) -> Iterator[str]:
    """Yield the texts of the catalogues, of the template, of the public notebooks and of pages that no run changes.

    Parameters
    ----------
    languages : iterable of str
    template : Path
        The ``report/`` folder.
    project : Project
        Where the public notebooks are.
    documents : iterable of PageDocument
        The pages that no run changes.
    renderer : str
        Name and version of the program that renders.
    """
    for language in languages:
        catalogue = Catalogue(language)
        for key in catalogue:
            yield from dict.fromkeys(catalogue.template(key, count=count) for count in _PLURALS)
    for file in sorted(path for path in template.rglob("*") if path.is_file()):
        yield file.read_text(encoding="utf-8")
    for file in sorted((project.notebooks / "public").glob("*.ipynb")):
        cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
        yield from ("".join(cell["source"]) for cell in cells)
    for document in documents:
        yield from (document.title, document.body)
    yield renderer
