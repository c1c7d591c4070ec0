from dataclasses import replace

import pytest

from evaluation.publish.pages import PAGES, pages_of
from evaluation.runs.project import ROOT


def stems(released):
    return [page.stem for page in pages_of(released)]


def test_pages_follow_the_analyses_in_a_fixed_order(released):
    assert stems(released) == ["summary", "overdose_deaths", "retention", "voices", "methods_and_data"]


def test_pages_that_are_not_in_the_evaluation_are_left_out(released):
    deaths = released.results[released.results["analysis"] == "overdose_deaths"]
    only_deaths = replace(released, results=deaths, about={**released.about, "plan": {"overdose_deaths": {}}})
    assert stems(only_deaths) == ["summary", "overdose_deaths", "methods_and_data"]


def test_an_analysis_all_of_whose_results_were_withheld_keeps_its_page(released):
    nothing = replace(released, results=released.results.head(0))
    assert "retention" in stems(nothing)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_page_has_a_notebook(page):
    assert (ROOT / "notebooks" / "public" / f"{page.stem}.ipynb").is_file()
