"""Worlds in which the segmented model is fitted and released, and an attacker who knows how such models are computed.

Besides every printed count the attacker uses that deaths expected without an intervention minus deaths averted are
those that happened, that fitted deaths add up to observed ones between interventions and by calendar month, that
a line of its own goes through two months, that many ways to analyse one series leave none of their months open, and
which months each analysis of the plan leaves out. Which deaths follow from all this is found by exact elimination.
"""

from __future__ import annotations

import itertools
import json
import re
from decimal import Decimal

import numpy as np
import pandas as pd

from evaluation.analyses import overdose_deaths
from evaluation.data.parameters import Arm, Community, OverdoseDeathsParameters
from evaluation.data.validated import Tables

from ..builders import validated
from .attacker import SMALL, echelon, reduce_by
from .run_builder import ARMS, COMMUNITIES, RunBuilder, read

ARM_OF = {place: about["arm"] for place, about in COMMUNITIES.items()}
DIGITS = 4
OWN = ("lag", "transition")


def months_of(n_months):
    return [f"{year}-{month:02d}" for year in range(2019, 2023) for month in range(1, 13)][:n_months]


def build(folder, deaths, start, *, seasonality="none", act=None, **more):
    """Release-ready run of the real analysis; ``deaths`` maps month and community to a count.

    ``act`` says how the intervention acts (``lag``, ``transition``), ``more`` what else the section has.
    """
    months = sorted({month for month, _ in deaths})
    frame = pd.DataFrame(
        [(pd.Timestamp(month), place, ARM_OF[place], "male", n) for (month, place), n in sorted(deaths.items())],
        columns=["month", "community", "arm", "sex", "deaths"],
    )
    population = pd.DataFrame(
        [
            (pd.Timestamp(f"{year}-07-01"), place, ARM_OF[place], 1e5)
            for year in range(2018, 2024)
            for place in ARM_OF
        ],
        columns=["date", "community", "arm", "population"],
    )
    run = RunBuilder(folder)
    intervention = {"name": "coalition", "date": f"{months[start]}-01", **(act or {})}
    section = {"interventions": [intervention], "series": "arm", "seasonality": seasonality, **more}
    run.params["overdose_deaths"] |= section
    parameters = OverdoseDeathsParameters.model_validate_json(json.dumps(section))
    tables = Tables(
        sources={
            "deaths": validated("deaths", frame, table="overdose_deaths"),
            "population": validated("population", population),
        },
        arms={key: Arm(**about) for key, about in ARMS.items()},
        communities={key: Community(**about) for key, about in COMMUNITIES.items()},
    )
    result = overdose_deaths.analyse(tables, parameters, np.random.default_rng(1))
    run.rows += result.estimates
    run.tables += result.tables
    return run.write()


def stolen(deaths, start, *folders, seasonality="none"):
    """Return the small counts that runs released one after the other give away, by month or window and place."""
    months = sorted({month for month, _ in deaths})
    about = json.loads((folders[0] / "released" / "about.json").read_text(encoding="utf-8"))
    plan = about["plan"]["overdose_deaths"]
    (act,) = plan["interventions"]
    fitted = rested_on({"quantity": "", "status": "primary", "period": ""}, months, plan)
    onset = start + act["lag"] + act["transition"]
    parts = [[m for m in part if m in fitted] for part in (months[:onset], months[onset:])]
    numbers = []
    for folder in folders:
        numbers += _printed(folder, months, plan)
        numbers += _averted(folder, parts[1]) if parts[1] == months[start:] else ()
        numbers += _fitted(folder, fitted, parts, by_month=seasonality == "months")
        numbers += _other_ways(folder, deaths, months, plan)
    empty = frozenset().union(*(cells for cells, n in numbers if n == 0))
    basis = echelon(cells - empty for cells, _ in sorted(numbers, key=str))
    windows = [[month] for month in months] + parts
    years = sorted({month[:4] for month in months})
    windows += [[month for month in part if month[:4] == year] for part in parts for year in years]
    places = [*ARM_OF, *ARMS, ""]
    found = []
    for window, place in itertools.product([window for window in windows if window], places):
        target = _cells(window, place)
        count = sum(deaths[cell] for cell in target)
        if count in SMALL and not reduce_by(basis, dict.fromkeys(target - empty, 1)):
            found.append((window[0], window[-1], place, count))
    return found


