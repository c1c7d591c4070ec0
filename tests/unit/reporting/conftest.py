import matplotlib as mpl
import pytest

from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.page import Page

from .released_fixture import write_released
from .retention_fixture import write_retention


@pytest.fixture
def catalogue():
    return Catalogue("en")


@pytest.fixture
def released_folder(tmp_path):
    return write_released(tmp_path / "released")


@pytest.fixture
def shown(monkeypatch):
    """What a page shows, piece by piece, instead of a notebook's output."""
    pieces = []
    monkeypatch.setattr("IPython.display.display", lambda data, **about: pieces.append({"data": data, **about}))
    return pieces


@pytest.fixture
def page(released_folder, shown):
    return Page(released_folder, "en")


@pytest.fixture
def open_page(released_folder, shown):
    """Write a release with rows and tables of retention, and return its page."""

    def opened(*rows, **more):
        return Page(write_retention(released_folder, *rows, **more), "en")

    return opened


@pytest.fixture
def labels(open_page):
    return open_page().labels


@pytest.fixture
def said(shown):
    """All Markdown shown so far."""

    def markdown() -> str:
        return "\n\n".join(piece["data"].get("text/markdown", "") for piece in shown)

    return markdown


@pytest.fixture(autouse=True)
def settings_of_figures():
    with mpl.rc_context():
        yield
