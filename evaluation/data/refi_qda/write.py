"""Write a coded project as REFI-QDA (``.qdpx``) or its codebook (``.qdc``), the same bytes for the same project.

Positions are code points, 0-based, end exclusive, in texts whose only line end is a line feed: the project says so by
its ``origin``, and :func:`read_project` takes its word.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree.ElementTree import Element, indent, tostring

from evaluation.data.qualitative import NotCarried, QualitativeProject
from evaluation.data.refi_qda.write_elements import ProjectElements, has_place, text_name

ZIP_DATE = (2024, 1, 1, 0, 0, 0)
UNIX = 3
BYTE_ORDER_MARK = "\ufeff"


def write_project(path: Path, project: QualitativeProject) -> tuple[NotCarried, ...]:
    """Write the project file and one file for each text into a zip archive with fixed dates.

    Nothing is compressed: compressors differ between machines, the bytes must not. The file appears when it is whole.

    Parameters
    ----------
    path : Path
    project : QualitativeProject

    Returns
    -------
    tuple of NotCarried
        What the project holds and the file does not: marked parts whose place nobody knows, with their codings.
    """
    elements = ProjectElements()
    root = elements.project(project)
    members = {"project.qde": _bytes_of(root)}
    for source in project.sources:
        if source.text is not None:
            # A reader takes one byte order mark off.
            mark = BYTE_ORDER_MARK if source.text.startswith(BYTE_ORDER_MARK) else ""
            members[f"Sources/{text_name(source.id)}"] = f"{mark}{source.text}".encode()
    with _whole(path) as made, zipfile.ZipFile(made, "w") as archive:
        for name, content in members.items():
            member = zipfile.ZipInfo(name, ZIP_DATE)
            member.create_system = UNIX
            archive.writestr(member, content)
    return elements.left_out()


def n_codings_written(project: QualitativeProject) -> int:
    """Return how many codings of a project its file holds: those of whole sources and of parts with a place."""
    placed = {segment.id for segment in project.segments if has_place(segment)}
    return sum(not coding.segment_id or coding.segment_id in placed for coding in project.codings)


def write_codebook(path: Path, project: QualitativeProject) -> tuple[NotCarried, ...]:
    """Write the codebook alone (``.qdc``); what else the project holds is not meant to be in it.

    Parameters
    ----------
    path : Path
    project : QualitativeProject

    Returns
    -------
    tuple of NotCarried
    """
    elements = ProjectElements()
    content = _bytes_of(elements.codebook(project.codes))
    with _whole(path) as made:
        made.write_bytes(content)
    return elements.left_out()


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """Yield a file to write, readable by its owner only, that takes its name when it is whole or else is gone."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}-") as folder:
        made = Path(folder) / path.name
        made.touch(mode=0o600)
        yield made
        made.replace(path)


def _bytes_of(root: Element) -> bytes:
    indent(root)
    # An XML reader makes line feeds of carriage returns that are not written as references.
    return tostring(root, encoding="utf-8", xml_declaration=True).replace(b"\r", b"&#13;")
