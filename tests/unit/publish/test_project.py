from dataclasses import replace

import pytest
import yaml

from evaluation.publish.project import footer, write_project
from evaluation.reporting.catalogue import Catalogue
from evaluation.runs.project import ROOT


@pytest.fixture
def configuration(project_folder):
    return yaml.safe_load((project_folder / "_quarto.yml").read_text(encoding="utf-8"))


def test_the_navigation_holds_the_pages_of_this_release_only(configuration):
    assert configuration["website"]["navbar"]["left"] == [
        {"text": "Summary", "href": "index.qmd"},
        {"text": "Methods and data", "href": "methods_and_data.qmd"},
    ]
    assert configuration["project"]["render"] == ["index.qmd", "methods_and_data.qmd"]


def test_nothing_is_executed_and_mathematics_needs_no_script(configuration):
    assert configuration["execute"] == {"enabled": False}
    assert configuration["format"]["html"]["html-math-method"] == "mathml"


def test_downloads_are_the_released_files(project_folder, released):
    offered = {file.name: file.read_bytes() for file in (project_folder / "downloads").iterdir()}
    assert sorted(offered) == ["deaths_by_year.csv", "quotes.csv", "results.csv", "truth.csv", "withheld.csv"]
    assert offered["results.csv"] == (released.folder / "results.csv").read_bytes()


def test_pages_carry_title_language_and_description(project_folder):
    front = yaml.safe_load((project_folder / "index.qmd").read_text(encoding="utf-8").split("---\n")[1])
    assert front["title"] == "Did it work?"
    assert front["lang"] == "en"
    assert front["description-meta"] == Catalogue("en").text("summary.description")


@pytest.mark.parametrize("synthetic", [True, False])
def test_only_synthetic_data_are_called_so(tmp_path, released, documents, synthetic):
    about = {**released.about, "synthetic": synthetic}
    write_project(
        tmp_path / "source",
        template=ROOT / "report",
        documents=documents,
        released=replace(released, about=about),
        catalogue=Catalogue("en"),
        renderer="Pandoc 3.9",
    )
    before = (tmp_path / "source" / "before.html").read_text(encoding="utf-8")
    assert ("synthetic-banner" in before) is synthetic
    head = (tmp_path / "source" / "head.html").read_text(encoding="utf-8")
    assert ("@page" in head) is synthetic
    assert "skip-link" in before


def test_the_footer_says_what_how_and_who(released):
    sides = footer(released, Catalogue("en"), "Pandoc 3.9")
    assert sides["left"].startswith("Version 1 · Released on June 1, 2024 · [Downloads]")
    assert "Contact: evaluation\\@example.org" in sides["left"]
    assert sides["right"] == "Run `20240601T120000Z-0a1b2c3d` · Code `0123456789ab` · Rendered with Pandoc 3.9"


def test_uncommitted_code_is_admitted(released):
    dirty = replace(released, about={**released.about, "code": {"commit": "f" * 40, "dirty": True}})
    assert "with changes that are not committed" in footer(dirty, Catalogue("en"), "Pandoc 3.9")["right"]


def test_the_projects_own_words_are_those_of_the_catalogue():
    """Who opens report/ with Quarto by hand sees the same navigation."""
    configuration = yaml.safe_load((ROOT / "report" / "_quarto.yml").read_text(encoding="utf-8"))
    english = Catalogue("en")
    for entry in configuration["website"]["navbar"]["left"]:
        stem = entry["href"].removesuffix(".qmd").replace("index", "summary")
        assert entry["text"] == english.text(f"{stem}.nav")
    assert configuration["format"]["html"]["toc-title"] == english.text("site.on_this_page")
