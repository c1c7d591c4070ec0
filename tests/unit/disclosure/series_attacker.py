"""Worlds of series of one's own, analysed and released, and an attacker who knows how such models are computed.

A series may have another one as its part: the attacker subtracts it. All else is what the attacker of deaths uses:
printed numbers with the months that the plan leaves out, deaths averted with their percentage, sums of fitted lines,
and every month of a series that is analysed in several ways. What follows is found by exact elimination.
"""

from __future__ import annotations

import itertools
import json

import numpy as np
import pandas as pd

from evaluation.analyses import interrupted_series
from evaluation.data.parameters.interrupted_series import InterruptedSeriesParameters

from ..builders import validated
from .attacker import echelon, reduce_by
from .model_attacker import happened, rested_on
from .run_builder import RunBuilder, read

SMALL = range(1, 11)
"""As of patients: nobody says whom a series counts."""
MONTHS = [f"{year}-{month:02d}" for year in range(2018, 2023) for month in range(1, 13)]
PARTS = {"visits": ["men"]}
ROLES = {"series": ["visits", "men"], "controls": ["elsewhere"], "negative_controls": ["fractures"]}
ATOMS = ("rest", "men", "elsewhere", "fractures")
"""What no series tells further apart: visits are those of men and the rest."""
DESCRIBES = ("periods_missing", "periods_in_range", "rows_dropped")
MEMBERS = {"visits": ("rest", "men"), **{key: (key,) for key in ATOMS[1:]}}


DAYS = {"month": MONTHS}
DAYS["quarter"] = [str(day.date()) for day in pd.date_range("2010-01-01", periods=len(MONTHS), freq="QS")]
DAYS["week"] = [str(day.date()) for day in pd.date_range("2018-01-07", periods=len(MONTHS), freq="7D")]


def build(folder, counts, start, *, ranges=(), exposure=None, keys=(), frequency="month", seasonality="none", **more):
    """Release-ready run of the real analysis; ``counts`` maps month and atom to a count.

    ``ranges`` are the months of men that the file knows only as 1 to 9; ``exposure`` is what all counts come from;
    ``keys`` are the series of the file, and months are periods of any length.
    """
    months = sorted({month for month, _ in counts})
    days = dict(zip(MONTHS, DAYS[frequency], strict=True))
    section = {
        "data": "visits",
        "exposure": "population" if exposure else "none",
        "seasonality": seasonality,
        "frequency": frequency,
        "interventions": [{"name": "coalition", "date": str(pd.Timestamp(days[months[start]]).date())}],
        "parts": PARTS,
        **ROLES,
        **more,
    }
    keys = keys or [key for role in ROLES for key in section[role]]
    section["parts"] = {key: parts for key, parts in section["parts"].items() if {key, *parts} <= set(keys)}
    rows = []
    for month, key in itertools.product(months, keys):
        n, hidden = sum(counts[month, atom] for atom in MEMBERS[key]), key == "men" and month in ranges
        ends = (1, 9) if hidden else (np.nan, np.nan)
        rows.append((pd.Timestamp(days[month]), key, np.nan if hidden else float(n), *ends))
    frame = pd.DataFrame(rows, columns=["date", "series", "value", "value_low", "value_high"])
    frame = frame.assign(exposure=float(exposure)) if exposure else frame
    frame = frame.dropna(axis="columns", how="all")
    run = RunBuilder(folder)
    run.params["sources"]["visits"] = {"path": "data/visits.csv", "table": "series"}
    run.params["interrupted_series"] = section
    run.manifest["notebooks"]["interrupted_series"] = {"status": "finished"}
    parameters = InterruptedSeriesParameters.model_validate_json(json.dumps(section))
    tables = {"visits": validated("visits", frame, table="series")}
    result = interrupted_series.analyse(tables, parameters, np.random.default_rng(1))
    run.rows += result.estimates
    run.tables += result.tables
    return run.write()


def stolen(counts, start, *folders):
    """Return the small counts that runs released one after the other give away: months, whose, and how many."""
    months = sorted({month for month, _ in counts})
    numbers = []
    for released in (folder / "released" for folder in folders):
        plan = json.loads((released / "about.json").read_text(encoding="utf-8"))["plan"]["interrupted_series"]
        numbers += _of_results(read(released / "results.csv"), counts, months, plan)
        numbers += _of_curves(released, months, months[start])
    empty = frozenset().union(*(cells for cells, n in numbers if n == 0))
    basis = echelon(cells - empty for cells, _ in sorted(numbers, key=str))
    parts = (months[:start], months[start:])
    years = sorted({month[:4] for month in months})
    windows = [*([month] for month in months), *parts]
    windows += [[month for month in part if month[:4] == year] for part in parts for year in years]
    found = []
    for window, whose in itertools.product(filter(None, windows), (*((atom,) for atom in ATOMS), ("rest", "men"))):
        target = frozenset(itertools.product(window, whose))
        count = sum(counts[cell] for cell in target)
        if count in SMALL and not reduce_by(basis, dict.fromkeys(target - empty, 1)):
            found.append((window[0], window[-1], "+".join(whose), count))
    return found


def _of_results(results, counts, months, plan):
    rows = {row["result_id"]: row for row in results if row["analysis"] == "interrupted_series"}
    for row in rows.values():
        key = row["result_id"].split("/")[2]
        if key not in MEMBERS or row["quantity"] in DESCRIBES:
            continue
        is_compared = row["quantity"].startswith(("controlled_", "parallel_", "control_"))
        keys = [key, *(plan["controls"] if is_compared else ())]
        inside = rested_on(row, months, plan)
        if row["n_events"]:
            whose = [atom for each in keys for atom in MEMBERS[each]]
            yield frozenset(itertools.product(inside, whose)), int(float(row["n_events"]))
        if row["estimate"] and row["status"] != "primary" and row["quantity"] != "gate":
            for month, each in itertools.product(months, keys):
                cells = frozenset(itertools.product([month], MEMBERS[each]))
                yield cells, sum(counts[cell] for cell in cells)
        other = rows.get(row["result_id"].replace("/events_averted/", "/percent_averted/"))
        if row["quantity"] == "events_averted" and other:
            number = happened(row["estimate"], other["estimate"])
            if number is not None:
                yield frozenset(itertools.product(inside, MEMBERS[key])), number


def _of_curves(released, months, first_after):
    path = released / "tables" / "series_fitted.csv"
    rows = read(path) if path.exists() else []
    fitted = {(row["period"], row["series"]): float(row["fitted"]) for row in rows}
    for key in sorted({series for _, series in fitted}):
        there = [month for month in months if (month, key) in fitted]
        parts = [[m for m in there if m < first_after], [m for m in there if m >= first_after]]
        for group in [*parts, *([month] for part in parts if len(part) <= 2 for month in part)]:
            cells = frozenset(itertools.product(group, MEMBERS[key]))
            yield cells, round(sum(fitted[month, key] for month in group))


def random_world(rng):
    """Return counts, the place of the intervention, and settings: 24 to 60 months, few or many events."""
    months = MONTHS[: int(rng.choice([24, 30, 36, 48, 60]))]
    means = dict(zip(ATOMS, rng.choice([0.5, 3, 12, 40, 90], size=len(ATOMS)), strict=True))
    counts = {(month, atom): int(rng.poisson(mean)) for month in months for atom, mean in means.items()}
    start = int(rng.integers(2, len(months) - 2))
    roles = {"controls": []} if rng.random() < 0.5 else {}
    return counts, start, roles | {"seasonality": str(rng.choice(["none", "none", "months"]))}
