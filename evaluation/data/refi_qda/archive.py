"""Open a ``.qdpx`` archive that is hostile until proven otherwise; nothing is ever extracted to disk."""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from evaluation.errors import DataError, Problem

DEFINED_IN = "docs/how-to/qualitative-sources.md"
MAX_MEMBERS = 100_000
MAX_PROJECT_BYTES = 512 * 2**20
MAX_TEXT_BYTES = 64 * 2**20
MAX_TOTAL_BYTES = 2**30
MAX_RATIO = 250
RATIO_FREE_BYTES = 2**20
"""Members smaller than this when unpacked may have any compression ratio."""

_ENCRYPTED = 0x1
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


class ProjectArchive:
    """The archive of one project, open for reading.

    Parameters
    ----------
    path : Path

    Raises
    ------
    DataError
        If the file is no readable zip archive, holds no or several project files, is encrypted, has names that
        point outside, or unpacks to more than the limits of this module.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._bytes_read = 0
        self._names_read: set[str] = set()
        try:
            with path.open("rb") as file:
                self.sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            self._zip = zipfile.ZipFile(path)
        except OSError as error:
            raise self._refused("cannot be read", str(error.strerror), "a .qdpx project") from error
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise self._refused(
                "is not a complete zip archive", str(error), "a .qdpx project, exported again"
            ) from error
        try:
            self._check_members()
            self._project = self._find_project()
        except DataError:
            self._zip.close()
            raise

    def __enter__(self) -> ProjectArchive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def project_xml(self) -> bytes:
        """Return the bytes of the project file."""
        return self._read(self._project, limit=MAX_PROJECT_BYTES)

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

    def n_files_unread(self) -> int:
        """Return how many files of the archive were not read: media, formatted texts."""
        return sum(not member.is_dir() and name not in self._names_read for name, member in self._members.items())

    def _check_members(self) -> None:
        members = self._zip.infolist()
        if len(members) > MAX_MEMBERS:
            raise self._refused("holds too many files", str(len(members)), f"at most {MAX_MEMBERS}")
        problems = []
        self._members: dict[str, zipfile.ZipInfo] = {}
        for member in members:
            name = member.filename.replace("\\", "/")
            if name.startswith("/") or ":" in name.split("/")[0] or ".." in name.split("/"):
                problems.append(
                    Problem(str(self.path), "a name in the archive points outside it", repr(name), "a name inside")
                )
            elif name.casefold() in self._members and not member.is_dir():
                problems.append(
                    Problem(str(self.path), "a name stands twice in the archive", repr(name), "each name once")
                )
            self._members[name.casefold()] = member
        if problems:
            raise DataError(f"{self.path} was refused: it is not a safe archive.", problems)

    def _find_project(self) -> zipfile.ZipInfo:
        found = [member for name, member in self._members.items() if name.endswith(".qde")]
        named = [m for m in found if m.filename.replace("\\", "/").rpartition("/")[2].casefold() == "project.qde"]
        chosen = named or found
        if len(chosen) != 1:
            names = ", ".join(sorted(member.filename for member in chosen)) or f"{len(self._members)} other file(s)"
            raise self._refused("does not hold one project", names, "one file project.qde")
        return chosen[0]

    def _read(self, member: zipfile.ZipInfo, *, limit: int) -> bytes:
        where = f"{self.path}, {member.filename}"
        if member.flag_bits & _ENCRYPTED:
            raise self._refused("is encrypted", "a password", "an archive without a password", where)
        if member.file_size > limit or self._bytes_read + member.file_size > MAX_TOTAL_BYTES:
            raise self._refused("is too large", f"{member.file_size:,} bytes", f"at most {limit:,}", where)
        if member.file_size > max(RATIO_FREE_BYTES, MAX_RATIO * member.compress_size):
            raise self._refused(
                "unpacks to far more than it packs, as a zip bomb does",
                f"{member.file_size:,} bytes from {member.compress_size:,}",
                f"at most {MAX_RATIO} to 1",
                where,
            )
        try:
            with self._zip.open(member) as file:
                # A bounded read: without a size, zipfile would unpack all of a member whose header lies.
                content = file.read(member.file_size + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
            raise self._refused("is damaged", str(error), "a project exported again", where) from error
        self._bytes_read += len(content)
        self._names_read.add(member.filename.replace("\\", "/").casefold())
        return content

    def _decode(self, member: zipfile.ZipInfo) -> str:
        content = self._read(member, limit=MAX_TEXT_BYTES)
        encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            found = f"byte {error.object[error.start]:#x} at {error.start}"
            where = f"{self.path}, {member.filename}"
            raise self._refused("is not UTF-8 text", found, "UTF-8", where) from error

    def _refused(self, wrong: str, found: str, expected: str, where: str = "") -> DataError:
        problem = Problem(where or str(self.path), wrong, found, expected, DEFINED_IN)
        return DataError(f"{self.path} cannot be read as a REFI-QDA project.", [problem])
