"""An executed public notebook as a page: its words and figures, without code and without the maintainers' cell."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.errors import Problem, RendererError

_RESULT_ID = re.compile(r'data-result-id="([^"]+)"')
_SUFFIX = {"image/svg+xml": "svg", "image/png": "png"}
_DEFINED_IN = "evaluation/reporting/page.py"


@dataclass(frozen=True)
class PageDocument:
    """One page, ready to be rendered.

    Parameters
    ----------
    stem : str
        Name of the notebook; the page of ``summary`` is the index of the site.
    title : str
        The level-one heading, as Markdown.
    body : str
        Markdown without that heading; figures are links to ``figures/<name>``.
    figures : tuple of (str, bytes)
        File name and content.
    result_ids : tuple of str
        Every result that the page marks as the source of a number, sorted.
    """

    stem: str
    title: str
    body: str
    figures: tuple[tuple[str, bytes], ...]
    result_ids: tuple[str, ...]

    @property
    def name(self) -> str:
        """The file name of the page, without suffix."""
        return "index" if self.stem == "summary" else self.stem


def page_document(executed: Path) -> PageDocument:
    """Read an executed public notebook.

    Parameters
    ----------
    executed : Path
        A notebook whose code cells have outputs of Markdown and images only.

    Raises
    ------
    RendererError
        If a cell shows anything else (HTML, plain text, an error), an image has no alt text, or the page has no
        title. All problems are listed.
    """
    notebook = json.loads(executed.read_text(encoding="utf-8"))
    blocks: list[str] = []
    figures: list[tuple[str, bytes]] = []
    problems: list[Problem] = []
    for number, cell in enumerate(notebook["cells"], start=1):
        for output in cell.get("outputs", []):
            where = f"{executed.name}, cell {number}"
            _add(output, where=where, blocks=blocks, figures=figures, problems=problems)
    heading = re.match(r"# (.+)\n*", blocks[0]) if blocks else None
    if heading is None:
        problems.append(Problem(executed.name, "no title", "", "page.title(area) shown first", _DEFINED_IN))
    if heading is None or problems:
        raise RendererError(f"{executed.name} cannot become a page.", problems)
    blocks[0] = blocks[0][heading.end() :]
    body = "\n\n".join(block.strip("\n") for block in blocks) + "\n"
    return PageDocument(
        stem=executed.stem,
        title=heading[1],
        body=body,
        figures=tuple(figures),
        result_ids=tuple(sorted(set(_RESULT_ID.findall(body)))),
    )


def _add(
    output: dict[str, Any],
    *,
    where: str,
    blocks: list[str],
    figures: list[tuple[str, bytes]],
    problems: list[Problem],
) -> None:
    if output["output_type"] == "stream":
        return
    data = output.get("data", {})
    image = next((kind for kind in _SUFFIX if kind in data), None)
    if "text/html" in data or (image is None and "text/markdown" not in data):
        found = ", ".join(data) or output["output_type"]
        problems.append(Problem(where, "shows what no page can hold", found, "Markdown or an image", _DEFINED_IN))
    elif image is None:
        blocks.append(_text(data["text/markdown"]))
    else:
        about = output.get("metadata", {}).get(image, {})
        if not about.get("alt", "").strip() or not about.get("name"):
            problems.append(Problem(where, "an image without alt text or name", "", "page.figure(...)", _DEFINED_IN))
            return
        file = f"{about['name']}.{_SUFFIX[image]}"
        figures.append((file, _image(_text(data[image]), image)))
        blocks.append(_figure(file, caption=about["caption"], alt=about["alt"]))


def _figure(file: str, *, caption: str, alt: str) -> str:
    """Return a figure as Markdown: Pandoc reads ``alt``, Quarto reads ``fig-alt``."""
    alt = _attribute(alt)
    return f'![{caption}](figures/{file}){{.plot alt="{alt}" fig-alt="{alt}"}}'


def _attribute(text: str) -> str:
    """Return text for an attribute: Pandoc reads character references there, and Quarto no shortcodes in them."""
    plain = " ".join(text.split()).replace("\\", "").replace('"', "”")
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace("{", "&#123;")


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "".join(value)


def _image(text: str, kind: str) -> bytes:
    if kind == "image/svg+xml":
        return text.encode("utf-8")
    import base64

    return base64.b64decode(text)
