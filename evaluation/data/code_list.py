"""Code lists: what a column with codes may hold, in the order in which it is shown."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from evaluation.errors import DictionaryError, Problem

DICTIONARY_FOLDER = Path(__file__).resolve().parents[2] / "data_dictionary"
_DEFINED_IN = "evaluation/data/code_list.py"


@dataclass(frozen=True)
class Code:
    """One entry of a code list.

    Parameters
    ----------
    code, label : str
        What stands in the data, and what a reader sees.
    pool : str
        Code of the broader level that it joins when small groups are pooled; blank where it joins none.
    pool_label : str
        What a reader sees for the broader level.
    """

    code: str
    label: str
    pool: str = ""
    pool_label: str = ""


@dataclass(frozen=True)
class CodeList:
    """The codes that a column may hold, in the order in which they are shown.

    ``declared_in`` is where a params file gives them; blank for a file of the dictionary.
    """

    name: str
    codes: tuple[Code, ...]
    declared_in: str = ""

    @property
    def file(self) -> str:
        """Where the list stands, for messages."""
        return self.declared_in or f"data_dictionary/codelists/{self.name}.csv"

    @property
    def labels(self) -> dict[str, str]:
        """Labels by code, of the codes in their order and then of the broader levels."""
        broader = {entry.pool: entry.pool_label for entry in self.codes if entry.pool}
        return {entry.code: entry.label for entry in self.codes} | broader

    @property
    def pools(self) -> dict[str, str]:
        """The broader level of each code; a code that joins none is its own."""
        return {entry.code: entry.pool or entry.code for entry in self.codes}

    def __contains__(self, code: object) -> bool:
        return any(entry.code == code for entry in self.codes)


@cache
def code_list_names(folder: Path = DICTIONARY_FOLDER) -> tuple[str, ...]:
    """Return the names of the dictionary's code lists, sorted."""
    return tuple(sorted(path.stem for path in (folder / "codelists").glob("*.csv")))


@cache
def load_code_list(name: str, folder: Path = DICTIONARY_FOLDER) -> CodeList:
    """Read and check one code list.

    Parameters
    ----------
    name : str
        File stem in ``codelists/``: ``"sex"``.
    folder : Path
        The dictionary.

    Raises
    ------
    DictionaryError
        If the file is absent, has other columns than ``code, label, pool, pool_label``, or has an empty or
        repeated code. All problems are listed.
    """
    path = folder / "codelists" / f"{name}.csv"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        found = "no such file" if isinstance(error, FileNotFoundError) else str(error)
        problem = Problem(str(path), "cannot be read", found, "a code list in UTF-8")
        raise DictionaryError(f"The code list {name!r} cannot be read.", [problem]) from error
    rows = list(csv.reader(io.StringIO(text, newline="")))
    header = ["code", "label", "pool", "pool_label"]
    if not rows or rows[0] != header:
        found = ",".join(rows[0]) if rows else "nothing"
        problem = Problem(f"{path}:1", "has the wrong columns", found, ",".join(header), _DEFINED_IN)
        raise DictionaryError(f"The code list {name!r} is not valid.", [problem])
    problems = [
        Problem(f"{path}:{line}", "has a row of the wrong length", str(len(row)), "4 fields", _DEFINED_IN)
        for line, row in enumerate(rows[1:], start=2)
        if len(row) != len(header)
    ]
    codes = tuple(Code(*row) for row in rows[1:] if len(row) == len(header))
    seen: set[str] = set()
    for line, entry in enumerate(codes, start=2):
        where = f"{path}:{line}"
        if not entry.code or entry.code != entry.code.strip() or not entry.label:
            problems.append(Problem(where, "has a blank or padded code or label", repr(entry.code)))
        if entry.code in seen:
            problems.append(Problem(where, f"code {entry.code!r} stands twice"))
        if bool(entry.pool) != bool(entry.pool_label):
            problems.append(Problem(where, "gives only one of pool and pool_label", repr(entry.pool)))
        seen.add(entry.code)
    problems += [
        Problem(str(path), f"pool {entry.pool!r} is also a code", "", "a code of its own", _DEFINED_IN)
        for entry in codes
        if entry.pool in seen
    ]
    for pool in dict.fromkeys(entry.pool for entry in codes):
        labels = dict.fromkeys(entry.pool_label for entry in codes if entry.pool == pool)
        if len(labels) > 1:
            found = ", ".join(repr(label) for label in labels)
            problems.append(Problem(str(path), f"pool {pool!r} has two labels", found, "one", _DEFINED_IN))
    if not codes:
        problems.append(Problem(str(path), "holds no code"))
    if problems:
        raise DictionaryError(f"The code list {name!r} is not valid.", problems)
    return CodeList(name, codes)
