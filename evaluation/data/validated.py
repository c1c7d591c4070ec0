"""What the readers hand to an analysis: tables that have passed every check of their dictionary.

``Tables`` maps a source's name in the params file to a ``ValidatedTable`` (or, for a REFI-QDA project, to a
``QualitativeProject``), and carries ``arms`` and ``communities`` of the params file. A ``ValidatedTable`` has
``.name .table .schema .path .sha256 .frame .n_rows_read .dropped .ignored_columns .sensitivity``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from evaluation.data.dictionary import TableSchema
from evaluation.data.output_table import Sensitivity

if TYPE_CHECKING:
    from evaluation.data.parameters import Arm, Community
    from evaluation.data.qualitative import QualitativeProject


def shown(path: Path) -> str:
    """Return a path as messages show it: relative to the current directory where it is below it."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


@dataclass(frozen=True)
class Dropped:
    """Rows of a source that are left out, and why: the params file, or a rule of the analysis, says so."""

    reason: str
    n_rows: int


@dataclass(frozen=True, kw_only=True, eq=False)
class ValidatedTable:
    """One source as its dictionary describes it.

    Parameters
    ----------
    name : str
        Name of the source in the params file.
    table : str
        Table of the dictionary.
    schema : TableSchema
    path : Path
        The file that was read.
    sha256 : str
        Of the file's bytes.
    frame : DataFrame
        Columns of the dictionary that the source has, in the dictionary's order, its own, then ``arm`` where it has
        communities and the params file declares arms. Rows in the file's order. Dates are datetime64, integers
        int64 (Int64 where some are missing), numbers float64, text and codes str; missing is NaN, NaT or NA.
    n_rows_read : int
        Rows selected from the file: those of ``frame`` and those dropped.
    dropped : tuple of Dropped
        Rows that the params file says to leave out.
    ignored_columns : tuple of str
        Columns of the file that the params file leaves out, or that the dictionary does not know.
    n_blank_rows : int
        Rows of the file in which every cell is blank; they are left out and are not among the rows read.
    without_rows : frozenset of str
        Communities and months (``YYYY-MM``) that, as the params file says, truly have no row.
    origin : mapping
        Column of the dictionary to the column of the file; absent where they have the same name.
    """

    name: str
    table: str
    schema: TableSchema
    path: Path
    sha256: str
    frame: pd.DataFrame
    n_rows_read: int
    dropped: tuple[Dropped, ...] = ()
    ignored_columns: tuple[str, ...] = ()
    n_blank_rows: int = 0
    without_rows: frozenset[str] = frozenset()
    origin: Mapping[str, str] = field(default_factory=dict)

    @property
    def where(self) -> str:
        """The file as messages show it."""
        return shown(self.path)

    @property
    def sensitivity(self) -> Sensitivity:
        """Whom the rows are about."""
        return self.schema.sensitivity

    def __repr__(self) -> str:
        return f"ValidatedTable({self.name}: {self.table}, {len(self.frame):,} rows)"


@dataclass(frozen=True, eq=False)
class Tables(Mapping[str, "ValidatedTable | QualitativeProject"]):
    """The sources of an analysis, by their name in the params file.

    Parameters
    ----------
    sources : mapping
        Name of the source to its table or project.
    arms, communities : mapping
        As declared in the params file: key to :class:`Arm` or :class:`Community`; empty where there are none.
    """

    sources: Mapping[str, ValidatedTable | QualitativeProject]
    arms: Mapping[str, Arm] = field(default_factory=dict)
    communities: Mapping[str, Community] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("sources", "arms", "communities"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def __getitem__(self, name: str) -> ValidatedTable | QualitativeProject:
        return self.sources[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.sources)

    def __len__(self) -> int:
        return len(self.sources)
