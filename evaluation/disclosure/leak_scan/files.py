"""Every text of a file, by what the file is; what cannot be read is said, never skipped."""

from __future__ import annotations

import base64
import binascii
import csv
import gzip
import io
import itertools
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import unquote_to_bytes

from evaluation.disclosure.leak_scan.markup import markup_texts, style_texts
from evaluation.disclosure.leak_scan.pictures import JPEG, PNG, picture_texts
from evaluation.disclosure.leak_scan.text import Reach, Text, Unreadable, sentences

_ADDRESS = re.compile(r"data:([\w.+/-]*)((?:;[\w.=+-]+)*?)(;base64)?,(.*)", flags=re.DOTALL)
_TABLE_LINE = re.compile(r"\s*\|.*\|\s*")
_RULE_OF_TABLE = re.compile(r"[\s|:-]+")
_BETWEEN_CELLS = re.compile(r"(?<!\\)\|")
_NEXT_ITEM = re.compile(r"\n(?=\s*(?:[-*]|\d+\.) )")
_NUMBER_OF_ITEM = re.compile(r"^\s*\d+\. ")
_ESCAPE = re.compile(r"\\(?=[^\w\s]|_)")
_TAG = re.compile(r"<[^>]*>")
_MAY_BE_MARKUP = re.compile(r"[<&]|data:")
_MARKUP = re.compile(r"\s*(?:<\?xml|<!doctype|<html|<svg|<!--)", flags=re.IGNORECASE)
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_FORMAT = frozenset({"nbformat", "nbformat_minor", "execution_count"})
_EXPECTED = "HTML, CSS, SVG, JSON, CSV, notebooks, PNG, JPEG or plain text"

Found = Iterator[Text | Unreadable]


def file_texts(content: bytes, where: str) -> Found:
    """Yield every text of a file, or of something embedded in one.

    Parameters
    ----------
    content : bytes
        What decides how it is read is the content, and for text the ending of ``where``.
    where : str
        The file, as messages name it.
    """
    if content.startswith(b"\x1f\x8b"):
        try:
            yield from file_texts(gzip.decompress(content), where.removesuffix(".gz").removesuffix("z"))
        except (OSError, EOFError, zlib.error):
            yield Unreadable(where, "is a damaged archive", "gzip", "a whole file")
        return
    if content.startswith((PNG, JPEG)):
        yield from picture_texts(content, where)
        return
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text or content.startswith(b"%PDF"):
        kind = "PDF" if content.startswith(b"%PDF") else f"it begins with {content[:8]!r}"
        yield Unreadable(where, "cannot be searched", kind, _EXPECTED)
    else:
        yield from _of_text(text, where)


def _of_text(text: str, where: str) -> Found:
    ending = where.rpartition(".")[2].lower()
    if ending in ("html", "htm", "svg", "xml", "xhtml") or _MARKUP.match(text):
        yield from markup_texts(text, where, _embedded)
    elif ending == "css":
        yield from style_texts(text, where, _embedded)
    elif ending in ("json", "ipynb"):
        try:
            content = json.loads(text)
        except ValueError as error:
            yield Unreadable(where, "is no JSON", str(error), "a whole file")
            return
        yield from _notebook(content, where) if ending == "ipynb" else _json(content, where)
    elif ending in ("csv", "tsv"):
        yield from _rows(csv.reader(io.StringIO(text, newline=""), delimiter="\t" if ending == "tsv" else ","), where)
    else:
        yield from _lines(text, where)


def _lines(text: str, where: str) -> Found:
    """Yield lines; what is printed as a table has its heads in the first two."""
    lines = [_ANSI.sub("", line) for line in text.splitlines()]
    for number, line in enumerate(lines):
        beside = dict.fromkeys([*lines[:2], *lines[max(number - 1, 0) : number + 2]])
        yield from sentences(f"{where}:{number + 1}", line, " | ".join(each for each in beside if each != line))


def _rows(rows: Iterator[list[str]], where: str, around: str = "") -> Found:
    heads: list[str] = []
    for number, row in enumerate(rows, start=1):
        heads = heads or row
        for place, cell in enumerate(row):
            head = heads[place] if place < len(heads) else ""
            others = [other for at, other in enumerate(row) if at != place]
            yield Text(f"{where}:{number}", cell, " | ".join([around, head, *others]))


