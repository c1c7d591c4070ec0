"""Every cell of the matrix leads to its passages, and what people wrote cannot change the page."""

import re

import pandas as pd
import pytest

from evaluation.reporting.framework_page import framework_page

MATRIX = pd.DataFrame(
    [
        ("I 1", "peer_worker", "delay", "said", 2, "s01-0-4 s01-9-12", "Waits <long>.", "Ana", "2023-01-02"),
        ("I 1", "peer_worker", "hope", "asked, nothing said", 0, "", "", "", ""),
        ("I 2", "", "delay", "not asked", 0, "", "", "", ""),
        ("I 2", "", "hope", "said", 1, "s02-3-9", "", "", ""),
    ],
    columns=["source", "role", "theme", "state", "n_segments", "segments", "summary", "author", "written_on"],
)
SEGMENTS = pd.DataFrame(
    [
        ("s01-0-4", "I 1", "delay", 0, 4, "Ana", "<script>alert(1)</script>"),
        ("s01-9-12", "I 1", "delay", 9, 12, "Ana, Ben", "Two & more."),
        ("s02-3-9", "I 2", "hope", 3, 9, "Ben", None),
    ],
    columns=["segment", "source", "theme", "start", "end", "coders", "text"],
)


@pytest.fixture(scope="module")
def page():
    return framework_page(MATRIX, SEGMENTS, themes={"delay": "Delay", "hope": "Hope"}, title="Framework matrix")


def test_every_link_leads_to_a_place_of_the_page(page):
    links, places = re.findall(r'href="#([^"]+)"', page), re.findall(r'id="([^"]+)"', page)
    assert links == ["c1-1", "c2-2"]
    assert sorted(links) == sorted(places)


def test_a_cell_shows_how_many_passages_there_are_and_why_there_are_none(page):
    assert '<a href="#c1-1" title="Waits &lt;long&gt;.">2 ✎</a>' in page
    assert "<td class=empty>asked, nothing said</td>" in page
    assert "<td class=empty>not asked</td>" in page


def test_passages_stand_with_their_place_and_coders(page):
    assert "s01-9-12, coded by Ana, Ben</p><blockquote>Two &amp; more.</blockquote>" in page
    assert "<blockquote>The project does not hold the text.</blockquote>" in page
    assert "Ana, 2023-01-02" in page


def test_words_are_text_and_the_page_says_that_it_is_restricted(page):
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "It is never published." in page


def test_a_matrix_without_interviews_is_an_empty_page():
    page = framework_page(MATRIX.iloc[:0], SEGMENTS.iloc[:0], themes={}, title="Framework matrix")
    assert "<tbody></tbody>" in page
