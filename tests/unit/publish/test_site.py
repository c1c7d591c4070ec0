import io
import re

import pytest
from rich.console import Console

from evaluation.errors import DisclosureError, NotebookError, RendererError, UsageError
from evaluation.publish import publish, quarto, site

from .certified_fixture import write_certified


@pytest.fixture
def run_folder(tmp_path, documents, monkeypatch):
    monkeypatch.setattr(site, "execute_pages", lambda released, **options: documents)
    monkeypatch.setattr(site, "read_finished_run", lambda folder: None)
    monkeypatch.setattr(site, "scan_site", lambda site, run, released, **options: None)
    return write_certified(tmp_path / "run")


def test_the_site_stands_in_the_run_folder_and_nothing_else_is_left(run_folder):
    index = publish(run_folder, "pandoc")
    assert index == run_folder / "report" / "site" / "index.html"
    assert "Rendered with Pandoc" in index.read_text(encoding="utf-8")
    assert sorted(entry.name for entry in (run_folder / "report").iterdir()) == ["notebooks", "site"]


def test_publishing_again_replaces_the_site_and_changes_no_byte(run_folder):
    index = publish(run_folder, "pandoc")
    first = index.read_bytes()
    (index.parent / "left over.html").touch()
    assert publish(run_folder, "pandoc").read_bytes() == first
    assert not (index.parent / "left over.html").exists()


def test_a_failure_keeps_the_site_that_was_there(run_folder, monkeypatch):
    index = publish(run_folder, "pandoc")

    def fail(*arguments, **options):
        raise NotebookError("broken")

    monkeypatch.setattr(site, "execute_pages", fail)
    with pytest.raises(NotebookError):
        publish(run_folder, "pandoc")
    assert index.is_file()


def test_a_leak_keeps_the_site_that_was_there(run_folder, monkeypatch):
    index = publish(run_folder, "pandoc")
    looked_at = []

    def refuse(site, run, released, *, words, notebooks):
        looked_at.extend([(site / "index.html").is_file(), released == run_folder / "released", notebooks.is_dir()])
        assert "Skip to the content" in set(words)
        raise DisclosureError("The report is not published.")

    monkeypatch.setattr(site, "scan_site", refuse)
    with pytest.raises(DisclosureError, match="not published"):
        publish(run_folder, "pandoc")
    assert looked_at == [True, True, True]
    assert index.is_file()
    assert sorted(entry.name for entry in index.parents[1].iterdir()) == ["notebooks", "site"]


def test_auto_takes_pandoc_where_quarto_is_not(run_folder, monkeypatch):
    monkeypatch.setattr(quarto, "found", lambda: None)
    assert "Rendered with Pandoc" in publish(run_folder).read_text(encoding="utf-8")
    with pytest.raises(RendererError, match="Quarto"):
        publish(run_folder, "quarto")


def test_an_unknown_renderer_is_a_usage_error(run_folder):
    with pytest.raises(UsageError, match="auto, quarto, pandoc"):
        publish(run_folder, "word")


def test_a_run_without_a_release(tmp_path):
    with pytest.raises(DisclosureError, match=r"has no release.*\n.*released: is not there; expected `eval"):
        publish(tmp_path, "pandoc")


def test_a_release_that_was_edited_is_refused_before_anything_is_executed(run_folder, monkeypatch):
    def execute(*arguments, **options):
        pytest.fail("a notebook was executed")

    monkeypatch.setattr(site, "execute_pages", execute)
    with (run_folder / "released" / "results.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    with pytest.raises(DisclosureError, match=r"released/results\.csv: was edited after the release"):
        publish(run_folder, "pandoc")
    assert not (run_folder / "report").exists()


def test_progress_is_told_in_plain_lines_where_there_is_no_terminal(run_folder):
    output = io.StringIO()
    publish(run_folder, "pandoc", console=Console(file=output))
    assert re.fullmatch(r"rendering \(en\): started\nrendering \(en\): finished after \d+ s\n", output.getvalue())
