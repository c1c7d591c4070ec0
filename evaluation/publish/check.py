"""What must hold of a rendered site before anybody sees it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from evaluation.errors import Problem, RendererError
from evaluation.publish.document import PageDocument

_LOADS = {("script", "src"), ("img", "src"), ("link", "href"), ("source", "src"), ("iframe", "src")}


@dataclass
class _Found(HTMLParser):
    """Attributes of a page that the checks need."""

    ids: set[str] = field(default_factory=set)
    result_ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    images_without_alt: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        if "id" in values:
            self.ids.add(values["id"])
        if "data-result-id" in values:
            self.result_ids.add(values["data-result-id"])
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        self.loads += [values[name] for kind, name in _LOADS if kind == tag and name in values]
        if tag == "img" and not values.get("alt", "").strip():
            self.images_without_alt.append(values.get("src", ""))


def check_site(site: Path, documents: Sequence[PageDocument]) -> None:
    """Check the rendered pages.

    Every result that a page quotes is in its HTML, every link inside the site leads somewhere, every image has
    alt text, and nothing is loaded from elsewhere.

    Raises
    ------
    RendererError
        With all problems listed.
    """
    pages = {}
    for document in documents:
        file = site / f"{document.name}.html"
        pages[file.name] = _read(file)
    problems = [
        problem
        for document in documents
        for problem in _problems(site, f"{document.name}.html", pages, document.result_ids)
    ]
    if problems:
        raise RendererError("The rendered report is not complete.", problems)


def _read(file: Path) -> _Found:
    if not file.is_file():
        raise RendererError("The rendered report is not complete.", [Problem(file.name, "was not rendered")])
    found = _Found()
    found.feed(file.read_text(encoding="utf-8"))
    found.close()
    return found


def _problems(site: Path, name: str, pages: dict[str, _Found], result_ids: Sequence[str]) -> Iterator[Problem]:
    page = pages[name]
    for result_id in result_ids:
        if result_id not in page.result_ids:
            yield Problem(name, "a result that the page quotes is missing", result_id)
    for source in page.images_without_alt:
        yield Problem(name, "an image without alt text", source)
    for link in page.loads:
        if urlsplit(link).scheme not in {"", "data"} or urlsplit(link).netloc:
            yield Problem(name, "loads something from another place", link, "files of the site only")
    for link in page.links:
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        target = unquote(parts.path) or name
        if not (site / target).exists():
            yield Problem(name, "a link leads nowhere", link)
        elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids:
            yield Problem(name, "a link leads to no place on its page", link)
