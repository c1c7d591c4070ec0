"""Rows of the results ledger as they stand: their numbers, their periods, and what they are broken down by."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress

from evaluation.data.parameters import Evaluation
from evaluation.disclosure.closed_list import QUANTITIES, Entry, Kind
from evaluation.disclosure.follow_up import day_of, is_day
from evaluation.disclosure.run_folder import FinishedRun
from evaluation.disclosure.scope import SERIES, TIME, window_of

Row = Mapping[str, str]
THEME = "theme"
PLACES = ("arm", "community")
BY = " by "
LANDMARK_KINDS = (Kind.SURVIVAL, Kind.INCIDENCE)
"""Kinds of rows whose events are those since the landmark before."""


def landmarks_before(rows: Sequence[Row], start: int) -> dict[tuple[str, int], int]:
    """Return the landmark before each one, by breakdown and day; ``start`` before the first."""
    days: dict[str, set[int]] = {}
    for row in rows:
        entry = QUANTITIES[row["analysis"], row["quantity"]]
        if entry.kind in LANDMARK_KINDS and not entry.compares and is_day(row["period"]):
            days.setdefault(breakdown_of(row, entry), set()).add(day_of(row["period"]))
    return {
        (block, day): since
        for block, found in days.items()
        for since, day in itertools.pairwise([start, *sorted(found)])
    }


def kind_of(row: Row) -> Kind:
    """Return the kind of what a row estimates."""
    return QUANTITIES[row["analysis"], row["quantity"]].kind


def scope_of(row: Row) -> str:
    """Return the series or the factor that a row of a model is about."""
    return row["result_id"].split("/")[2].partition(".")[0]


def breakdown_of(row: Row, entry: Entry) -> str:
    """Return the quantity of a row with what it is broken down by: ``overdose_deaths/deaths by arm and time``."""
    by = dimensions_of(row, entry)
    return f"{row['analysis']}/{entry.compares or row['quantity']}" + (f"{BY}{' and '.join(by)}" if by else "")


def dimensions_of(row: Row, entry: Entry) -> list[str]:
    """Return what a row is broken down by: places, groups of people, reasons, time."""
    by = [name for name in PLACES if row[name]]
    by += sorted(term.partition("=")[0] for term in row["subgroup"].split(";") if term)
    by += [entry.id_names] if entry.id_names and row["result_id"].split("/")[2] != "all" else []
    return by + (["time"] if row["period"] and not is_day(row["period"]) else [])


def group_of(row: Row) -> str:
    """Return whom a row is about, whatever the theme."""
    terms = [term for term in row["subgroup"].split(";") if term and not term.startswith(f"{THEME}=")]
    return ";".join([*sorted(terms), row["arm"], row["community"]])


def whole_window(run: FinishedRun, analysis: str) -> tuple[int, int] | None:
    """Return the window that a blank period stands for: all that the analysis' rows with a period cover."""
    windows = []
    for row in run.ledger:
        if row["analysis"] == analysis and row["period"] and not is_day(row["period"]):
            with suppress(ValueError):
                windows.append(window_of(row["period"]))
    return (min(start for start, _ in windows), max(end for _, end in windows)) if windows else None


def whole_number(text: str) -> int | None:
    """Return a whole number of 0 or more, or None where the text is none."""
    try:
        number = float(text)
    except ValueError:
        return None
    return int(number) if number >= 0 and number.is_integer() else None


def is_number(text: str) -> bool:
    """Tell whether a cell is a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def is_public(level: str, dimension: str, evaluation: Evaluation) -> bool:
    """Tell whether a level has its name from a code list, the params file or the calendar, not from data alone."""
    if dimension == TIME:
        return re.fullmatch(r"\d{4}(-H[12]|-Q[1-4])?", level) is not None
    if dimension == SERIES:
        return level in _series_named(evaluation)
    codes = evaluation.code_list(dimension)
    return codes is not None and level in codes.labels


def _series_named(evaluation: Evaluation) -> frozenset[str]:
    """Return the series that the params file names: in the section, among codes, or as columns of a wide file."""
    section = evaluation.interrupted_series
    if section is None:
        return frozenset()
    source = evaluation.sources[section.data]
    wide = source.unpivot.columns.values() if source.unpivot and source.unpivot.name == SERIES else ()
    parts = {key for whole, members in section.parts.items() for key in (whole, *members)}
    roles = (*section.series, *section.controls, *section.negative_controls)
    return frozenset({*roles, *parts, *source.codes.get(SERIES, {}).values(), *wide})
