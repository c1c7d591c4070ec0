"""The codebook as a page of the site: what each table and column of the data dictionary may hold."""

from __future__ import annotations

import posixpath
import re

from evaluation.publish.document import PageDocument
from evaluation.reporting.codebook import codebook

_COMMENT = re.compile(r"<!--.*?-->\s*", flags=re.DOTALL)
_LINK_INTO_WORKBENCH = re.compile(r"\[([^\]]+)\]\((?!#|https?:)([^)]*)\)")
_ANCHORED_HEADING = re.compile(r'<a id="([^"]+)"></a>\s*(#+ [^\n]+)')
_SECTION = re.compile(r"^(?=##)", flags=re.MULTILINE)
_TABLE = re.compile(r"(?:^\|.*\n)+", flags=re.MULTILINE)


def codebook_document() -> PageDocument:
    """Return the codebook page; links to files of the workbench, which a site does not have, say where they are.

    Every table gets the heading above it as its caption.
    """
    heading, _, text = codebook().partition("\n")
    text = _ANCHORED_HEADING.sub(r"\2 {#\1}", _COMMENT.sub("", text))
    sections = _SECTION.split(_LINK_INTO_WORKBENCH.sub(_said_where, text).strip() + "\n")
    body = "".join(_TABLE.sub(rf"\g<0>\n: {_title(section)}\n", section) for section in sections)
    return PageDocument("codebook", heading.removeprefix("# "), body, figures=(), result_ids=())


def _said_where(link: re.Match[str]) -> str:
    """Return what the link is called, and the file unless it is called so; links are relative to ``docs/``."""
    file = posixpath.normpath(f"docs/{link[2]}")
    return link[1] if link[1] == f"`{file}`" else f"{link[1]} (`{file}` of the workbench)"


def _title(section: str) -> str:
    return section.partition("\n")[0].partition("{")[0].strip("# ")
