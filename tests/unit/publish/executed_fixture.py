"""Executed public notebooks, made by hand: no kernel is needed to test what becomes of them."""

import base64
import json
from pathlib import Path

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><path d="M0 0L4 3"/></svg>\n'
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()
MARK = '<a class="source" href="#source-1" data-result-id="{0}" title="{0}" aria-label="Source 1">1</a>'


def markdown(text: str) -> dict:
    return {"output_type": "display_data", "data": {"text/markdown": text}, "metadata": {}}


def image(
    alt="Deaths fell in both arms.",
    name="overdose-deaths-trend",
    kind="image/svg+xml",
    content=SVG,
    caption="Deaths by year",
) -> dict:
    about = {"alt": alt, "caption": caption, "name": name}
    return {"output_type": "display_data", "data": {kind: content}, "metadata": {kind: about}}


def page(title: str, *result_ids: str) -> list[dict]:
    """What a small page shows: words, a table, quoted results, and the list of sources."""
    marks = "".join(MARK.format(result_id) for result_id in result_ids)
    table = "| Arm | Deaths |\n| :--- | ---: |\n| A | 12 |\n| B | 7 |\n\n: Deaths by arm"
    sources = '<div class="sources">\n\n1. <span id="source-1">`a/b/c`</span>\n\n</div>'
    return [
        markdown(f"# {title}\n\nFirst words."),
        markdown(f"## Results\n\nTwelve.{marks}\n\n{table}"),
        markdown(sources),
    ]


def write_executed(path: Path, *outputs: dict) -> Path:
    """Write a notebook with a maintainers' cell, a parameters cell, and one code cell with these outputs."""
    code = {"cell_type": "code", "execution_count": 1}
    cells = [
        {"cell_type": "markdown", "id": "m", "metadata": {"tags": ["maintainers"]}, "source": "For maintainers."},
        {**code, "id": "p", "metadata": {"tags": ["parameters"]}, "source": "released: str = ''", "outputs": []},
        {**code, "id": "c", "metadata": {}, "source": "page.title('secret code')", "outputs": list(outputs)},
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8"
    )
    return path
