"""Random small worlds are released, and attacked by somebody who shares no code with the release."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluation.disclosure.releasing import release

from .attacker import CELLS, KINDS, TOTALS, WINDOWS, build, cells_where, leaks, published


@st.composite
def worlds(draw):
    """Deaths by cell; tables, each with its dimensions and months; totals for the ledger."""
    level = draw(st.sampled_from([2, 6, 15, 40]))
    deaths = {cell: draw(st.integers(0, level)) for cell in CELLS}
    tables = draw(st.dictionaries(st.sampled_from(KINDS), st.sampled_from(WINDOWS), min_size=1, max_size=4))
    return deaths, tables, draw(st.lists(st.sampled_from(TOTALS), max_size=6, unique=True))


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(world=worlds())
def test_nothing_small_can_be_had_from_a_release(tmp_path_factory, world):
    folder = build(tmp_path_factory.mktemp("world") / "run", *world)
    release(folder)
    assert leaks(published(folder), world[0]) == []


def test_the_same_attacker_recovers_what_is_hidden_alone():
    """Which shows that the attack works: birch is taken out of a table whose total stays."""
    deaths = dict.fromkeys(CELLS, 5) | {("2020-01", "birch", "65+"): 3}
    january = (cells_where(period="2020-01"), 43)
    alder, elm = ((cells_where(period="2020-01", community=place), 15) for place in ("alder", "elm"))
    assert leaks([january, alder], deaths) == []
    assert leaks([january, (alder[0] | elm[0], 36)], deaths) == [("difference", 7)]
    assert leaks([january, alder, (elm[0], 20)], deaths) == [("two parts", 8)]
    old = (cells_where(period="2020-01", age_group="65+"), 13)
    others = (cells_where(period="2020-01", age_group="15-34") | cells_where(period="2020-01", arm="rfs"), 35)
    small = deaths | {("2020-01", "alder", "65+"): 1}
    assert ("2020-01 cep 65+", 4) in leaks([january, old, others], small), "43 - 35 is the old of cep"


@pytest.mark.parametrize("level", [9, 10])
def test_the_attacker_looks_at_the_boundary(level):
    deaths = dict.fromkeys(CELLS, level)
    numbers = [(cells_where(period="2020-01", community="alder", age_group="65+"), level)]
    assert bool(leaks(numbers, deaths)) is (level == 9)
