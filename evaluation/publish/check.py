"""What must hold of a rendered site before anybody sees it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from evaluation.errors import Problem, RendererError
from evaluation.publish.document import PageDocument

_LOADS = {
    "audio": ("src",),
    "embed": ("src",),
    "iframe": ("src",),
    "image": ("href", "xlink:href"),
    "img": ("src", "srcset"),
    "input": ("src",),
    "link": ("href",),
    "object": ("data",),
    "script": ("src",),
    "source": ("src", "srcset"),
    "track": ("src",),
    "use": ("href", "xlink:href"),
    "video": ("src", "poster"),
}
_LOADED_BY_STYLE = re.compile(r"""(?:\burl\(\s*|@import\s+)["']?([^"')\s;]+)""")


@dataclass
class _Found(HTMLParser):
    """Attributes of a page that the checks need."""

    ids: Counter[str] = field(default_factory=Counter)
    result_ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    images_without_alt: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._in_style = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        if "id" in values:
            self.ids[values["id"]] += 1
        if "data-result-id" in values:
            self.result_ids.add(values["data-result-id"])
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        self.loads += [values[name] for name in _LOADS.get(tag, ()) if name in values]
        self.loads += _LOADED_BY_STYLE.findall(values.get("style", ""))
        self._in_style = tag == "style"
        if tag == "img" and not values.get("alt", "").strip():
            self.images_without_alt.append(values.get("src", ""))

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.loads += _LOADED_BY_STYLE.findall(data)

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False


def check_site(site: Path, documents: Sequence[PageDocument]) -> None:
    """Check the rendered pages.

    Every result that a page quotes is in its HTML, every link inside the site leads somewhere, every image has
    alt text, no id stands twice, and neither pages nor figures nor stylesheets load anything from elsewhere.

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
    for file in sorted([*site.rglob("*.css"), *site.rglob("*.svg")]):
        text = file.read_text(encoding="utf-8")
        loads = _LOADED_BY_STYLE.findall(text) if file.suffix == ".css" else _found(text).loads
        problems += _from_elsewhere(file.relative_to(site).as_posix(), loads)
    if problems:
        raise RendererError("The rendered report is not complete.", problems)


def _read(file: Path) -> _Found:
    if not file.is_file():
        raise RendererError("The rendered report is not complete.", [Problem(file.name, "was not rendered")])
    return _found(file.read_text(encoding="utf-8"))


def _found(text: str) -> _Found:
    found = _Found()
    found.feed(text)
    found.close()
    return found


def _from_elsewhere(name: str, loads: Sequence[str]) -> Iterator[Problem]:
    for link in loads:
        if urlsplit(link).scheme not in {"", "data"} or urlsplit(link).netloc:
            yield Problem(name, "loads something from another place", link, "files of the site only")


def _problems(site: Path, name: str, pages: dict[str, _Found], result_ids: Sequence[str]) -> Iterator[Problem]:
    page = pages[name]
    for result_id in result_ids:
        if result_id not in page.result_ids:
            yield Problem(name, "a result that the page quotes is missing", result_id)
    for source in page.images_without_alt:
        yield Problem(name, "an image without alt text", source)
    for place, times in page.ids.items():
        if times > 1:
            yield Problem(name, "an id stands more than once", place, "once")
    yield from _from_elsewhere(name, page.loads)
    for link in page.links:
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        target = unquote(parts.path) or name
        if not (site / target).exists():
            yield Problem(name, "a link leads nowhere", link)
        elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids:
            yield Problem(name, "a link leads to no place on its page", link)
