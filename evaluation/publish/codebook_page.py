"""The codebook as a page of the site: what each table and column of the data dictionary may hold."""

from __future__ import annotations

import re

from evaluation.publish.document import PageDocument
from evaluation.reporting.codebook import codebook

_COMMENT = re.compile(r"<!--.*?-->\s*", flags=re.DOTALL)
_LINK_INTO_REPOSITORY = re.compile(r"\[([^\]]+)\]\((?!#|https?:)[^)]*\)")
_ANCHORED_HEADING = re.compile(r'<a id="([^"]+)"></a>\s*(#+ [^\n]+)')


def codebook_document() -> PageDocument:
    """Return the codebook page; links to files of the repository, which a site does not have, become text."""
    heading, _, text = codebook().partition("\n")
    text = _ANCHORED_HEADING.sub(r"\2 {#\1}", _COMMENT.sub("", text))
    body = _LINK_INTO_REPOSITORY.sub(r"\1", text).strip() + "\n"
    return PageDocument("codebook", heading.removeprefix("# "), body, figures=(), result_ids=())
