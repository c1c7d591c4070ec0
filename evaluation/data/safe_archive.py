"""A zip archive that is hostile until proven otherwise; nothing is ever extracted to disk."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from evaluation.errors import DataError, Problem

DEFINED_IN = "docs/how-to/qualitative-sources.md"
MAX_MEMBERS = 100_000
MAX_TOTAL_BYTES = 2**30
MAX_RATIO = 250
RATIO_FREE_BYTES = 2**20
"""Members smaller than this when unpacked may have any compression ratio."""

_ENCRYPTED = 0x1


class SafeArchive:
    """An archive, open for reading.

    Parameters
    ----------
    path : Path
    kind : str
        What the file should be, for messages: ``"a REFI-QDA project"``.

    Raises
    ------
    DataError
        If the file is no readable zip archive, has names that point outside or stand twice, or holds too many files.
    """

    def __init__(self, path: Path, *, kind: str) -> None:
        self.path, self.kind = path, kind
        self._bytes_read = 0
        self._names_read: set[str] = set()
        self._members: dict[str, zipfile.ZipInfo] = {}
        try:
            with path.open("rb") as file:
                self.sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            self._zip = zipfile.ZipFile(path)
        except OSError as error:
            raise self.refused("cannot be read", str(error.strerror), kind) from error
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise self.refused("is not a complete zip archive", str(error), f"{kind}, exported again") from error
        try:
            self._check_members()
        except DataError:
            self._zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def names(self) -> Mapping[str, zipfile.ZipInfo]:
        """Return the members by their names in lower case, with ``/`` between folders."""
        return self._members

    def n_files_unread(self) -> int:
        """Return how many files of the archive were not read."""
        return sum(not member.is_dir() and name not in self._names_read for name, member in self._members.items())

    def read(self, name: str, *, limit: int) -> bytes:
        """Return the bytes of a member.

        Parameters
        ----------
        name : str
            In any case of letters.
        limit : int
            The most bytes it may unpack to.

        Raises
        ------
        DataError
            If it is larger, packs far more than it should, is encrypted or damaged.
        """
        member = self._members[name.replace("\\", "/").casefold()]
        where = f"{self.path}, {member.filename}"
        if member.flag_bits & _ENCRYPTED:
            raise self.refused("is encrypted", "a password", "an archive without a password", where)
        if member.file_size > limit or self._bytes_read + member.file_size > MAX_TOTAL_BYTES:
            raise self.refused("is too large", f"{member.file_size:,} bytes", f"at most {limit:,}", where)
        if member.file_size > max(RATIO_FREE_BYTES, MAX_RATIO * member.compress_size):
            raise self.refused(
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
            raise self.refused("is damaged", str(error), f"{self.kind}, exported again", where) from error
        self._bytes_read += len(content)
        self._names_read.add(member.filename.replace("\\", "/").casefold())
        return content

    def refused(self, wrong: str, found: str, expected: str, where: str = "") -> DataError:
        """Return the error that says what is wrong with the archive, or with a member of it."""
        problem = Problem(where or str(self.path), wrong, found, expected, DEFINED_IN)
        return DataError(f"{self.path} cannot be read as {self.kind}.", [problem])

    def _check_members(self) -> None:
        members = self._zip.infolist()
        if len(members) > MAX_MEMBERS:
            raise self.refused("holds too many files", str(len(members)), f"at most {MAX_MEMBERS}")
        problems = []
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
