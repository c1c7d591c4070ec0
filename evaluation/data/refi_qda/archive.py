"""Open a ``.qdpx`` archive: the project file in it, and the texts it refers to."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from evaluation.data.safe_archive import DEFINED_IN, SafeArchive
from evaluation.errors import DataError, Problem

MAX_PROJECT_BYTES = 512 * 2**20
MAX_TEXT_BYTES = 64 * 2**20
_PREFIX = re.compile(r"^(internal|relative|absolute):/+", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class StoredText:
    """A text as it lies in the archive, line ends and byte order mark kept; None with a reason if it is absent."""

    content: str | None
    reason: str = ""


def read_limited(path: Path) -> bytes:
    """Return the bytes of a file that is not larger than a project file may be.

    Raises
    ------
    DataError
        If it cannot be read, or is larger.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_PROJECT_BYTES + 1)
    except OSError as error:
        problem = Problem(str(path), "cannot be read", str(error.strerror), "a file that can be read", DEFINED_IN)
        raise DataError(f"{path} cannot be read.", [problem]) from error
    if len(content) > MAX_PROJECT_BYTES:
        expected = f"at most {MAX_PROJECT_BYTES:,} bytes"
        raise DataError(f"{path} was refused.", [Problem(str(path), "is too large", "", expected, DEFINED_IN)])
    return content


class ProjectArchive(SafeArchive):
    """The archive of one project, open for reading.

    Parameters
    ----------
    path : Path

    Raises
    ------
    DataError
        If the file is no safe archive, or holds no or several project files.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, kind="a REFI-QDA project")
        try:
            self._project = self._find_project()
        except DataError:
            self._zip.close()
            raise

    def project_xml(self) -> bytes:
        """Return the bytes of the project file."""
        return self.read(self._project.filename, limit=MAX_PROJECT_BYTES)

    def text(self, reference: str) -> StoredText:
        """Return the text that a ``plainTextPath`` refers to.

        Parameters
        ----------
        reference : str
            ``internal://name``, ``relative:///name`` or a bare name, found in any case of letters beside the project
            file or in its folder of sources. ``absolute:///`` is never followed.

        Raises
        ------
        DataError
            If the text is too large, damaged, or neither UTF-8 nor UTF-16 with a byte order mark.
        """
        scheme = _PREFIX.match(reference)
        if scheme and scheme[1].casefold() == "absolute":
            return StoredText(content=None, reason="lies outside the archive")
        name = reference[scheme.end() :] if scheme else reference
        name = name.replace("\\", "/").lstrip("/").casefold()
        base = self._project.filename.replace("\\", "/").rpartition("/")[0].casefold()
        for folder in ("sources/", ""):
            member = self._members.get(f"{base}/{folder}{name}".lstrip("/"))
            if member is not None and not member.is_dir():
                return StoredText(content=self._decode(member))
        return StoredText(content=None, reason="is not in the archive")

    def _find_project(self) -> zipfile.ZipInfo:
        found = [member for name, member in self._members.items() if name.endswith(".qde")]
        named = [m for m in found if m.filename.replace("\\", "/").rpartition("/")[2].casefold() == "project.qde"]
        chosen = named or found
        if len(chosen) != 1:
            names = ", ".join(sorted(member.filename for member in chosen)) or f"{len(self._members)} other file(s)"
            raise self.refused("does not hold one project", names, "one file project.qde")
        return chosen[0]

    def _decode(self, member: zipfile.ZipInfo) -> str:
        content = self.read(member.filename, limit=MAX_TEXT_BYTES)
        encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            found = f"byte {error.object[error.start]:#x} at {error.start}"
            where = f"{self.path}, {member.filename}"
            raise self.refused("is not UTF-8 text", found, "UTF-8", where) from error
