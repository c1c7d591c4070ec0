"""The texts of pages and drawings: blocks as they are read, attributes, comments, and what is embedded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html.parser import HTMLParser

from evaluation.disclosure.leak_scan.drawing import Label, axis_of, drawing_texts
from evaluation.disclosure.leak_scan.text import Reach, Text, Unreadable, sentences

_INLINE = frozenset(
    """
    a abbr b bdi bdo br cite code data dfn em i ins kbd label mark q s samp small span strong sub sup time tspan
    u var wbr del
    """.split()  # noqa: SIM905
)
_WITHOUT_END = frozenset(
    """
    area base br col embed hr img input link meta param source track wbr
    """.split()  # noqa: SIM905
)
_HEADING = re.compile(r"h([1-6])")
_LISTS = frozenset({"ul", "ol", "dl", "menu"})
_ITEMS = frozenset({"li", "dt", "dd", "div"})
"""Elements that are read together with those beside them, as the cells of a row are."""
_MACHINE_ATTRIBUTES = frozenset(
    """
    align aria-controls aria-current aria-describedby aria-expanded aria-hidden aria-labelledby baseprofile
    charset class clip-path clippathunits colspan color cx cy d data-result-id data-row-heads dir dx dy enctype
    fill fill-opacity fill-rule font-family font-size for gradienttransform gradientunits headers height href
    http-equiv id lang marker-end marker-start method name offset opacity pathlength patternunits points
    preserveaspectratio r rel role rowspan rx ry scope src srcset start stroke stroke-dasharray stroke-linecap
    stroke-linejoin stroke-miterlimit stroke-opacity stroke-width style tabindex target text-anchor transform
    type version viewbox width x x1 x2 xlink:href xml:lang xml:space xmlns xmlns:xlink y y1 y2
    """.split()  # noqa: SIM905
)
_GEOMETRY = frozenset(
    """
    d points transform viewbox x y x1 x2 y1 y2 cx cy r rx ry width height dx dy
    """.split()  # noqa: SIM905
)
_PLACES = re.compile(
    r"(?>[\s,()%]+|-?[\d.]+(?:e-?\d+)?|[Zz]?[MmLlHhVvCcSsQqTtAaZz](?![A-Za-z])|matrix|translate|scale|rotate"
    r"|skew[XY]|px|pt|r?em|auto)*+"
)
_SCALE = re.compile(r"width=[\w.-]+(?:, *[\w-]+=[\w.-]+)*")
_DIGITS = re.compile(r"\d+")
_RULE_OF_STYLE = re.compile(r"[^}\s][^}]*")
_COMMENT_OF_STYLE = re.compile(r"/\*(.*?)\*/", flags=re.DOTALL)
_STRING_OF_STYLE = re.compile(r"""content:\s*((?:"[^"\n]*"|'[^'\n]*')(?:\s*(?:"[^"\n]*"|'[^'\n]*'))*)""")
_ESCAPE_OF_STYLE = re.compile(r"\\([0-9a-fA-F]{1,5})\s?")
_DATA_OF_STYLE = re.compile(r"""url\(\s*(?:"(data:[^"]*)"|'(data:[^']*)'|(data:[^)\s]*))""")

Found = Iterator[Text | Unreadable]
Embedded = Callable[[str, str], Found]


def markup_texts(text: str, where: str, embedded: Embedded) -> Found:
    """Yield the texts of HTML or SVG.

    Parameters
    ----------
    text : str
    where : str
        The file.
    embedded : callable
        Reads what a ``data:`` address holds; called with the address and where it stands.
    """
    for found in _read(text, embedded):
        yield replace(found, where=f"{where}{found.where}")


@lru_cache(maxsize=256)
def _read(text: str, embedded: Embedded) -> tuple[Text | Unreadable, ...]:
    """Return the texts, where each stands in ``text``: a figure stands in a notebook and in the site."""
    reader = _Reader(embedded)
    reader.feed(text)
    reader.finish()
    return tuple(reader.texts)


def style_texts(text: str, where: str, embedded: Embedded) -> Found:
    """Yield what a stylesheet adds to a page, and each rule of it as a program gets it."""
    for rule in _RULE_OF_STYLE.finditer(text):
        yield Text(_line(where, text, rule.start()), rule[0], reach=Reach.MACHINE)
    for comment in _COMMENT_OF_STYLE.finditer(text):
        yield Text(_line(where, text, comment.start()), comment[1], reach=Reach.MACHINE)
    for shown in _STRING_OF_STYLE.finditer(text):
        words = _ESCAPE_OF_STYLE.sub(lambda escape: chr(int(escape[1], 16)), shown[1])
        yield from sentences(_line(where, text, shown.start()), words.strip("\"'"))
    for address in _DATA_OF_STYLE.finditer(text):
        yield from embedded("".join(filter(None, address.groups())), where)


def _line(where: str, text: str, place: int) -> str:
    return f"{where}:{text.count(chr(10), 0, place) + 1}"


@dataclass
class _Together:
    """Items of one list with all lists in it, or of a row of boxes: what each says, and where."""

    items: list[tuple[str, str, str]] = field(default_factory=list)

    def texts(self) -> Iterator[Text]:
        around = " | ".join(words for _, words, _ in self.items) if len(self.items) > 1 else ""
        for where, words, context in self.items:
            yield from (replace(each, around=around) for each in sentences(where, words, context))


@dataclass
class _Row:
    cells: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects the texts; ends of elements that nobody opened, and elements that nobody ends, do no harm."""

    def __init__(self, embedded: Embedded) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[Text | Unreadable] = []
        self._embedded = embedded
        self._open: list[tuple[str, str]] = []
        self._words: list[str] = []
        self._headings: dict[int, str] = {}
        self._caption, self._heads, self._row = "", [], None
        self._in_drawing: list[Label] = []
        self._place = (float("nan"), float("nan"))
        self._lead = ""
        self._together = _Together()
        self._summaries: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self._end_of_block()
        elif tag == "br":
            self._words.append(" ")
        if tag in _LISTS and not self._is_in(_LISTS):
            self._end_of_items()
        elif tag == "details":
            self._summaries.append("")
        values = {name: value or "" for name, value in attributes}
        for name, value in attributes:
            self._attribute(tag, name, value or "", values)
        if tag == "text":
            self._place = (_number(values.get("x", "")), _number(values.get("y", "")))
        elif tag == "table":
            self._caption, self._heads = "", []
        elif tag == "tr":
            self._end_of_row()
            self._row = _Row()
        if tag not in _WITHOUT_END:
            self._open.append((tag, values.get("id", "") if tag == "g" else _mark(values)))

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        if tag not in _WITHOUT_END:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        is_mark = self._open and self._open[-1] == ("a", data.strip())
        self._words.append(" " if is_mark else data)

    def handle_endtag(self, tag: str) -> None:
        if not any(tag == each for each, _ in self._open):
            return
        if tag not in _INLINE:
            self._end_of_block()
        while self._open and self._open.pop()[0] != tag:
            pass
        if tag in _LISTS and not self._is_in(_LISTS):
            self._end_of_items()
        elif tag == "details" and self._summaries:
            self._end_of_items()
            self._summaries.pop()
        if not any(each == "tr" for each, _ in self._open):
            self._end_of_row()
        if tag == "svg" and not any(each == "svg" for each, _ in self._open):
            self._end_of_drawing()

    def handle_comment(self, data: str) -> None:
        self.texts += sentences(self._where(), data)

    def handle_decl(self, decl: str) -> None:
        self.texts += sentences(self._where(), re.sub(r"(?i)^doctype\b.*?(?:\.dtd\"|$|html)", "", decl))

    def handle_pi(self, data: str) -> None:
        if not data.startswith("xml "):
            self.texts += sentences(self._where(), data)

    def unknown_decl(self, data: str) -> None:
        self._words.append(data.removeprefix("CDATA["))

    def finish(self) -> None:
        self.close()
        self._end_of_block()
        self._end_of_items()
        self._end_of_row()
        self._end_of_drawing()

    def _where(self) -> str:
        return f":{self.getpos()[0]}"

    def _attribute(self, tag: str, name: str, value: str, values: dict[str, str]) -> None:
        is_place = name in _GEOMETRY and tag not in _INLINE
        if not value or (is_place and _PLACES.fullmatch(value)):
            return
        where = self._where()
        is_scale = tag == "meta" and name == "content" and _SCALE.fullmatch(value)
        is_result = _mark(values) and value == values["data-result-id"]
        is_own_number = _DIGITS.findall(value) == [_mark(values) or _number_of_link(values, "back", to="mark")]
        if value.lstrip().startswith("data:"):
            self.texts += self._embedded(value.strip(), where)
        elif (name in _MACHINE_ATTRIBUTES and not is_place) or is_scale or is_result or is_own_number:
            self.texts.append(Text(where, value, reach=Reach.MACHINE))
        else:
            self.texts += sentences(where, value, self._around())

    def _end_of_block(self) -> None:
        raw, self._words = "".join(self._words), []
        words = " ".join(raw.split())
        tag = self._open[-1][0] if self._open else ""
        if not words:
            return
        if tag == "style":
            self.texts += style_texts(raw, self._where(), self._embedded)
        elif any(each == "svg" for each, _ in self._open):
            groups = "/".join(name for each, name in self._open if each == "g")
            self._in_drawing.append(Label(self._where(), words, self._place, axis_of(groups)))
        elif tag == "caption":
            self._caption = words
            self.texts += sentences(self._where(), words, self._around())
        elif self._row is not None and any(each in ("td", "th") for each, _ in self._open):
            self._row.cells.append((self._where(), words))
        elif tag in _ITEMS or self._is_in(_LISTS):
            self._together.items.append((self._where(), words, self._around()))
        else:
            self._end_of_items()
            self.texts += sentences(self._where(), words, self._around())
            if tag == "summary" and self._summaries:
                self._summaries[-1] = words
            if heading := _HEADING.fullmatch(tag):
                level = int(heading[1])
                self._headings = {at: text for at, text in self._headings.items() if at < level} | {level: words}
            self._lead = words if words.endswith(":") else ""

    def _end_of_items(self) -> None:
        together, self._together = self._together, _Together()
        self.texts += together.texts()

    def _is_in(self, tags: frozenset[str]) -> bool:
        return any(tag in tags for tag, _ in self._open)

    def _around(self) -> str:
        return " | ".join([*self._headings.values(), *self._summaries, self._lead])

    def _end_of_row(self) -> None:
        row, self._row = self._row, None
        if row is None:
            return
        words = [text for _, text in row.cells]
        if not self._heads:
            self._heads = words
        for place, (where, text) in enumerate(row.cells):
            head = self._heads[place] if place < len(self._heads) else ""
            others = [other for at, other in enumerate(words) if at != place]
            context = " | ".join([self._around(), self._caption, head, *others])
            self.texts.append(Text(where, text, context))

    def _end_of_drawing(self) -> None:
        self.texts += drawing_texts(self._in_drawing)
        self._in_drawing = []


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _mark(values: dict[str, str]) -> str:
    """Return the number of a source, for the mark that leads from a result to it; blank for any other element."""
    return _number_of_link(values, "source", to="source") if values.get("data-result-id") else ""


def _number_of_link(values: dict[str, str], name: str, *, to: str) -> str:
    place = re.fullmatch(rf"#{to}-(\d+)", values.get("href", ""))
    return place[1] if place and values.get("class") == name else ""
