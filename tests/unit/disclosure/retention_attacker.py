"""Small worlds of people in treatment, and an attacker on their releases who shares no code with disclosure control.

The attacker writes every number of people that is read in ``results.csv`` as a row of 0 and 1 over the ways and days
on which follow-up of people of each medication and arm can end, and asks by exact elimination which small numbers of
leavers, deaths, moves and censorings follow: in steps between days that results name, of everybody, an arm or a
medication. Beside that, every step of a released figure must stand for nobody or for enough people, in truth.
"""

from __future__ import annotations

import itertools
import json
import re
from fractions import Fraction

import numpy as np
import pandas as pd

from evaluation.analyses import retention
from evaluation.data.parameters import Arm, Community, RetentionParameters
from evaluation.data.validated import Tables

from ..builders import validated
from .attacker import echelon, reduce_by
from .run_builder import ARMS, COMMUNITIES, RunBuilder, read

SMALL = range(1, 11)
LANDMARKS = (30, 90, 180)
DAYS = tuple(range(15, 181, 15))
"""Landmarks and the days of curves between them, among them one up to which mean times are taken."""
MEDICATIONS = ("buprenorphine", "methadone", "xr_buprenorphine")
WAYS = ("left", "died", "moved", "censored")
SPANS = (*(f"{part} {day}" for day in DAYS for part in ("before", "on")), "later")
CELLS = tuple(itertools.product(MEDICATIONS, ARMS, WAYS, SPANS))
_OF_WAYS = ("cumulative_incidence", "days_lost", "gray_test")
_LANDMARKED = ("retained", "cumulative_incidence", "retained_difference", "retained_ratio")


def people(rng, n, competing):
    """Days and ways of leaving of n people; competing is the share whose treatment ends by death or a move."""
    way = rng.choice([1, 2, 3, 0], n, p=[0.85 - competing, competing / 2, competing / 2, 0.15])
    place = rng.choice(list(COMMUNITIES), n)
    return pd.DataFrame(
        {
            "time": np.ceil(rng.exponential(110, n)),
            "status": way,
            "medication": rng.choice(MEDICATIONS, n, p=[0.5, 0.4, 0.1]),
            "community": place,
            "arm": [COMMUNITIES[name]["arm"] for name in place],
        }
    )


def build(folder, frame, **options):
    """Analyse people by the real analysis, and write its results as a finished run."""
    arms = {key: Arm(**arm) for key, arm in ARMS.items()}
    communities = {key: Community(**place) for key, place in COMMUNITIES.items()}
    chosen = {
        "groups": ("medication", "arm"),
        "covariates": ("medication", "arm"),
        "landmarks": LANDMARKS,
        "restricted_mean_days": 90,
        **options,
    }
    tables = Tables({"people": validated("people", frame, table="persons")}, arms=arms, communities=communities)
    parameters = RetentionParameters(dispensing="", persons="people", **chosen)
    result = retention.analyse(tables, parameters, np.random.default_rng(0))
    run = RunBuilder(folder)
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in chosen.items()}
    run.params["retention"] = {"dispensing": "", "persons": "people", **plain}
    run.rows, run.tables = list(result.estimates), list(result.tables)
    return run.write()


def span_of(time):
    for day in DAYS:
        if time <= day:
            return f"{'on' if time == day else 'before'} {day}"
    return "later"


def truth_of(frame):
    """People in each cell."""
    cells = dict.fromkeys(CELLS, 0)
    names = {1: "left", 2: "died", 3: "moved", 0: "censored"}
    for row in frame.itertuples():
        cells[row.medication, row.arm, names[row.status], span_of(row.time)] += 1
    return cells


def spans(since, day):
    """The spans after one day, up to and including another."""
    return [f"{part} {each}" for each in DAYS if since < each <= day for part in ("before", "on")]


def cells_where(ways=WAYS, when=SPANS, medications=MEDICATIONS, arms=tuple(ARMS)):
    return frozenset(itertools.product(medications, arms, ways, when))


def of_whom(row):
    """The people of a released row: its own level, and the one that it compares with."""
    other = re.search(r"reference: ([^;]+)", row["note"])
    is_comparison = re.search(r"/(?:retained|restricted_mean)_(?:difference|ratio)/", row["result_id"])
    more = {other[1].strip()} if other and is_comparison else set()
    medication = row["subgroup"].partition("=")[2]
    if medication:
        return {"medications": tuple({medication, *more})}
    return {"arms": tuple({row["arm"], *more})} if row["arm"] else {}


