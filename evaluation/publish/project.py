"""The pages of one release as a Quarto project: a folder that Quarto, or Pandoc in its place, can render."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from evaluation.data.whole_files import write_bytes, write_text
from evaluation.publish.document import PageDocument
from evaluation.publish.shortcodes import held, held_in
from evaluation.reporting import numbers
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.markdown import escape
from evaluation.reporting.released import Released

CONFIGURATION = "_quarto.yml"
BEFORE = "before.html"
"""What stands before the navigation: the way past it, and the banner of synthetic data."""

HEAD = "head.html"
"""What every page has in its head: on paper, each sheet says that the data are synthetic."""

MAIN = "quarto-document-content"
"""The id that Quarto gives the main part of a page; our own template uses the same."""


def write_project(
    folder: Path,
    *,
    template: Path,
    documents: Sequence[PageDocument],
    released: Released,
    catalogue: Catalogue,
    renderer: str,
) -> None:
    """Fill ``folder`` with a copy of the project ``template``, the pages, their figures and the downloads.

    Parameters
    ----------
    folder : Path
        Does not exist yet.
    template : Path
        The ``report/`` folder.
    documents : sequence of PageDocument
        In the order of the navigation, which holds those that the catalogue has a ``<stem>.nav`` for.
    released : Released
    catalogue : Catalogue
    renderer : str
        Name and version of the program that will render, for the footer.
    """
    shutil.copytree(template, folder)
    (folder / "figures").mkdir()
    for document in documents:
        text = f"---\n{_front_matter(document, catalogue)}---\n\n{held(document.body)}"
        write_text(folder / f"{document.name}.qmd", text)
        for name, content in document.figures:
            write_bytes(folder / "figures" / name, content)
    write_text(folder / BEFORE, _before_everything(released, catalogue))
    write_text(folder / HEAD, _in_head(released, catalogue))
    copy_downloads(released, folder / "downloads")
    configuration = yaml.safe_load((template / CONFIGURATION).read_text(encoding="utf-8"))
    _fill(configuration, documents, released, catalogue, renderer)
    write_text(folder / CONFIGURATION, yaml.safe_dump(held_in(configuration), sort_keys=False, width=110))


def copy_downloads(released: Released, folder: Path) -> None:
    """Copy every released CSV: the ledger, the tables, what was withheld, the planted truths."""
    folder.mkdir()
    for file in sorted([*released.folder.glob("*.csv"), *(released.folder / "tables").glob("*.csv")]):
        shutil.copyfile(file, folder / file.name)
    certificate = released.folder / "certificate.json"
    if certificate.is_file():
        shutil.copyfile(certificate, folder / certificate.name)


def _front_matter(document: PageDocument, catalogue: Catalogue) -> str:
    content = {
        "title": document.title,
        "description-meta": catalogue.text(f"{document.stem}.description"),
        "lang": catalogue.language,
    }
    return yaml.safe_dump(held_in(content), sort_keys=False, allow_unicode=True, width=1000)


def _fill(
    configuration: dict[str, Any],
    documents: Sequence[PageDocument],
    released: Released,
    catalogue: Catalogue,
    renderer: str,
) -> None:
    configuration["lang"] = catalogue.language
    configuration["project"]["render"] = [f"{document.name}.qmd" for document in documents]
    website = configuration["website"]
    website["title"] = str(escape(released.about["title"]))
    website["navbar"]["left"] = [
        {"text": catalogue.text(f"{document.stem}.nav"), "href": f"{document.name}.qmd"}
        for document in documents
        if f"{document.stem}.nav" in catalogue
    ]
    website["page-footer"] = footer(released, catalogue, renderer)
    configuration["format"]["html"]["toc-title"] = catalogue.text("site.on_this_page")
    configuration["format"]["html"]["include-in-header"] = HEAD


def _before_everything(released: Released, catalogue: Catalogue) -> str:
    lines = [f'<a class="skip-link" href="#{MAIN}">{catalogue.text("site.skip")}</a>']
    if released.about["synthetic"]:
        label, banner = catalogue.text("site.synthetic_label"), catalogue.text("site.synthetic_banner")
        lines.append(f'<aside class="synthetic-banner" aria-label="{label}">{banner}</aside>')
    return "\n".join(lines) + "\n"


def _in_head(released: Released, catalogue: Catalogue) -> str:
    if not released.about["synthetic"]:
        return ""
    words = catalogue.text("site.synthetic_on_paper").replace("\\", "").replace('"', "”")
    return f'<style>\n@page {{ @top-center {{ content: "{words}"; font: 9pt sans-serif; }} }}\n</style>\n'


def footer(released: Released, catalogue: Catalogue, renderer: str) -> dict[str, str]:
    """Return the two sides of the footer as Markdown: what this is and who answers for it; how it was made."""
    about = released.about
    commit = about["code"]["commit"][:12]
    key = "site.footer.code_with_changes" if about["code"]["dirty"] else "site.footer.code"
    left = [
        catalogue.text("site.footer.version", version=escape(str(about["version"]))),
        catalogue.text("site.footer.released", day=numbers.day(about["released_at"], catalogue.language)),
        catalogue.text("site.footer.downloads"),
        catalogue.text("site.footer.licence"),
    ]
    if not released.checklists.empty:
        left.insert(-1, catalogue.text("site.footer.checklists"))
    if about.get("contact"):
        left.append(catalogue.text("site.footer.contact", contact=escape(about["contact"])))
    right = [
        catalogue.text("site.footer.run", run=about["run_id"]),
        catalogue.text(key, commit=commit),
        catalogue.text("site.footer.rendered", renderer=renderer),
    ]
    return {"left": " · ".join(left), "right": " · ".join(right)}
