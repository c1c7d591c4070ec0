"""A number that changed by a few people is not told by a table with rounded counts or hidden cells either."""

import itertools

import pytest

from evaluation.disclosure.releasing import release

from .run_builder import RunBuilder, read

PLACES = ("alder", "birch", "elm", "fir")
YEARS = tuple(str(year) for year in range(2015, 2021))
FIRST = {
    (year, place): 30 + 3 * i + 5 * j for (i, year), (j, place) in itertools.product(*map(enumerate, (YEARS, PLACES)))
}
GROWN = {cell: n + 80 for cell, n in FIRST.items()}
"""Of other years and other people: nobody can take one number from the other."""

TWO_YEARS = dict(zip(itertools.product(("2019", "2020"), PLACES), (66, 63, 69, 72, 71, 70, 73, 76), strict=True))


@pytest.fixture
def tables(tmp_path):
    """Return a function that releases deaths by year and place of real people, and returns the released tables."""
    number = itertools.count(1)

    def released(cells, policy):
        at = next(number)
        run = RunBuilder(tmp_path / f"e{at}")
        run.params |= {"synthetic": False, "disclosure": {"policy": policy, "population": "county"}}
        run.manifest |= {"synthetic": False, "run_id": f"20240601T120000Z-{at:08x}"}
        for year in sorted({year for year, _ in cells}):
            run.deaths("all", year, sum(n for (when, _), n in cells.items() if when == year))
        folder = run.table("by_place", ["period", "community"], cells).write()
        release(folder, publications=tmp_path / "publications", checked_by="A. Checker")
        return {path.stem: read(path) for path in (folder / "released" / "tables").glob("*.csv")}

    return released


def test_a_table_is_not_rounded_where_a_number_changed_by_one(tables):
    """Rounded, 2019 and 2020 in alder are 62 to 72 and 111 to 121, and 178 together: 2019 would be 67, and was 66."""
    assert len(tables(TWO_YEARS, "rounded")["by_place"]) == len(TWO_YEARS)
    later = {cell: n + 43 for cell, n in TWO_YEARS.items()} | {("2019", "alder"): 67, ("2020", "alder"): 111}
    assert tables(later, "rounded").keys() == {"by_place"}


def test_a_cell_that_changed_by_one_is_not_what_a_small_one_is_hidden_with(tables):
    """With the total of 2019, elm and fir would be 64 together: 57 in fir before, and 53 to 63 now."""
    assert len(tables(FIRST, "cms")["by_place"]) == len(FIRST)
    later = GROWN | {("2019", "elm"): 6, ("2019", "fir"): FIRST["2019", "fir"] + 1}
    assert tables(later, "cms").keys() == {"by_place"}


def test_cells_are_hidden_where_all_numbers_changed_by_many(tables):
    assert len(tables(FIRST, "cms")["by_place"]) == len(FIRST)
    assert "by_place_partly_hidden" in tables(GROWN | {("2019", "elm"): 6}, "cms")
