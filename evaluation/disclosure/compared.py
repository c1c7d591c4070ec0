"""Differences and ratios of two levels: released beside both, and with the numbers of both that are shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

Row = Mapping[str, str]
_NUMBERS = ("n_obs", "n_events")
_REFERENCE = re.compile(r"(?:^|; )reference: ([^;]+)")


def reference_of(row: Row) -> str:
    """Return the level that a row compares with; blank where its note does not say it."""
    found = _REFERENCE.search(row["note"])
    return found[1].strip() if found else ""


def comparisons_of(shown: Sequence[Row], whole: Sequence[Row], compared: Sequence[Row]) -> Iterator[Row]:
    """Yield comparisons of two rows that are shown, resting on what these rest on.

    A comparison whose people and events are not those of the two rows as the run has them is about something else,
    and is left out.

    Parameters
    ----------
    shown : sequence of mapping
        Rows of the levels as they would be released.
    whole : sequence of mapping
        The same rows, and maybe more, as they stand in the run.
    compared : sequence of mapping
        Rows that compare two levels.
    """
    of_run = {(_level(row), row["period"]): row for row in whole}
    of_form = {(_level(row), row["period"]): row for row in shown}
    for row in compared:
        pair = [(_level(row), row["period"]), (reference_of(row), row["period"])]
        if not (row["estimate"] and all(key in of_form and key in of_run for key in pair)) or pair[0] == pair[1]:
            continue
        if all(_sum(name, [of_run[key] for key in pair]) == row[name] for name in _NUMBERS):
            sums = {name: _sum(name, [of_form[key] for key in pair]) for name in _NUMBERS}
            notes = [of_form[key]["note"].removeprefix(of_run[key]["note"]).strip("; ") for key in pair[:1]]
            yield {**row, **sums, "note": "; ".join(filter(None, (row["note"], *notes)))}


def _level(row: Row) -> str:
    return row["arm"] or row["community"] or row["subgroup"].partition("=")[2]


def _sum(name: str, rows: Sequence[Row]) -> str:
    return str(sum(int(float(row[name])) for row in rows)) if all(row[name] for row in rows) else ""
