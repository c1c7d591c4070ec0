"""The contents of a page, folded above it, for screens that are too narrow to show them beside it."""

from __future__ import annotations

import re

_CONTENTS = re.compile(r"<nav\b[^>]*\b(?:id=\"TOC\"|class=\"on-this-page\")[^>]*>.*?</nav>", flags=re.DOTALL)
_LIST = re.compile(r"<ul\b.*</ul>", flags=re.DOTALL)
_NOT_OF_A_COPY = re.compile(r' (?:id|class|data-scroll-target)="[^"]*"')
_TITLE = re.compile(r'<h1 class="title">.*?</h1>', flags=re.DOTALL)


def with_folded_contents(html: str, *, heading: str) -> str:
    """Return a page with a copy of its contents below the title; a page without contents stays as it is.

    The stylesheets show one of the two. The copy has no ids, which stand once on a page.

    Parameters
    ----------
    html : str
        A rendered page.
    heading : str
        What unfolds the contents.
    """
    contents = _CONTENTS.search(html)
    listed = _LIST.search(contents[0]) if contents else None
    if listed is None:
        return html
    copy = _NOT_OF_A_COPY.sub("", listed[0])
    folded = (
        f'<details class="contents">\n<summary>{heading}</summary>\n'
        f'<nav aria-label="{heading}">\n{copy}\n</nav>\n</details>'
    )
    return _TITLE.sub(lambda title: f"{title[0]}\n{folded}", html, count=1)
