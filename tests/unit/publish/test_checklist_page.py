"""Each item of a checklist leads into the report; empty items and dead links show, and stop nothing."""

import shutil

import pytest

from evaluation.data.whole_files import write_csv
from evaluation.publish import pandoc
from evaluation.publish.check import check_site
from evaluation.publish.checklist_page import checklists_document, filled_checklists, fixed_words_of, said_of
from evaluation.publish.project import footer, write_project
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.released import Released
from evaluation.runs.project import ROOT

CATALOGUE = Catalogue("en")
ROWS = [
    ("gramms", "1", "methods_and_data#downloads", "Files."),
    ("gramms", "2", "methods_and_data#nowhere", ""),
    ("gramms", "3", "no_page#downloads", ""),
    ("gramms", "4", "index", ""),
    ("gramms", "5", "", "Nobody has thought of it."),
]


@pytest.fixture
def answered(tmp_path, released):
    folder = tmp_path / "released"
    shutil.copytree(released.folder, folder)
    write_csv(folder / "checklists.csv", ("checklist", "item", "link", "note"), ROWS)
    return Released.open(folder)


@pytest.fixture
def filled(answered, documents):
    return filled_checklists(answered, documents, CATALOGUE)


def test_the_evaluator_is_told_what_is_empty_and_dead(filled):
    assert list(said_of(filled)) == [
        "GRAMMS: 2 of 6 items lead into the report; empty: 5, 6; "
        "dead links: 2 (methods_and_data#nowhere), 3 (no_page#downloads)"
    ]


def test_every_page_leads_to_the_checklists_where_people_have_filled_one_in(answered, released):
    link = "[Downloads](methods_and_data.html#downloads) · [Reporting checklists](checklists.html) · "
    assert link in footer(answered, CATALOGUE, "Pandoc 3.9")["left"]
    assert "checklists.html" not in footer(released, CATALOGUE, "Pandoc 3.9")["left"]


def test_the_page_leads_to_headings_and_shows_what_is_empty_and_dead(filled):
    body = checklists_document(filled, CATALOGUE).body
    assert "[Methods and data: Downloads](methods_and_data.html#downloads)" in body
    assert "[Summary](index.html)" in body
    assert "**dead link**: methods\\_and\\_data\\#nowhere" in body
    assert body.count("*empty*") == 2
    assert "Nobody has thought of it." in body
    assert "2 of 6 items lead to a place of this report. 2 are empty. 2 links lead nowhere." in body


def test_notes_are_no_fixed_words(filled):
    assert "Nobody has thought of it." not in fixed_words_of(filled, CATALOGUE).body


def test_without_answers_there_is_no_list(released, documents):
    assert filled_checklists(released, documents, CATALOGUE) == ()


def test_dead_links_do_not_stop_the_report(tmp_path, answered, documents, filled):
    pages = (*documents, checklists_document(filled, CATALOGUE))
    source, site = tmp_path / "source", tmp_path / "site"
    write_project(
        source,
        template=ROOT / "report",
        documents=pages,
        released=answered,
        catalogue=CATALOGUE,
        renderer="Pandoc 3.9",
    )
    pandoc.render(source, site)
    check_site(site, pages)
    assert 'href="methods_and_data.html#downloads"' in (site / "checklists.html").read_text(encoding="utf-8")
