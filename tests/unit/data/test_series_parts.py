"""A series holds its parts, and theirs; what plans declare holds together."""

from evaluation.data.series_parts import SeriesParts

FIRST = SeriesParts.of({"all": ["men", "women"], "men": ["young_men"]})


def test_a_series_holds_its_parts_and_theirs():
    assert FIRST.covered("all") == {"all", "men", "women", "young_men"}
    assert FIRST.covered("men") == {"men", "young_men"}
    assert FIRST.covered("women") == {"women"}


def test_one_part_and_all_that_are_named_together_are_subtracted():
    assert list(FIRST.taken()) == [
        ("all", ("men",)),
        ("all", ("women",)),
        ("all", ("young_men",)),
        ("men", ("young_men",)),
        ("all", ("men", "women")),
    ]


def test_what_two_plans_declare_holds_together():
    both = FIRST | SeriesParts.of_plan({"interrupted_series": {"parts": {"women": ["young_women"]}}})
    assert both.covered("all") == {"all", "men", "women", "young_men", "young_women"}
    assert SeriesParts.of_plan({"retention": {}}).covered("all") == {"all"}
