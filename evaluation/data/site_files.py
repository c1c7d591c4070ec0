"""The files of names and of public texts that a params file names for the scan of quotes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from evaluation.data.parameters import Evaluation
from evaluation.errors import ParameterError, Problem

_DEFINED_IN = "docs/how-to/quotes.md"


@dataclass(frozen=True)
class SiteFiles:
    """What the files say.

    Parameters
    ----------
    lists : mapping
        ``people``, ``facilities``, ``places`` and ``streets`` to their names; blank lines and those that begin with
        ``#`` are left out.
    public_texts : mapping
        Name of a file to its text.
    """

    lists: Mapping[str, tuple[str, ...]]
    public_texts: Mapping[str, str]


def read_site_files(evaluation: Evaluation) -> SiteFiles:
    """Read the files; their paths are relative to the folder of the params file.

    Raises
    ------
    ParameterError
        If one cannot be read. All are listed; what stands in a file is not.
    """
    disclosure = evaluation.disclosure
    problems: list[Problem] = []
    folder = evaluation.path.parent
    named = {name: path for name, path in disclosure.site_lists.model_dump().items() if path}
    lists = {name: _read(folder / path, f"site_lists.{name}", problems) for name, path in named.items()}
    texts = {path: _read(folder / path, "public_texts", problems) for path in disclosure.public_texts}
    if problems:
        raise ParameterError("What quotes are compared with cannot be read.", problems)
    return SiteFiles({name: tuple(_names(text)) for name, text in lists.items()}, texts)


def _read(path: Path, key: str, problems: list[Problem]) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        found = f"{path.name}: {(error.strerror or 'error').lower()}"
    except UnicodeDecodeError:
        found = f"{path.name}: no UTF-8 text"
    problems.append(Problem(f"disclosure.{key}", "cannot be read", found, "a file of UTF-8 text", _DEFINED_IN))
    return ""


def _names(text: str) -> list[str]:
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]
