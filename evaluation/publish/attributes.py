"""Brackets in the attributes of a page as references, so that whatever looks like a tag in its text is one."""

from __future__ import annotations

import re

_PIECE = re.compile(
    r"""<!--.*?-->|<(script|style)\b.*?</\1>|(?P<tag><[a-z](?:"[^"]*"|'[^']*'|[^"'>])*>)""", re.DOTALL | re.IGNORECASE
)
_VALUE = re.compile(r""""[^"]*"|'[^']*'""")


def with_references(html: str) -> str:
    """Return a page whose attributes hold ``&lt;`` and ``&gt;``, where HTML allows the characters themselves."""
    return _PIECE.sub(lambda piece: _VALUE.sub(_escaped, piece[0]) if piece["tag"] else piece[0], html)


def _escaped(value: re.Match[str]) -> str:
    return value[0].replace("<", "&lt;").replace(">", "&gt;")
