"""Systems too large for one table of all dimensions, and how the data are taken apart in versions."""

import numpy as np
import pytest

from evaluation.disclosure.attack import unknowns
from evaluation.disclosure.attack.intervals import share_of_percentage
from evaluation.disclosure.attack.known import KnownNumber
from evaluation.disclosure.attack.versions import spans_of, versions_of

from .. import worlds
from .builders import HIDDEN, MEASURE, attack, attacked, bounds, hole, public, shown


def of_world(world):
    return attack(worlds.naive_publications(world), {MEASURE: HIDDEN}, {MEASURE: world.closed})


def test_a_table_for_each_set_of_dimensions_finds_as_much_where_they_make_a_tree(monkeypatch):
    """Periods by community and periods by age: together they say nothing that the two do not."""
    world = worlds.make_world(7, mean=8.0, n_tables=2)
    whole = of_world(world)
    monkeypatch.setattr(unknowns, "MOST_CELLS", 0)
    parts = of_world(world)
    assert (whole.is_whole, parts.is_whole) == (True, False)
    assert len(whole.intervals) > 5
    assert bounds(parts) == bounds(whole)


def test_a_table_for_each_set_of_dimensions_is_never_tighter(monkeypatch):
    world = worlds.make_world(11, mean=6.0, n_tables=3, n_earlier=1)
    whole = bounds(of_world(world))
    monkeypatch.setattr(unknowns, "MOST_CELLS", 0)
    for words, (lower, upper) in bounds(of_world(world)).items():
        assert lower <= whole[words][0]
        assert upper is None or upper >= whole[words][1]


def test_too_many_unknowns_are_refused(monkeypatch):
    monkeypatch.setattr(unknowns, "MOST_CELLS", 0)
    monkeypatch.setattr(unknowns, "MOST_UNKNOWNS", 2)
    with pytest.raises(unknowns.TooManyUnknowns):
        attacked(public(shown("all", 47, age="a b c"), shown("b", 40, age="b"), hole("a", age="a")))


def test_a_year_changes_with_one_of_its_quarters_and_the_others_do_not():
    def release(words, first, year):
        return public(
            *(shown(f"quarter {at + 1}", first if at == 0 else 20, window=(at, at + 1)) for at in range(4)),
            shown("year", year, window=(0, 4)),
            words=words,
        )

    publications = [release("release 1", 20, 80), release("release 2", 20, 80), release("release 3", 40, 100)]
    spans = spans_of(publications)
    assert spans == [(0, 1), (1, 2), (2, 3), (3, 4), None]
    np.testing.assert_array_equal(versions_of(publications, spans)[:, :4], [[0] * 4, [0] * 4, [1, 0, 0, 0]])
    only_the_year = [release("release 1", 20, 80), release("release 2", 20, 95)]
    np.testing.assert_array_equal(versions_of(only_the_year, spans)[1, :4], [1] * 4)


def test_a_publication_without_a_common_number_speaks_of_the_data_of_the_one_before():
    publications = [
        public(shown("quarter 1", 30, window=(0, 1))),
        public(shown("quarter 1", 50, window=(0, 1))),
        public(shown("quarter 1, age a", 11, window=(0, 1), age="a")),
    ]
    assert versions_of(publications, spans_of(publications))[:, 0].tolist() == [0, 1, 1]


def test_percentages_have_the_digits_that_are_printed():
    assert [float(end) for end in share_of_percentage("12.50")] == [0.12495, 0.12505]
    assert [float(end) for end in share_of_percentage("0")] == [0.0, 0.005]
    assert [float(end) for end in share_of_percentage("100")] == [0.995, 1.0]


@pytest.mark.parametrize(("lower", "upper"), [(-1, 3), (4, 3)])
def test_a_number_that_counts_nobody_is_refused(lower, upper):
    with pytest.raises(ValueError, match=f"age a: {lower} to {upper} is no number of people"):
        KnownNumber(MEASURE, None, {}, lower, upper, "age a")
