"""The way from a page to the reporting checklists."""

from __future__ import annotations

from evaluation.reporting.page import Page


def link_to_checklists(page: Page) -> None:
    """Say that the report answers checklists, and lead there; nothing where nobody has filled one in."""
    if not page.released.checklists.empty:
        page.sentence("checklists.link")
