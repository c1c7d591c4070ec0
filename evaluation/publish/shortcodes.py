"""What looks like a shortcode of Quarto stays the characters that it is.

Quarto expands ``{{< env HOME >}}`` not only in the text of a page, where a backslash prevents it, but also in titles
and in attributes after Markdown was read and the backslashes are gone, where a ``>}}`` alone stops it. What people
write has no shortcodes: an invisible character keeps the brackets apart until the page is rendered, and is taken out
again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_APART = "\u2060"
_BRACKETS = re.compile(r"((?:\\*\{|&#123;){2})(?=\\*<|&lt;)|(\\*>|&gt;)(?=(?:\\*\}|&#125;){2})")
_HELD = re.compile(rf"(?<=\{{\{{){_APART}(?=<|&lt;)|(?<=[>;]){_APART}(?=\}}\}})")


def held(text: str) -> str:
    """Return Markdown in which nothing opens or closes a shortcode, however its brackets are escaped."""
    return _BRACKETS.sub(rf"\g<0>{_APART}", text)


def held_in(content: Any) -> Any:
    """Return what a YAML file will hold with every text :func:`held`."""
    if isinstance(content, Mapping):
        return {name: held_in(value) for name, value in content.items()}
    if isinstance(content, list):
        return [held_in(value) for value in content]
    return held(content) if isinstance(content, str) else content


def let_go(html: str) -> str:
    """Return a rendered page with the brackets as they were written."""
    return _HELD.sub("", html)
