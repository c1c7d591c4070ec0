"""Files that the workbench writes, which appear whole or not at all; their hashes; and reading them again."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from evaluation.errors import Problem, UsageError

AS_WRITTEN = "the file as it was written: restore it, or make it again"


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file under a temporary name in its folder, and rename it; make the folder if it is missing.

    Raises
    ------
    OSError
        With ``path`` as its file name, whichever step failed.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text as :func:`write_bytes` does."""
    write_bytes(path, text.encode("utf-8"))


def write_json(path: Path, content: Any) -> None:
    """Write JSON with the keys in their order, indented, with a final newline."""
    write_text(path, json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write :func:`csv_text` as :func:`write_bytes` does."""
    write_text(path, csv_text(columns, rows))


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return CSV text with line feeds, whatever the system."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return buffer.getvalue()


def read_json(path: Path, *, where: str, expected: str = AS_WRITTEN) -> dict[str, Any]:
    """Read a JSON object.

    Parameters
    ----------
    path : Path
    where, expected : str
        What messages call the file, and what would mend it.

    Raises
    ------
    UsageError
        If the file cannot be read or holds anything else.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise unreadable(where, _cause(error), expected) from error
    if not isinstance(content, dict):
        raise unreadable(where, f"a {type(content).__name__}, no JSON object", expected)
    return content


def read_csv(path: Path, *, where: str) -> tuple[list[str], list[list[str]]]:
    """Read a CSV file as its header and its rows of text, each as long as the header.

    Raises
    ------
    UsageError
        If the file cannot be read, is empty or cut off, or a row is shorter or longer than the header.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            text = file.read()
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        lines = [(reader.line_num, row) for row in reader]
    except (OSError, ValueError, csv.Error) as error:
        raise unreadable(where, _cause(error)) from error
    if not lines:
        raise unreadable(where, "an empty file")
    if not text.endswith("\n"):
        raise unreadable(where, "an end in the middle of a line")
    (_, header), *rest = lines
    for line, row in rest:
        if len(row) != len(header):
            raise unreadable(f"{where}, line {line}", f"{len(row)} fields where the header has {len(header)}")
    return header, [row for _, row in rest]


def unreadable(where: str, found: str, expected: str = AS_WRITTEN) -> UsageError:
    """Return the error for a file of a run that is damaged or gone."""
    return UsageError("A file of the run cannot be read.", [Problem(where, "cannot be read", found, expected)])


def _cause(error: Exception) -> str:
    """Return why a file could not be read, in one line without its name."""
    lines = str(getattr(error, "strerror", None) or error).splitlines()
    return lines[0].lower() if lines else type(error).__name__


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hashes_of_run(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of all that a run hands over: its parameters, its results and its tables."""
    files = [folder / "params.yml", folder / "results.csv", *sorted((folder / "restricted" / "tables").glob("*"))]
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in files if path.is_file()}


def differences_from(found: Mapping[str, str], written: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield every file whose hash is not the one it was written with, and what happened to it, in words."""
    for name in sorted(found.keys() | written.keys()):
        if name not in found:
            yield name, "is missing"
        elif name not in written:
            yield name, "was added"
        elif found[name] != written[name]:
            yield name, "was edited"


def hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a folder, by its path in it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in files}
