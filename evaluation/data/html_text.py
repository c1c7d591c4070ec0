"""The text of an HTML document in the order a reader sees it, and where its UTF-8 bytes are in it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from html.parser import HTMLParser

_PARAGRAPHS = ("p", "br", "div", "blockquote", "pre", "caption", "h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = frozenset((*_PARAGRAPHS, "ul", "ol", "li", "dl", "dt", "dd", "table", "tr", "th", "td"))
_CONTINUATION = 0xC0


class HtmlText(HTMLParser):
    r"""Text nodes of a document, joined; between blocks stands a line feed, which counts no byte.

    Parameters
    ----------
    html : str

    Attributes
    ----------
    text : str
        With ``\n`` as the only line end.
    n_bytes : int
        Of all text nodes in UTF-8.
    """

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.n_bytes = "", 0
        self._parts: list[str] = []
        self._nodes: list[bytes] = []
        self._first_byte: list[int] = []
        self._first_point: list[int] = []
        self._length, self._breaks, self._after_pre = 0, False, False
        self.feed(html.replace("\r\n", "\n").replace("\r", "\n"))
        self.close()
        self.text = "".join(self._parts)
        del self._parts

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block on a new line."""
        self._breaks |= tag in _BLOCKS
        self._after_pre = tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        """Let what follows a block begin on a new line."""
        self._breaks |= tag in _BLOCKS
        self._after_pre = False

    def handle_data(self, data: str) -> None:
        """Add a text node."""
        if self._after_pre:
            # A line feed right after <pre> is markup.
            data, self._after_pre = data.removeprefix("\n"), False
        data = data.replace("\r", "\n")
        if not data:
            return
        before = self._parts[-1] if self._parts else "\n"
        if self._breaks and not before.endswith("\n") and not data.startswith("\n"):
            self._parts.append("\n")
            self._length += 1
        self._breaks = False
        self._parts.append(data)
        self._nodes.append(data.encode())
        self._first_byte.append(self.n_bytes)
        self._first_point.append(self._length)
        self._length += len(data)
        self.n_bytes += len(self._nodes[-1])

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Skip ``<![ ... >``, which the parser of the standard library fails on."""
        end = self.rawdata.find(">", i)
        return -1 if end < 0 else end + 1

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the code points, end exclusive, of a range of bytes; one that cuts a character moves behind it.

        Parameters
        ----------
        start, end : int
            ``0 <= start < end <= n_bytes``.
        """
        first = bisect_right(self._first_byte, start) - 1
        last = bisect_left(self._first_byte, end) - 1
        return self._point(first, start), self._point(last, end)

    def _point(self, node: int, position: int) -> int:
        content, inside = self._nodes[node], position - self._first_byte[node]
        while inside < len(content) and content[inside] & _CONTINUATION == 0x80:
            inside += 1
        return self._first_point[node] + len(content[:inside].decode())
