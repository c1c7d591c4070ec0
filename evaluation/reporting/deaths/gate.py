"""Whether the checks of a series allow its effect to be spoken of, and why not where they do not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from evaluation.reporting.deaths.past import short_past
from evaluation.reporting.figures.panels import EVERYBODY, series_label
from evaluation.reporting.labels import PLACES
from evaluation.reporting.page import Page

_STEM = "overdose_deaths"
_ALONE = ""
_TOO_SHORT, _UNKNOWN = "periods_before", "unknown"
GATING = ("completeness", _TOO_SHORT, "rolling_sums", "mass_at_end", "co_intervention", "leave_one_year_out")
"""The checks that must hold before an effect is spoken of."""


class Verdict(StrEnum):
    """How a check came out."""

    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"
    INFORMATIONAL = "informational"


@dataclass(frozen=True)
class Gate:
    """Whether an effect may be spoken of; the gating checks that failed, or ``unknown``, where not."""

    reasons: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether no reason is left."""
        return not self.reasons


def series_of(page: Page) -> list[str]:
    """Return the keys of the series that the plan asks for; one blank key where all communities are one series."""
    place = page.plan.of(_STEM).get("series")
    return list(page.labels.of(place)) if place in PLACES else [_ALONE]


def missing_series(page: Page, rows: pd.DataFrame) -> list[str]:
    """Return the names of the series of the plan, controls aside, that some rows of the ledger do not speak of."""
    controls = page.plan.names(_STEM, "controls")
    return [
        series_label(page.labels, key or EVERYBODY)
        for key in series_of(page)
        if key not in {*(rows["arm"] + rows["community"]), *controls}
    ]


def checks_of(page: Page) -> pd.DataFrame:
    """Return the released checks of the models, with their ``verdict`` and the ``key`` of their series."""
    rows = page.released.results
    rows = rows[(rows["analysis"] == _STEM) & (rows["status"] == "diagnostic")]
    rows = rows.assign(key=rows["arm"] + rows["community"], verdict=[_verdict(note) for note in rows["note"]])
    return rows[rows["verdict"].ne("") & rows["quantity"].ne("gate")]


def gates_by_series(page: Page) -> dict[str, Gate]:
    """Return the gate of each series that is judged, by its key; one that was not released is closed."""
    rows = page.released.results
    rows = rows[(rows["analysis"] == _STEM) & (rows["quantity"] == "gate")]
    found = {str(row["arm"] + row["community"]): _gate(page, row) for _, row in rows.iterrows()}
    controls = page.plan.names(_STEM, "controls")
    judged = [key for key in series_of(page) if key not in controls]
    gates = {key: found.get(key, Gate((_UNKNOWN,))) for key in judged}
    if not short_past(page.released):
        return gates
    return {key: Gate(_in_order([_TOO_SHORT, *gate.reasons])) for key, gate in gates.items()}


def gate_of(page: Page, row: pd.Series) -> Gate:
    """Return the gate of a row; a sum over series is closed for every reason of any of them."""
    gates = gates_by_series(page)
    key = row["arm"] + row["community"]
    if key in gates:
        return gates[key]
    if key != _ALONE:
        return Gate((_UNKNOWN,))
    return Gate(_in_order([reason for gate in gates.values() for reason in gate.reasons]))


def reason_words(page: Page, gate: Gate) -> str:
    """Return why a gate is closed, as the rest of a sentence; blank where it is open."""
    said = [page.plain(f"{_STEM}.gate.reason.{reason}") for reason in gate.reasons]
    return page.catalogue.listed(said) if said else ""


def closed_series(page: Page) -> dict[str, list[str]]:
    """Return the names of the series whose gate is closed and that have an estimate with an interval, by reason."""
    rows = page.released.results
    rows = rows[(rows["analysis"] == _STEM) & rows["conf_low"].notna() & (rows["quantity"] != "death_rate")]
    shown = set(rows["arm"] + rows["community"])
    found: dict[str, list[str]] = {}
    for key, gate in gates_by_series(page).items():
        if not gate.is_open and key in shown:
            found.setdefault(reason_words(page, gate), []).append(series_label(page.labels, key or EVERYBODY))
    return found


def _gate(page: Page, row: pd.Series) -> Gate:
    if row["estimate"] == 0:
        return Gate()
    checks = checks_of(page)
    mine = checks[(checks["key"] == row["arm"] + row["community"]) & (checks["verdict"] == Verdict.FAIL)]
    said = str(row["note"]).replace("-", "_").replace(" ", "_")
    failed = [check for check in GATING if check in set(mine["quantity"]) or check in said]
    return Gate(_in_order(failed) or (_UNKNOWN,))


def _in_order(reasons: list[str]) -> tuple[str, ...]:
    known = [reason for reason in GATING if reason in reasons]
    return tuple(known or ([_UNKNOWN] if reasons else []))


def _verdict(note: str) -> str:
    found = re.match(r"\s*(pass|warn|fail|informational)\b", note)
    return found[1] if found else ""
