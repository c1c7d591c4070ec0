"""The certificate's section of a method page, between two marks, which nobody writes by hand."""

from __future__ import annotations

from pathlib import Path

from evaluation.data.whole_files import write_text
from evaluation.errors import Problem, UsageError
from evaluation.runs.project import ROOT, shown

PAGE = ROOT / "docs" / "methods" / "overdose_deaths.md"
SUMMARY = ROOT / "docs" / "methods" / "its_certificate.csv"
BEGIN = "<!-- certificate: begin; written by `make certificate` -->"
END = "<!-- certificate: end -->"
_BEFORE = "## Checked against"
_HEADING = "## Coverage certificate"


def section_of(page: str) -> str | None:
    """Return what stands between the marks of a page, or None where there are none."""
    if BEGIN not in page or END not in page:
        return None
    return page[page.index(BEGIN) + len(BEGIN) : page.index(END)].strip("\n") + "\n"


def write_section(path: Path, text: str) -> None:
    """Put a text between the marks of a page; where there are none, in a section of its own before the checks.

    Raises
    ------
    UsageError
        If the page has neither the marks nor the heading of the checks.
    """
    page = path.read_text(encoding="utf-8")
    block = f"{BEGIN}\n\n{text.strip()}\n\n{END}"
    if section_of(page) is not None:
        page = page[: page.index(BEGIN)] + block + page[page.index(END) + len(END) :]
    elif _BEFORE in page:
        page = page.replace(_BEFORE, f"{_HEADING}\n\n{block}\n\n{_BEFORE}", 1)
    else:
        problem = Problem(shown(path), "has no place for the certificate", "no marks", f"{BEGIN}, or {_BEFORE!r}")
        raise UsageError("The certificate cannot be written into the page.", [problem])
    write_text(path, page)