def _cells(months, place):
    return frozenset((month, each) for month in months for each, arm in ARM_OF.items() if place in ("", each, arm))


def months_in(period, months):
    if "/" in period:
        start, end = period.split("/")
        return [month for month in months if start <= f"{month}-01" < end]
    if "Q" in period:
        return [month for month in months if f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}" == period]
    return [month for month in months if month.startswith(period)]


def rested_on(row, months, plan):
    """Return the months behind a row: what its specification leaves out is in the plan, or in its name."""
    inside = months_in(row["period"], months)
    if row["quantity"] in ("deaths", "death_rate"):
        return inside
    name = row["result_id"].split("/")[-1] if row["status"] == "sensitivity" else ""
    declared = next((each for each in plan["specifications"] if each["name"] == name), {})
    before = name.removeprefix("before_") if name.startswith("before_") else ""
    lag = name.removeprefix("lag_") if name.startswith("lag_") else ""
    (act,) = plan["interventions"]
    start = months.index(act["date"][:7])
    chosen = [int(lag) if lag else act["lag"], act["transition"]]
    chosen = [old if declared.get(key) is None else declared[key] for key, old in zip(OWN, chosen, strict=True)]
    out = {day[:7] for day in plan["left_out"]}
    out |= {month for month in months if plan["provisional_from"] and month >= plan["provisional_from"][:7]}
    out |= set(months[start + chosen[0] : start + sum(chosen)])
    out |= set(months[: start - int(before)]) if before else set()
    if "co_interventions_left_out" in (name, f"co_interventions_{declared.get('co_interventions')}"):
        out |= {m for m in months for each in plan["co_interventions"] if each["start"][:7] <= m < each["end"][:7]}
    if name.endswith("_without_a_year"):
        year = re.search(r"this one without (\d{4})", row["note"])[1]
        out |= {month for month in months if month[:4] == year}
    return [month for month in inside if month not in out]


def _printed(folder, months, plan):
    for row in read(folder / "released" / "results.csv"):
        if row["n_events"]:
            inside = rested_on(row, months, plan)
            yield _cells(inside, row["arm"] or row["community"]), int(float(row["n_events"]))
    for path in sorted((folder / "released" / "tables").glob("*.csv")):
        about = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        if about["kind"] == "counts":
            for row in read(path):
                place = row.get("community") or row.get("arm") or ""
                yield _cells(months_in(row.get("period", ""), months), place), int(row["deaths"])


def _averted(folder, after):
    rows = {row["result_id"]: row for row in read(folder / "released" / "results.csv")}
    for name, row in rows.items():
        other = rows.get(name.replace("/deaths_averted/", "/percent_averted/"))
        if row["quantity"] != "deaths_averted" or not (other and row["estimate"] and other["estimate"]):
            continue
        number = happened(row["estimate"], other["estimate"])
        if number is not None:
            yield _cells(after, row["arm"]), number


def happened(averted, percent):
    """Return what happened, from what was averted and its percentage; None where the digits leave it open."""
    averted, percent = Decimal(averted or 0), Decimal(percent or 0)
    if not percent or not averted:
        return None
    number = 100 * averted / percent - averted
    error = (abs(number) + 2 * abs(averted)) * Decimal(10) ** (1 - DIGITS)
    return round(number) if error < Decimal("0.5") else None


def _fitted(folder, months, parts, *, by_month):
    path = folder / "released" / "tables" / "deaths_fitted.csv"
    rows = read(path) if path.exists() else []
    fitted = {(row["period"], row["series"]): float(row["fitted"]) for row in rows}
    groups = [*parts, *([month] for part in parts if len(part) <= 2 for month in part)]
    groups += [[m for m in months if m[5:] == f"{month:02d}"] for month in range(1, 13)] if by_month else []
    for series, group in itertools.product(sorted({series for _, series in fitted}), groups):
        if group:
            yield _cells(group, series), round(sum(fitted[month, series] for month in group))


def _other_ways(folder, deaths, months, plan):
    """Yield the months of a series that is analysed in other ways too: taken as known, however worked out."""
    for row in read(folder / "released" / "results.csv"):
        if row["status"] == "sensitivity" and row["estimate"] and row["arm"]:
            for month in rested_on(row, months, plan):
                cells = _cells([month], row["arm"])
                yield cells, sum(deaths[cell] for cell in cells)
