"""What the files of a release show of the numbers, themes and quotes of a construct."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from evaluation.analyses.joint.direction import Direction, Row, direction_of
from evaluation.analyses.joint.fit import Remark, remarks
from evaluation.analyses.joint.lookup import row_of_theme
from evaluation.data.parameters.joint_display import Construct
from evaluation.data.whole_files import read_csv
from evaluation.disclosure.joint_display.apart import quotes_apart
from evaluation.disclosure.ledger_rows import BY
from evaluation.disclosure.quote_gate.quote import QUOTES
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.disclosure.withheld_items import NOT_ON_LIST

SHOWN, WITHHELD, NOT_ESTIMABLE = "released", "withheld", "not estimable"
APART = "withheld: with what the construct names it would say too much of its speaker"
Quote = Mapping[str, str]
"""A row of ``quotes.csv``."""


@dataclass(frozen=True, eq=False)
class ReleasedParts:
    """The released rows that constructs are about, read from the files themselves.

    Parameters
    ----------
    results : mapping
        Result id to row of ``results.csv``.
    quotes : mapping
        Hash of the words and theme to row of ``quotes.csv``.
    proposed : mapping
        Id of each quote that was proposed to the hash of its words and its theme.
    withheld : frozenset of str
        The results, and the quantities, that may be named although they are not shown.
    apart : frozenset of (str, str)
        Constructs with their quotes that are not shown in them, as what they name says too much of the speakers.
    definitions : mapping
        Theme to its label and definition in the codebook of the release.
    """

    results: Mapping[str, Row]
    quotes: Mapping[tuple[str, str], Quote]
    proposed: Mapping[str, tuple[str, str]]
    withheld: frozenset[str]
    apart: frozenset[tuple[str, str]]
    definitions: Mapping[str, str]

    @classmethod
    def read(cls, folder: Path, run: FinishedRun) -> ReleasedParts:
        """Read a folder that has ``results.csv``, ``withheld.csv`` and, where there are quotes, ``quotes.csv``."""
        table = next((each for each in run.tables if each.name == QUOTES), None)
        rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows] if table else []
        return cls(
            {row["result_id"]: row for row in _records(folder / "results.csv")},
            {(hash_of(row["text"]), row["theme"]): row for row in reversed(_records(folder / f"{QUOTES}.csv"))},
            {row["quote_id"]: (hash_of(row["text"]), row["theme"]) for row in rows},
            frozenset(_named_by(_records(folder / "withheld.csv"))),
            quotes_apart(folder, run, run.evaluation.joint_display.constructs) if table else frozenset(),
            {row["theme"]: _defined(row) for row in _records(folder / "tables/codebook.csv")},
        )

    def state_of(self, result_id: str) -> str:
        """Return whether a number is shown, and if not, why."""
        if result_id not in self.results:
            return WITHHELD
        return SHOWN if self.results[result_id]["estimate"] else NOT_ESTIMABLE

    def public_name(self, result_id: str) -> str:
        """Return the id of a result, or its quantity alone where the release does not name its group."""
        quantity = "/".join(result_id.split("/")[:2])
        is_named = result_id in self.results or not self.withheld.isdisjoint((result_id, quantity))
        return result_id if is_named else quantity

    def sources_of(self, theme: str) -> tuple[str, str]:
        """Return in how many sources a theme is, and of how many; blank where that is not shown."""
        row = self.results.get(row_of_theme(theme), {})
        return (row["n_events"], row["n_obs"]) if row.get("n_events") else ("", "")

    def quote(self, construct: Construct, quote_id: str) -> Quote | None:
        """Return the released quote that has the words and theme of one of a construct, if it may stand there."""
        if self.is_apart(construct, quote_id):
            return None
        return self.quotes.get(self.proposed.get(quote_id, ("", "")))

    def is_apart(self, construct: Construct, quote_id: str) -> bool:
        """Tell whether a quote is not shown in a construct because of what that names."""
        return (construct.name, quote_id) in self.apart

    def directions(self, construct: Construct) -> list[Direction]:
        """Return what each number of a construct is evidence of."""
        return [direction_of(paired.result, paired.better, self.results) for paired in construct.numbers]

    def remarks(self, construct: Construct) -> tuple[Remark, ...]:
        """Return what a machine has against the kind of a construct, by what is shown."""
        held = [self.sources_of(theme)[0] for theme in construct.themes]
        return remarks(construct.kind, self.directions(construct), [int(each) if each else None for each in held])


def _named_by(withheld: Iterable[Row]) -> Iterator[str]:
    """Yield what ``withheld.csv`` names; of breakdowns the quantity, where its groups have names that are public."""
    for row in withheld:
        yield row["item"]
        quantity, by, _ = row["item"].partition(BY)
        if by and row["rule"] != NOT_ON_LIST:
            yield quantity


def _defined(row: Row) -> str:
    return "\n".join(row.get(name, "") for name in ("label", "description", "include", "exclude"))


def hash_of(words: str) -> str:
    """Return the SHA-256 of a text, however its letters are composed."""
    return hashlib.sha256(unicodedata.normalize("NFC", words).encode()).hexdigest()


def _records(file: Path) -> list[dict[str, str]]:
    if not file.is_file():
        return []
    columns, rows = read_csv(file, where=file.name)
    return [dict(zip(columns, row, strict=True)) for row in rows]