def _json(content: Any, where: str, around: str = "") -> Found:
    if isinstance(content, dict):
        said = " | ".join(f"{key} {value}" for key, value in content.items() if isinstance(value, (str, int, float)))
        for key, value in content.items():
            yield Text(where, key, around)
            yield from _json(value, where, f"{key} | {said}")
    elif isinstance(content, list):
        for value in content:
            yield from _json(value, where, around)
    elif isinstance(content, str):
        yield from _embedded(content, where) if content.startswith("data:") else sentences(where, content, around)
    elif content is not None and not isinstance(content, bool):
        yield Text(where, repr(content), around)


def _notebook(content: Any, where: str) -> Found:
    """Yield what a notebook says in its cells, their outputs and all metadata."""
    cells = content.get("cells", []) if isinstance(content, dict) else None
    if not isinstance(cells, list):
        yield Unreadable(where, "is no notebook", "", "a Jupyter notebook of format 4")
        return
    yield from _json({key: value for key, value in content.items() if key not in {"cells", *_FORMAT}}, where)
    for number, cell in enumerate(cells, start=1):
        place = f"{where}, cell {number}"
        source = _joined(cell.get("source", ""))
        yield from _markdown(source, place) if cell.get("cell_type") == "markdown" else _lines(source, place)
        rest = {key: value for key, value in cell.items() if key not in {"source", "outputs", *_FORMAT}}
        yield from _json({key: value for key, value in rest.items() if key not in {"cell_type", "id"}}, place)
        yield Text(place, str(cell.get("id", "")), reach=Reach.MACHINE)
        for output in cell.get("outputs", []):
            yield from _output(output, place)


def _output(output: dict[str, Any], where: str) -> Found:
    for key, value in output.items():
        if key == "data":
            for kind, shown in value.items():
                yield from _shown(kind, shown, where)
        elif key in ("text", "traceback"):
            yield from _lines(_joined(value), where)
        elif key not in ("output_type", *_FORMAT):
            yield from _json(value, where)


def _shown(kind: str, shown: Any, where: str) -> Found:
    if not isinstance(shown, (str, list)) or kind.endswith("json"):
        yield from _json(shown, where)
        return
    text = _joined(shown)
    if kind == "text/markdown":
        yield from _markdown(text, where)
    elif kind in ("text/html", "image/svg+xml"):
        yield from markup_texts(text, where, _embedded)
    elif kind.startswith("text/"):
        yield from _lines(text, where)
    else:
        yield from _decoded(text, where)


def _markdown(text: str, where: str) -> Found:
    """Yield paragraphs with the markup in them, and pipe tables row by row with their caption."""
    heading = ""
    blocks = [block.strip("\n") for block in re.split(r"\n\s*\n", text)]
    for block, after in itertools.zip_longest(blocks, blocks[1:], fillvalue=""):
        lines = block.splitlines()
        if lines and all(map(_TABLE_LINE.fullmatch, lines)):
            caption = after[2:] if after.startswith(": ") else heading
            rows = (line.strip().strip("|") for line in lines if not _RULE_OF_TABLE.fullmatch(line))
            cells = ([cell.strip() for cell in _BETWEEN_CELLS.split(row)] for row in rows)
            for cell in _rows(cells, where, caption):
                yield from _marked_up(cell.words, where=cell.where, context=cell.context)
            continue
        if block.lstrip().startswith("#"):
            heading = block.strip("# \n")
        for item in _NEXT_ITEM.split(block):
            yield from _marked_up(_NUMBER_OF_ITEM.sub("", item), where=where, context=heading)


def _marked_up(text: str, *, where: str, context: str) -> Found:
    """Yield the texts of Markdown that may hold markup."""
    plain = _ESCAPE.sub("", text)
    if not _MAY_BE_MARKUP.search(plain):
        yield from sentences(where, plain.strip("*_ "), _TAG.sub(" ", context))
        return
    for found in markup_texts(plain, where, _embedded):
        yield found if isinstance(found, Unreadable) else _beside(found, _TAG.sub(" ", context))


def _beside(text: Text, context: str) -> Text:
    return replace(text, words=text.words.strip("*_"), context=f"{context} | {text.context}")


def _joined(value: Any) -> str:
    return "".join(map(str, value)) if isinstance(value, list) else str(value)


def _embedded(address: str, where: str) -> Found:
    """Yield the texts of what a ``data:`` address holds."""
    parts = _ADDRESS.fullmatch(address)
    if parts is None:
        yield Unreadable(
            where, "is an address that holds data, in a form that cannot be read", address[:40], _EXPECTED
        )
    elif parts[3]:
        yield from _decoded(parts[4], where)
    else:
        yield from file_texts(unquote_to_bytes(parts[4]), where)


def _decoded(text: str, where: str) -> Found:
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        yield Unreadable(where, "is embedded in a form that cannot be read", text[:40], "base64")
        return
    yield from file_texts(content, where)
