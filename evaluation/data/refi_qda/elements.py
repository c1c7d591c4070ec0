"""The XML of a project: parsed without entities, with names and identifiers made uniform."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation.data.safe_archive import DEFINED_IN
from evaluation.errors import DataError, Problem

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from evaluation.data.refi_qda.findings import Findings


def parse_project(content: bytes, path: Path, *, root_tag: str = "Project", member: str = "project.qde") -> Element:
    """Return the root element with every tag stripped of its namespace.

    Parameters
    ----------
    content : bytes
    path : Path
    root_tag : str
        ``Project``, or ``CodeBook`` of a codebook file.
    member : str
        What the content is called inside the file, for messages; blank for the file itself.

    Raises
    ------
    DataError
        If the content is not well-formed XML, declares a document type or entities, or has another root.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    where = f"{path}, {member}" if member else str(path)
    try:
        root = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        problem = Problem(
            where, "declares a document type or entities", type(error).__name__, "plain REFI-QDA XML", DEFINED_IN
        )
        raise DataError(f"{path} was refused: its XML is not safe to read.", [problem]) from error
    except (ParseError, ValueError, LookupError) as error:
        problem = Problem(where, "is not well-formed XML", str(error), "a project exported again", DEFINED_IN)
        raise DataError(f"{path} cannot be read as a REFI-QDA project.", [problem]) from error
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
    if root.tag != root_tag:
        wrong = "is not a project" if root_tag == "Project" else "is not a codebook"
        problem = Problem(where, wrong, f"root element {root.tag}", root_tag, DEFINED_IN)
        raise DataError(f"{path} cannot be read as a REFI-QDA project.", [problem])
    return root


def identifier(text: str | None) -> str:
    """Return a GUID without braces and in lower case, blank for none."""
    return (text or "").strip().strip("{}").casefold()


def name_of(element: Element, findings: Findings) -> str:
    """Return the name of a thing without spaces around it, which are noted; blank for none."""
    written = element.get("name") or ""
    name = written.strip()
    if name and name != written:
        findings.departure("spaces around a name are left out", repr(written))
    return name


def reference(element: Element, tag: str) -> str:
    """Return the identifier that the first child of a tag targets, blank for none."""
    child = element.find(tag)
    return "" if child is None else identifier(child.get("targetGUID"))


def text_of(element: Element, tag: str) -> str:
    """Return the text of the first child of a tag, stripped, blank for none."""
    return (element.findtext(tag) or "").strip()


def children(root: Element, *path: str) -> Iterator[Element]:
    """Yield the children of the element at a path below the root; nothing when there is no such element."""
    here: Element | None = root
    for tag in path:
        here = None if here is None else here.find(tag)
    yield from () if here is None else here
