"""Which numbers moved between two runs, and by how much.

Two floats count as the same when they differ by at most ``tolerance`` standard errors (of the smaller standard
error of the two rows), p-values when they differ by at most ``tolerance``, floats without a standard error when
they differ by at most that part of the larger one. Two whole numbers that differ are never the same, and NaN is
the same as NaN only. The default, a millionth of a standard error, is above what other processors change in a
fitted model (1e-9 relative) and far below what anybody could publish.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from evaluation.runs.folders import resolve_run
from evaluation.runs.ledger import NUMBER_COLUMNS, read_ledger
from evaluation.runs.made_from import MadeFrom, made_from
from evaluation.runs.no_difference import Turned, turned
from evaluation.runs.project import HERE, Project, shown
from evaluation.stats.estimate import LEDGER_COLUMNS

TOLERANCE = 1e-6
_DIGITS = 6
_WIDEST = 80
_TEXTS = ("method", "note")


@dataclass(frozen=True)
class Change:
    """One cell of the ledger that differs; ``size`` is in words, blank where there is none."""

    result_id: str
    column: str
    old: str
    new: str
    size: str = ""


@dataclass(frozen=True)
class Comparison:
    """Two ledgers, joined by ``result_id``; no row of either is left out.

    Parameters
    ----------
    old, new : str
        What was compared.
    identical : tuple of str
        Results whose every cell is the same.
    within_tolerance : tuple of str
        Those of them in which a float differs by less than the tolerance.
    changes : tuple of Change
    added, gone : tuple of str
        Results of the new ledger only, and of the old one only.
    turned : tuple of Turned
        Results whose interval holds no difference in one of the ledgers only.
    made_from : MadeFrom or None
        How parameters and inputs differ; None where that is not known.
    """

    old: str
    new: str
    identical: tuple[str, ...]
    within_tolerance: tuple[str, ...]
    changes: tuple[Change, ...]
    added: tuple[str, ...]
    gone: tuple[str, ...]
    turned: tuple[Turned, ...] = ()
    made_from: MadeFrom | None = None

    @property
    def changed(self) -> tuple[str, ...]:
        """Results with at least one cell that differs."""
        return tuple(dict.fromkeys(change.result_id for change in self.changes))

    @property
    def text_only(self) -> tuple[str, ...]:
        """Those of them of which only ``method`` or ``note`` differs."""
        moved = {change.result_id for change in self.changes if change.column not in _TEXTS}
        return tuple(result_id for result_id in self.changed if result_id not in moved)

    @property
    def is_same(self) -> bool:
        """True when nothing is changed, new or gone."""
        return not (self.changes or self.added or self.gone)

    def __str__(self) -> str:
        counts = {
            "identical": self.identical,
            "changed": self.changed,
            "new": self.added,
            "gone": self.gone,
        }
        total = sum(len(ids) for ids in counts.values())
        lines = [self.made_from.heading] if self.made_from and self.made_from.heading else []
        lines += [
            f"old: {self.old}",
            f"new: {self.new}",
            f"{total} results: {', '.join(f'{len(ids)} {word}' for word, ids in counts.items())}",
        ]
        if self.within_tolerance:
            lines.append(f"{len(self.within_tolerance)} of the identical ones differ by less than the tolerance")
        if self.made_from:
            differences = self.made_from.differences
            lines += _aligned(list(differences)) if differences else ["parameters and inputs are the same"]
        lines += [str(item) for item in self.turned]
        texts = set(self.text_only)
        moved = [change for change in self.changes if change.result_id not in texts]
        rows = [("changed", change.result_id, change.column, *_displayed(change)) for change in moved]
        rows += [("new", result_id, "", "", "", "") for result_id in self.added]
        rows += [("gone", result_id, "", "", "", "") for result_id in self.gone]
        head = ("", "result", "column", "old", "new", "difference")
        lines += _aligned([head, *rows] if rows else [])
        if texts:
            lines.append(f"{len(texts)} of the changed ones differ in text only; their numbers did not move:")
            said = [change for change in self.changes if change.result_id in texts]
            lines += _aligned([head, *(("text", each.result_id, each.column, *_displayed(each)) for each in said)])
        return "\n".join(lines)


def compare_runs(
    old: str | Path, new: str | Path, *, tolerance: float = TOLERANCE, project: Project = HERE
) -> Comparison:
    """Compare the results of two runs.

    Parameters
    ----------
    old, new : str or Path
        A run, as :func:`evaluation.runs.folders.resolve_run` takes it, or a ``results.csv`` or its folder.
    tolerance : float
        As the module says; 0 for to the last digit.
    project : Project
        Where run folders are.

    Returns
    -------
    Comparison
        ``str()`` of it is a readable table.

    Raises
    ------
    UsageError
        If there is no such run, or a ledger or manifest cannot be read.
    """
    paths = [_ledger_path(text, project) for text in (old, new)]
    ledgers = [read_ledger(path) for path in paths]
    names = [shown(path) for path in paths]
    comparison = compare_rows(*ledgers, tolerance=tolerance, old_name=names[0], new_name=names[1])
    return replace(comparison, made_from=made_from(*paths))


def compare_rows(
    old: Iterable[Mapping[str, str]],
    new: Iterable[Mapping[str, str]],
    *,
    tolerance: float = TOLERANCE,
    old_name: str = "old",
    new_name: str = "new",
) -> Comparison:
    """Compare rows of two ledgers, as :func:`evaluation.runs.ledger.read_ledger` returns them."""
    before = {row["result_id"]: row for row in old}
    after = {row["result_id"]: row for row in new}
    identical, near, changes = [], [], []
    shared = sorted(before.keys() & after.keys())
    for result_id in shared:
        found = _changes(before[result_id], after[result_id], tolerance)
        changes += found
        if not found:
            identical.append(result_id)
            near += [result_id] if before[result_id] != after[result_id] else []
    return Comparison(
        old=old_name,
        new=new_name,
        identical=tuple(identical),
        within_tolerance=tuple(near),
        changes=tuple(changes),
        added=tuple(sorted(after.keys() - before.keys())),
        gone=tuple(sorted(before.keys() - after.keys())),
        turned=tuple(turned((before[result_id], after[result_id]) for result_id in shared)),
    )


def _changes(old: Mapping[str, str], new: Mapping[str, str], tolerance: float) -> list[Change]:
    errors = [value for row in (old, new) if (value := _number(row["std_error"])) > 0 and math.isfinite(value)]
    std_error = min(errors, default=math.nan)
    found = []
    for column in LEDGER_COLUMNS:
        before, after = old[column], new[column]
        if before == after:
            continue
        size = ""
        if column in NUMBER_COLUMNS:
            unit, scale = _unit(column, _number(before), _number(after), std_error)
            difference = _number(after) - _number(before)
            whole = _number(before).is_integer() and _number(after).is_integer()
            if not whole and math.isfinite(difference) and abs(difference) <= tolerance * scale:
                continue
            size = f"{difference / scale:+.3g}{unit}" if scale > 0 and math.isfinite(difference) else ""
        found.append(Change(old["result_id"], column, before, after, size))
    return found


def _unit(column: str, old: float, new: float, std_error: float) -> tuple[str, float]:
    if column == "p_value":
        return "", 1.0
    if column != "conf_level" and not math.isnan(std_error):
        return " std_error", std_error
    return " of the larger", max(abs(old), abs(new))


def _number(text: str) -> float:
    try:
        return float(text) if text else math.nan
    except ValueError:
        return math.nan


def _ledger_path(text: str | Path, project: Project) -> Path:
    path = Path(text)
    if path.is_file():
        return path
    if (path / "results.csv").is_file():
        return path / "results.csv"
    return resolve_run(text, project) / "results.csv"


def _displayed(change: Change) -> tuple[str, str, str]:
    """Return old, new and size with few digits, unless that would hide the difference."""
    short = [_short(text) if change.column in NUMBER_COLUMNS else text for text in (change.old, change.new)]
    if short[0] == short[1]:
        short = [change.old, change.new]
    return short[0] or "(none)", short[1] or "(none)", change.size


def _short(text: str) -> str:
    number = _number(text)
    return text if math.isnan(number) else f"{number:.{_DIGITS}g}"


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    if not rows:
        return []
    lengths = ([len(row[column]) for row in rows] for column in range(len(rows[0])))
    widths = [min(max(of_column), _WIDEST) for of_column in lengths]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
