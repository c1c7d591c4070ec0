"""The framework matrix as a page for the evaluator: every cell leads to the passages that it rests on.

The page holds people's words: it stands in the run's restricted folder and is never released.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

import pandas as pd

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 1rem; color: #16242e; }
.matrix { overflow: auto; max-height: 85vh; border: 1px solid #5c6b76; }
table { border-collapse: separate; border-spacing: 0; }
th, td { border-right: 1px solid #dde4e8; border-bottom: 1px solid #dde4e8; padding: 0.3rem 0.5rem; }
thead th { position: sticky; top: 0; background: #fff; z-index: 2; vertical-align: bottom; max-width: 7rem; }
tbody th { position: sticky; left: 0; background: #fff; z-index: 1; text-align: left; font-weight: normal; }
thead th:first-child { left: 0; z-index: 3; }
td { text-align: center; min-width: 4rem; }
td.said { background: #e2eef6; font-weight: bold; }
td.empty { color: #5c6b76; font-size: 13px; }
h3 { margin: 1.5rem 0 0.25rem; font-size: 16px; }
.place { color: #5c6b76; font-size: 13px; }
.summary { border-left: 4px solid #c2410c; padding-left: 0.6rem; }
blockquote { border-left: 4px solid #00548b; margin: 0.5rem 0; padding-left: 0.6rem; white-space: pre-wrap; }
@media (max-width: 30rem) { tbody th { max-width: 6rem; overflow-wrap: anywhere; } }
"""
_WARNING = "Restricted: this page holds the words of people who were interviewed. It is never published."
_KEYS = (
    ("said", "the number of passages; it leads to them"),
    ("asked, nothing said", "the topic guide asks, and no passage has the theme"),
    ("not asked", "the topic guide does not ask it of this person"),
    ("not known whether asked", "no topic guide says what was asked"),
    ("suppressed", "the speaker has withdrawn consent"),
)


def framework_page(matrix: pd.DataFrame, segments: pd.DataFrame, *, themes: Mapping[str, str], title: str) -> str:
    """Return the page.

    Parameters
    ----------
    matrix : DataFrame
        The restricted table ``framework_matrix``: ``source``, ``theme``, ``state``, ``n_segments``, ``summary``,
        ``author``, ``written_on``, and a column for each way to group interviews.
    segments : DataFrame
        ``framework_segments``: ``segment``, ``source``, ``theme``, ``start``, ``end``, ``coders``, ``text``.
    themes : mapping
        Labels.
    title : str
    """
    order = list(dict.fromkeys(matrix["theme"]))
    column = {theme: place for place, theme in enumerate(order, start=1)}
    passages: dict[tuple[str, str], list[Mapping[str, object]]] = {}
    for row in segments.to_dict("records"):
        passages.setdefault((row["source"], row["theme"]), []).append(row)
    rows: dict[str, list[Mapping[str, object]]] = {}
    for row in matrix.to_dict("records"):
        rows.setdefault(row["source"], []).append(row)
    groups = [name for name in ("role", "arm", "community", "time") if name in matrix.columns]
    heads = "".join(f"<th scope=col>{escape(themes.get(theme, theme))}</th>" for theme in order)
    body = "".join(_row(number, cells, column, groups) for number, cells in enumerate(rows.values(), start=1))
    below = "".join(
        part
        for number, cells in enumerate(rows.values(), start=1)
        for cell in cells
        for part in _passages_of(number, cell, column, passages, themes)
    )
    keys = "".join(f"<li><b>{name}</b>: {escape(words)}</li>" for name, words in _KEYS)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{escape(title)}</h1><p><b>{_WARNING}</b></p><ul>{keys}</ul>"
        f'<div class="matrix"><table><thead><tr><th scope=col>Interview</th>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div><h2>Passages</h2>{below}</body></html>\n"
    )


def _row(number: int, cells: Sequence[Mapping[str, object]], column: Mapping[str, int], groups: Sequence[str]) -> str:
    about = ", ".join(str(cells[0][name]) for name in groups if cells[0][name])
    name = f"{escape(str(cells[0]['source']))}<br><span class=place>{escape(about)}</span>"
    return f"<tr><th scope=row>{name}</th>{''.join(_cell(number, cell, column) for cell in cells)}</tr>"


def _cell(number: int, cell: Mapping[str, object], column: Mapping[str, int]) -> str:
    if not cell["n_segments"]:
        mark = " ✎" if cell["summary"] else ""
        words = f"{escape(str(cell['state']))}{mark}"
        return f"<td class=empty>{_linked(number, cell, column, words) if mark else words}</td>"
    words = f"{cell['n_segments']}{' ✎' if cell['summary'] else ''}"
    return f"<td class=said>{_linked(number, cell, column, words)}</td>"


def _linked(number: int, cell: Mapping[str, object], column: Mapping[str, int], words: str) -> str:
    hint = f' title="{escape(str(cell["summary"]))}"' if cell["summary"] else ""
    return f'<a href="#c{number}-{column[cell["theme"]]}"{hint}>{words}</a>'


def _passages_of(
    number: int,
    cell: Mapping[str, object],
    column: Mapping[str, int],
    passages: Mapping[tuple[str, str], Sequence[Mapping[str, object]]],
    themes: Mapping[str, str],
) -> Iterator[str]:
    found = passages.get((cell["source"], cell["theme"]), ())
    if not found and not cell["summary"]:
        return
    name = f"{cell['source']} · {themes.get(cell['theme'], cell['theme'])}"
    yield f'<h3 id="c{number}-{column[cell["theme"]]}">{escape(name)}</h3>'
    if cell["summary"]:
        by = f"{cell['author']}, {cell['written_on']}"
        yield f"<p class=summary>{escape(str(cell['summary']))} <span class=place>{escape(by)}</span></p>"
    for passage in found:
        place = f"{passage['segment']}, coded by {passage['coders']}"
        words = passage["text"] if isinstance(passage["text"], str) else "The project does not hold the text."
        yield f"<p class=place>{escape(place)}</p><blockquote>{escape(words)}</blockquote>"
