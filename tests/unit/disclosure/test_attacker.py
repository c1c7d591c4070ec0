"""Random small worlds are released, and attacked by somebody who shares no code with the release.

The attacker knows the layout of the files and the code lists, writes every published number as a row of 0 and 1 over
the cells of the world, strikes out the cells of published zeros, and asks which counts the rows determine: every
product of single levels and wholes (by exact elimination), and every difference of nested sets.
"""

import itertools
import json
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluation.disclosure.releasing import release

from .run_builder import RunBuilder, read

MONTHS = tuple(f"2020-{month:02d}" for month in range(1, 7))
ARM_OF = {"alder": "cep", "birch": "cep", "elm": "rfs"}
AGES = {"15-24": "15-34", "25-34": "15-34", "65+": "55+"}
CELLS = tuple(itertools.product(MONTHS, ARM_OF, AGES))
SMALL = range(1, 10)
DIMENSIONS = ("period", "community", "arm", "age_group")
HALVES = {"2020-01-01/2020-04-01": MONTHS[:3], "2020-04-01/2020-07-01": MONTHS[3:], "2020-01-01/2020-07-01": MONTHS}


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


@st.composite
def worlds(draw):
    level = draw(st.sampled_from([2, 6, 15, 40]))
    deaths = {cell: draw(st.integers(0, level)) for cell in CELLS}
    tables = draw(
        st.lists(
            st.sampled_from([dims for n in (1, 2, 3) for dims in itertools.combinations(DIMENSIONS, n)
                             if not {"arm", "community"} <= set(dims)]),
            min_size=1, max_size=4, unique=True,
        )
    )  # fmt: skip
    totals = draw(st.lists(st.tuples(st.sampled_from(sorted(HALVES)), st.sampled_from(["", "cep", "rfs", "alder"])),
                           max_size=5, unique=True))  # fmt: skip
    return deaths, tables, totals


def build(folder, deaths, tables, totals):
    run = RunBuilder(folder)
    run.params["communities"] = {place: {"name": place, "arm": arm} for place, arm in ARM_OF.items()}
    run.params["overdose_deaths"].pop("interventions")
    for dimensions in tables:
        sums = {}
        for (month, place, age), n in deaths.items():
            levels = {"period": month, "community": place, "arm": ARM_OF[place], "age_group": age}
            key = tuple(levels[name] for name in dimensions)
            sums[key] = sums.get(key, 0) + n
        run.table("_by_".join(("deaths", *dimensions)), dimensions, sums)
    for period, scope in totals:
        where = {"arm": scope} if scope in ("cep", "rfs") else {"community": scope}
        number = sum(deaths[cell] for cell in cells_where(period=period, **where))
        if scope != "alder":
            run.deaths(scope or "all", period, number)
        else:
            run.model("annual_change", f"alder.{len(run.rows)}", community="alder", period=period, n_events=number)
    return run.write()


def published(folder):
    """Every number in the released files, with its cells."""
    found = []
    for row in read(folder / "released" / "results.csv"):
        where = {name: row[name] for name in ("period", "arm", "community")}
        found += [(cells_where(**where), int(float(row[name]))) for name in ("n_events",) if row[name]]
    for path in sorted((folder / "released" / "tables").glob("*.csv")):
        kept = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["dimensions"]
        rows = read(path)
        for size in range(len(kept) + 1):
            for names in itertools.combinations(kept, size):
                sums = {}
                for row in rows:
                    key = tuple(row[name] for name in names)
                    sums[key] = sums.get(key, 0) + int(row["deaths"])
                found += [(cells_where(**dict(zip(names, key, strict=True))), n) for key, n in sums.items()]
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
    known = {(cells - empty, n) for cells, n in numbers if cells - empty}
    for (whole, n), (part, m) in itertools.permutations(known, 2):
        if part < whole and n - m in SMALL:
            found.append(("difference", n - m))
    basis = echelon(sorted(sorted(cells) for cells, _ in known))
    for month, place, age in itertools.product((*MONTHS, ""), (*ARM_OF, "cep", "rfs", ""), (*AGES, "15-34", "")):
        arm, community = (place, "") if place in ("cep", "rfs") else ("", place)
        target = cells_where(period=month, arm=arm, community=community, age_group=age)
        count = sum(deaths[cell] for cell in target)
        if count in SMALL and not reduce_by(basis, {cell: Fraction(1) for cell in target - empty}):
            found.append((f"{month} {place} {age}", count))
    return found


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(world=worlds())
def test_nothing_small_can_be_had_from_a_release(tmp_path_factory, world):
    folder = build(tmp_path_factory.mktemp("world") / "run", *world)
    release(folder)
    assert leaks(published(folder), world[0]) == []


def test_the_same_attacker_recovers_a_cell_that_is_hidden_alone(tmp_path):
    """Which shows that the attack works: one community is taken out of a table whose total stays."""
    deaths = dict.fromkeys(CELLS, 3) | {("2020-01", "birch", "65+"): 4}
    numbers = [(cells_where(), sum(deaths.values()))]
    numbers += [(cells_where(period=month), 27 + (month == "2020-01")) for month in MONTHS]
    numbers += [
        (cells_where(period="2020-01", community="alder"), 9 + 5),
        (cells_where(period="2020-01", arm="rfs"), 12),
    ]
    assert ("difference", 28 - 14 - 12) not in leaks(numbers, deaths), "two parts are needed"
    exact = [(cells_where(period="2020-01"), 28), (cells_where(period="2020-01", community="alder"), 9 * 1)]
    assert ("shown", 9) in leaks(exact, deaths)
    both = [
        (cells_where(period="2020-01"), 28),
        (cells_where(period="2020-01", arm="cep"), 19),
    ]
    assert ("2020-01 elm ", 9) in leaks(both, deaths)


@pytest.mark.parametrize("level", [9, 10])
def test_the_attacker_looks_at_the_boundary(level):
    deaths = dict.fromkeys(CELLS, level)
    numbers = [(cells_where(period="2020-01", community="alder", age_group="65+"), level)]
    assert bool(leaks(numbers, deaths)) is (level == 9)
