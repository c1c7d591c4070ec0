"""Small worlds, and an attacker on their releases who shares no code with disclosure control.

The attacker knows the layout of the files and the code lists, writes every published number as a row of 0 and 1 over
the cells of the world, strikes out the cells of published zeros, and asks which small counts the rows give away: a
number minus one or two disjoint numbers inside it, and, by exact elimination, every product of levels, broader levels
and periods.
"""

from __future__ import annotations

import itertools
import json
from fractions import Fraction

from .run_builder import RunBuilder, read

MONTHS = tuple(f"2020-{month:02d}" for month in range(1, 7))
ARM_OF = {"alder": "cep", "birch": "cep", "elm": "rfs"}
AGES = {"15-24": "15-34", "25-34": "15-34", "65+": "55+"}
CELLS = tuple(itertools.product(MONTHS, ARM_OF, AGES))
SMALL = range(1, 10)
DIMENSIONS = ("period", "community", "arm", "age_group")
HALVES = {
    "2020-01-01/2020-04-01": MONTHS[:3],
    "2020-04-01/2020-07-01": MONTHS[3:],
    "2020-01-01/2020-07-01": MONTHS,
    "2020-05-01/2020-07-01": MONTHS[4:],
}


def cells_where(period="", arm="", community="", age_group=""):
    """The cells of a published number, from what its row says."""
    months = HALVES.get(period, MONTHS)
    if len(period) == 7:
        months = MONTHS[3 * (int(period[-1]) - 1) : 3 * int(period[-1])] if "Q" in period else (period,)
    return frozenset(
        (month, place, age)
        for month, place, age in CELLS
        if month in months
        and community in ("", place)
        and arm in ("", ARM_OF[place])
        and (age_group in ("", age, AGES[age]))
    )


WINDOWS = ((0, 6), (0, 6), (0, 5), (1, 6), (2, 6))
KINDS = tuple(
    kept
    for size in (1, 2, 3)
    for kept in itertools.combinations(DIMENSIONS, size)
    if not {"arm", "community"} <= set(kept)
)
TOTALS = tuple(itertools.product(sorted(HALVES), ("", "cep", "rfs", "alder")))


def build(folder, deaths, tables, totals):
    run = RunBuilder(folder)
    run.params["communities"] = {place: {"name": place, "arm": arm} for place, arm in ARM_OF.items()}
    run.params["overdose_deaths"].pop("interventions")
    for dimensions, (first, stop) in tables.items():
        sums = {}
        for (month, place, age), n in deaths.items():
            if month not in MONTHS[first:stop]:
                continue
            levels = {"period": month, "community": place, "arm": ARM_OF[place], "age_group": age}
            key = tuple(levels[name] for name in dimensions)
            sums[key] = sums.get(key, 0) + n
        if "period" in dimensions or (first, stop) == (0, 6):
            run.table("_by_".join(("deaths", *dimensions)), dimensions, sums)
    for period, scope in totals:
        where = {"arm": scope} if scope in ("cep", "rfs") else {"community": scope}
        number = sum(deaths[cell] for cell in cells_where(period=period, **where))
        if scope != "alder":
            run.deaths(scope or "all", period, number)
        else:
            run.model("annual_change", f"alder.{len(run.rows)}", community="alder", period=period, n_events=number)
    # A row that counts nobody says which months the evaluation is about.
    run.row("overdose_deaths/deaths/nobody", period="2020-01-01/2020-07-01")
    return run.write()


def published(folder):
    """Every number in the released files, with its cells."""
    found = []
    for row in read(folder / "released" / "results.csv"):
        where = {name: row[name] for name in ("period", "arm", "community")}
        found += [(cells_where(**where), int(float(row["n_events"])))] if row["n_events"] else []
    for path in sorted((folder / "released" / "tables").glob("*.csv")):
        about = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        start, stop = (day[:7] for day in about["window"])
        months = [month for month in MONTHS if start <= month < stop]
        rows = read(path)
        for size in range(len(about["dimensions"]) + 1):
            for names in itertools.combinations(about["dimensions"], size):
                sums = {}
                for row in rows:
                    key = tuple(row[name] for name in names)
                    sums[key] = sums.get(key, 0) + int(row["deaths"])
                for key, n in sums.items():
                    cells = cells_where(**dict(zip(names, key, strict=True)))
                    found.append((frozenset(cell for cell in cells if cell[0] in months), n))
    return found


def echelon(rows):
    """Reduced rows as dicts of cell to coefficient, by pivot: exact, and in the order given."""
    basis = {}
    for row in rows:
        left = reduce_by(basis, {cell: Fraction(1) for cell in row})
        if left:
            pivot = min(left)
            scale = left[pivot]
            left = {cell: value / scale for cell, value in left.items()}
            for other in basis.values():
                factor = other.get(pivot, Fraction(0))
                if factor:
                    subtract(other, left, factor)
            basis[pivot] = left
    return basis


def reduce_by(basis, row):
    for pivot in [cell for cell in row if cell in basis]:
        factor = row.get(pivot, Fraction(0))
        if factor:
            subtract(row, basis[pivot], factor)
    return row


def subtract(row, other, factor):
    for cell, value in other.items():
        left = row.get(cell, Fraction(0)) - factor * value
        if left:
            row[cell] = left
        else:
            row.pop(cell, None)


def leaks(numbers, deaths):
    """Return the small counts that the numbers give away, by name of what they count."""
    found = [("shown", n) for cells, n in numbers if n in SMALL]
    empty = frozenset().union(*(cells for cells, n in numbers if n == 0))
    known = sorted({(tuple(sorted(cells - empty)), n) for cells, n in numbers if cells - empty})
    sets = [(frozenset(cells), n) for cells, n in known]
    for whole, n in sets:
        inside = [(part, m) for part, m in sets if part < whole]
        found += [("difference", n - m) for _, m in inside if n - m in SMALL]
        for (one, m), (other, k) in itertools.combinations(inside, 2):
            if n - m - k in SMALL and not one & other:
                found.append(("two parts", n - m - k))
    basis = echelon(cells for cells, _ in known)
    periods = (*MONTHS, *HALVES)
    for month, place, age in itertools.product(periods, (*ARM_OF, "cep", "rfs", ""), (*AGES, "15-34", "")):
        arm, community = (place, "") if place in ("cep", "rfs") else ("", place)
        target = cells_where(period=month, arm=arm, community=community, age_group=age)
        count = sum(deaths[cell] for cell in target)
        if count in SMALL and not reduce_by(basis, {cell: Fraction(1) for cell in target - empty}):
            found.append((f"{month} {place} {age}", count))
    return found