def numbers(rows):
    """Every number of people in released rows, with its cells."""
    found = []
    steps = {}
    for row in rows:
        if row["quantity"] in ("retained", "cumulative_incidence"):
            key = row.get("table"), row["quantity"], row["subgroup"].partition("=")[0], bool(row["arm"])
            steps.setdefault(key, {-1}).add(int(row["period"][4:]))
    for row in rows:
        who, parts = of_whom(row), row["result_id"].split("/")
        way = (parts[3] if row["quantity"] in _OF_WAYS else "left",)
        day = int(row["period"][4:]) if row["period"] else None
        if row["quantity"] in _LANDMARKED:
            base = row["quantity"].removesuffix("_difference").removesuffix("_ratio")
            before = steps[row.get("table"), base, row["subgroup"].partition("=")[0], bool(row["arm"])]
            since = max(each for each in before if each < day)
            when = SPANS[SPANS.index(f"on {day}") :]
            found += [(cells_where(when=when, **who), row["n_obs"])]
            found += [(cells_where(way, spans(since, day), **who), row["n_events"])]
        else:
            found += [(cells_where(**who), row["n_obs"])]
            when = SPANS if day is None else spans(-1, day)
            found += [(cells_where(way, when, **who), row["n_events"])]
    return [(cells, int(float(text))) for cells, text in found if text]


def stolen(frame, *folders):
    """Return the small numbers that runs released one after the other give away, by name of what they count."""
    truth = truth_of(frame)
    known, found = [], []
    for folder in folders:
        rows = [row for row in read(folder / "released" / "results.csv") if row["analysis"] == "retention"]
        rows += of_curves(folder)
        known += [*numbers(rows), *of_tables(folder)]
        found += small_steps(rows, truth)
    found += [("does not count what it says", n) for cells, n in known if sum(truth[cell] for cell in cells) != n]
    found += [("shown", n) for _, n in known if n in SMALL]
    empty = frozenset().union(*(cells for cells, n in known if n == 0))
    basis = echelon(tuple(sorted(cells - empty)) for cells, _ in known)
    days = (-1, *DAYS)
    pairs = {*itertools.pairwise(days), *itertools.combinations((-1, *LANDMARKS, 120), 2)}
    steps = {f"{since} to {day}": spans(since, day) for since, day in sorted(pairs) if since < day}
    steps |= {"later": ["later"], "ever": list(SPANS)} | {span: [span] for span in SPANS if span.startswith("on")}
    whom = [{}, *({"arms": (arm,)} for arm in ARMS), *({"medications": (name,)} for name in MEDICATIONS)]
    whom += [{"medications": two} for two in itertools.combinations(MEDICATIONS, 2)]
    ways = [one for size in (1, 2, 3, 4) for one in itertools.combinations(WAYS, size)]
    for who, way, (words, when) in itertools.product(whom, ways, steps.items()):
        target = cells_where(way, when, **who)
        count = sum(truth[cell] for cell in target)
        if count in SMALL and not reduce_by(basis, {cell: Fraction(1) for cell in target - empty}):
            found.append((f"{who} {way} {words}", count))
    return found


def of_tables(folder):
    """The numbers of people in released tables, with their cells."""
    for path in sorted((folder / "released" / "tables").glob("persons_by_*.csv")):
        covers = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["covers"]
        for row in read(path):
            if "medication" in row:
                levels = [level for level in covers["medication"][row["medication"]] if level in MEDICATIONS]
                yield cells_where(medications=levels), int(row["persons"])
            elif "community" not in row:
                yield cells_where(arms=(row["arm"],)), int(row["persons"])


def of_curves(folder):
    """The rows of released curves, written like results."""
    for path in sorted((folder / "released" / "tables").glob("*_over_time*.csv")):
        for row in read(path):
            result_id = "/".join(("retention", row["quantity"], "all", row["cause"], row["period"]))
            yield row | {"table": path.stem, "result_id": result_id, "note": ""}


def small_steps(rows, truth):
    """Steps of what figures draw that stand for a few: leavers, deaths, moves, people censored, all but leavers."""
    lines = {}
    for row in rows:
        if row["quantity"] in ("retained", "cumulative_incidence") and row["estimate"]:
            key = row["quantity"], row["arm"], row["subgroup"], row.get("table")
            lines.setdefault(key, {-1}).add(int(row["period"][4:]))
    found = []
    for (quantity, arm, subgroup, _), days in lines.items():
        who = of_whom({"note": "", "result_id": "", "subgroup": subgroup, "arm": arm})
        kinds = [("left",), WAYS[1:]] if quantity == "retained" else [(way,) for way in WAYS]
        for (since, day), ways in itertools.product(itertools.pairwise(sorted(days)), kinds):
            count = sum(truth[cell] for cell in cells_where(ways, spans(since, day), **who))
            found += [(f"step of {quantity} {who} {since} to {day}, {ways}", count)] if count in SMALL else []
    return found
