import json

import pytest

from evaluation.publish import publish

from ..unit.reporting.released_fixture import write_released
from .chromium import PATH, Chromium

LONG = "w" * 90


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)
            if PATH is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium on the PATH"))


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The real public notebooks over a small released folder, rendered with Pandoc."""
    run = tmp_path_factory.mktemp("run")
    write_released(run / "released")
    return publish(run, "pandoc").parent


@pytest.fixture(scope="session")
def site_of_long_words(tmp_path_factory):
    """The same site, where a title and names are words that no screen is wide enough for."""
    run = tmp_path_factory.mktemp("long")
    file = write_released(run / "released") / "about.json"
    about = json.loads(file.read_text(encoding="utf-8"))
    about |= {"title": LONG, "subtitle": LONG}
    for place in (*about["arms"].values(), *about["communities"].values()):
        place["name"] = LONG
    file.write_text(json.dumps(about), encoding="utf-8")
    return publish(run, "pandoc").parent


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    chromium = Chromium(tmp_path_factory.mktemp("profile"))
    yield chromium
    chromium.close()
