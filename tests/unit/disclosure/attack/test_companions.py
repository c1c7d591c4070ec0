"""Cells that are known to be small by why cells are hidden: a table by place and year, as the attacker reads it."""

import pytest

from evaluation.disclosure.attack.report import Kind, is_known

from .builders import attacked, hole, public, shown

YEARS = {"2019": (0, 365), "2020": (365, 731)}


def hidden(place, year="2019"):
    return hole(f"{place} {year}", YEARS[year], "table by_place", place=place)


def total(value, places, year="2019"):
    return shown(f"{places} {year}", value, YEARS[year], place=places)


def part(value, place, year="2019"):
    return shown(f"{place}, young {year}", value, YEARS[year], place=place, age="young")


def alone(report):
    assert {finding.kind for finding in report.findings} <= {Kind.ALONE, Kind.DETERMINED}
    return {finding.about: finding.equation for finding in report.findings if finding.kind is Kind.ALONE}


def test_of_two_cells_either_can_be_small():
    assert not alone(attacked(public(hidden("elm"), hidden("fir"))))
    assert not alone(attacked(public(hidden("elm"), hidden("fir"), total(34, "elm fir"))))


def test_a_cell_that_nothing_was_hidden_beside_is_small():
    assert alone(attacked(public(hidden("elm")))) == {"elm 2019": ""}


@pytest.mark.parametrize(("least", "is_known_large"), [(10, False), (11, True)])
def test_a_cell_beside_which_all_are_known_to_be_large_is_small(least, is_known_large):
    young = shown("fir, young", (least, 16), YEARS["2019"], place="fir", age="young")
    report = attacked(public(hidden("elm"), hidden("fir"), total(34, "elm fir"), young))
    assert alone(report) == ({"elm 2019": "fir, young: at least 11"} if is_known_large else {})
    assert [finding.numbers for finding in report.findings] == [("fir, young",)] * is_known_large


def test_a_companion_that_a_later_release_shows_is_none():
    first = public(hidden("elm"), hidden("fir"), words="first")
    second = public(shown("fir 2019", 19, YEARS["2019"], place="fir"), words="second")
    report = attacked(first, second)
    assert alone(report) == {"elm 2019, first": "fir 2019, second: 19"}
    assert not any(is_known(report.findings[-1], each) for each in attacked(first).findings)


def test_every_release_that_hides_a_cell_must_leave_a_companion():
    """First fir is hidden beside elm, then birch; when fir is known to be large, birch explains the second only."""
    first = public(hidden("elm"), hidden("fir"), words="first")
    second = [hidden("elm"), hidden("birch")]
    assert not alone(attacked(first, public(*second, words="second")))
    report = attacked(first, public(*second, part(12, "fir"), words="second"))
    assert alone(report) == {"elm 2019, first": "fir, young 2019, second: 12"}


def test_a_cell_in_another_row_explains_nothing_where_a_row_is_hidden_by_its_total():
    """elm is hidden in both years, each beside one that its row's total ties to it; in 2019 that one is large."""
    said = [hidden("elm"), hidden("fir"), total(34, "elm fir"), part(12, "fir")]
    said += [hidden("elm", "2020"), hidden("fir", "2020"), total(34, "elm fir", "2020")]
    assert alone(attacked(public(*said))).keys() == {"elm 2019"}


def test_two_that_can_only_be_large_together_explain_nothing():
    """birch has two deaths more than elm, whatever they are."""
    totals = [total(50, "elm alder"), total(52, "birch alder")]
    assert alone(attacked(public(hidden("elm"), hidden("birch"), *totals))).keys() == {"elm 2019"}


def test_rounded_cells_of_the_first_step_are_judged_alike():
    """Where nothing were small, exact numbers would be shown: the only one of 1 to 11 is small."""
    first = shown("elm 2019", (1, 11), YEARS["2019"], place="elm")
    other = shown("fir 2019", (1, 11), YEARS["2019"], place="fir")
    assert alone(attacked(public(first, hidden("elm")))).keys() == {"elm 2019"}
    assert not alone(attacked(public(first, other, hidden("elm"), hidden("fir"))))
