import pytest

from evaluation.publish import publish, quarto
from evaluation.publish import site as publishing

from ..unit.publish.certified_fixture import write_certified
from ..unit.reporting.released_fixture import ARMS, COMMUNITIES
from .chromium import PATH, Chromium

LONG = "w" * 90
RENDERERS = [
    "pandoc",
    pytest.param("quarto", marks=pytest.mark.skipif(quarto.found() is None, reason="no Quarto on the PATH")),
]


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            if PATH is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium on the PATH"))


@pytest.fixture(scope="session", params=RENDERERS)
def renderer(request):
    return request.param


@pytest.fixture(scope="session")
def site(tmp_path_factory, renderer):
    """The real public notebooks over a small released folder."""
    return published(write_certified(tmp_path_factory.mktemp("run")), renderer)


def published(folder, renderer):
    """Publish a released folder that no run made: there is nothing restricted to look for in its pages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publishing, "read_finished_run", lambda folder: None)
        patch.setattr(publishing, "scan_site", lambda site, run, released, **options: None)
        return publish(folder, renderer).parent


@pytest.fixture(scope="session")
def site_of_long_words(tmp_path_factory, renderer):
    """The same site, where a title and names are words that no screen is wide enough for."""
    arms, communities = ({key: place | {"name": LONG} for key, place in of.items()} for of in (ARMS, COMMUNITIES))
    words = {"title": LONG, "subtitle": LONG, "arms": arms, "communities": communities}
    return published(write_certified(tmp_path_factory.mktemp("long"), **words), renderer)


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    chromium = Chromium(tmp_path_factory.mktemp("profile"))
    yield chromium
    chromium.close()
