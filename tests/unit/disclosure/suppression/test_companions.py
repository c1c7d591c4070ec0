"""Beside what is hidden stands what could be small in its place: small tables, and an attacker who asks of all."""

import numpy as np
import pytest

from evaluation.disclosure.attack.attack import attack
from evaluation.disclosure.scope import Count, Scope
from evaluation.disclosure.suppression.pattern import NoPattern, protects, suppress
from evaluation.disclosure.suppression.system import LinkedSystem
from tests.unit.disclosure import worlds

from .tables import HIDDEN

YEARS = {"2019": (0, 365), "2020": (365, 731)}


def count(n, places, year="2019", table="table by_place", **levels):
    named = {"community": set(places.split()), **levels}
    return Count(Scope.of("overdose_death", window=YEARS[year], levels=named), n, f"{places} {year}", table, table)


def hidden_of(cells, published=(), also=()):
    """Return what is hidden, where some cells stay hidden."""
    system = LinkedSystem.of(cells, published)
    found = suppress(system, HIDDEN, kept=np.array([cell.label in also for cell in cells])).hidden_cells
    assert protects(system, HIDDEN, found)
    return {cell.label for cell, is_hidden in zip(cells, found, strict=True) if is_hidden}


def is_enough(cells, hidden, published=()):
    is_hidden = np.array([cell.label in hidden for cell in cells])
    return protects(LinkedSystem.of(cells, published), HIDDEN, is_hidden)


ROWS = [count(6, "elm"), count(19, "fir"), count(40, "birch")]
OTHER_ROWS = [count(31, "ash", "2020"), count(24, "oak", "2020"), count(50, "alder", "2020")]


def test_a_large_number_that_stays_hidden_needs_a_companion_as_a_small_one_does():
    assert hidden_of(ROWS + OTHER_ROWS) == {"elm 2019", "fir 2019"}
    assert hidden_of(ROWS + OTHER_ROWS, also=["ash 2020"]) == {"elm 2019", "fir 2019", "ash 2020", "oak 2020"}
    assert is_enough(ROWS + OTHER_ROWS, {"elm 2019", "fir 2019"})
    assert not is_enough(ROWS + OTHER_ROWS, {"elm 2019", "fir 2019", "ash 2020"})


def test_a_number_that_is_known_to_be_large_needs_none():
    young = count(11, "ash", "2020", table="a result", age={"young"})
    assert hidden_of(ROWS + OTHER_ROWS, [young], also=["ash 2020"]) == {"elm 2019", "fir 2019", "ash 2020"}


def test_a_large_number_without_any_companion_leaves_no_pattern():
    known = [count(11, place, "2020", table="a result", age={"young"}) for place in ("oak", "alder")]
    with pytest.raises(NoPattern, match="ash 2020"):
        hidden_of(ROWS + OTHER_ROWS, known, also=["ash 2020"])


def test_where_a_total_ties_a_row_one_of_the_row_must_be_small():
    """12 of the 19 in fir are public. Then elm in 2020 explains elm in 2019, unless totals of each year are known."""
    cells = [*ROWS, count(5, "elm", "2020"), count(20, "fir", "2020"), count(60, "birch", "2020")]
    known = [count(12, "fir", table="a result", age={"young"})]
    assert hidden_of(cells, known) == {"elm 2019", "elm 2020"}
    known += [count(65, "elm fir birch", table="a result"), count(85, "elm fir birch", "2020", table="a result")]
    hidden = {"elm 2019", "fir 2019", "elm 2020", "fir 2020"}
    assert not is_enough(cells, hidden, known)
    assert hidden_of(cells, known) == {*hidden, "birch 2019"}


def test_what_explains_a_number_in_each_of_its_tables_is_small_at_once():
    """elm stands beside fir or ash in one table, beside oak in another; fir and oak have 34 together."""
    cells = [count(6, "elm"), count(19, "fir"), count(30, "ash")]
    cells += [count(6, "elm", table="table by_wood"), count(15, "oak", table="table by_wood")]
    assert hidden_of(cells) == {"elm 2019", "fir 2019", "oak 2019"}
    known = [count(34, "fir oak", table="a result")]
    assert not is_enough(cells, {"elm 2019", "fir 2019", "oak 2019"}, known)
    assert hidden_of(cells, known) >= {"elm 2019", "ash 2019", "oak 2019"}


@pytest.mark.parametrize("seed", [41009, 60, 61, 62, 64, 66])
def test_an_attacker_who_asks_of_every_hidden_cell_finds_nothing(seed):
    """In world 41009 a cell of 18 could once not be told from a small one: nothing beside it could be."""
    world = worlds.make_world(seed, n_places=4 if seed == 41009 else 3, n_ages=3, n_tables=3, mean=8.0)
    release = world.releases[-1]
    system = LinkedSystem.of(release.cells, closed=world.closed)
    hidden = suppress(system, worlds.HIDDEN, gap=0.3).hidden_cells
    publication = worlds.publication_of(release.name, release.cells, hidden)
    report = attack([publication], {worlds.MEASURE: worlds.HIDDEN}, {worlds.MEASURE: world.closed})
    assert hidden.any()
    assert report.findings == ()
