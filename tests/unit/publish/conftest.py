import pytest

from evaluation.publish import pandoc
from evaluation.publish.document import page_document
from evaluation.publish.project import write_project
from evaluation.reporting.catalogue import Catalogue
from evaluation.reporting.released import Released
from evaluation.runs.project import ROOT

from ..reporting.released_fixture import write_released
from .executed_fixture import image, markdown, page, write_executed

QUOTED = ("overdose_deaths/level_change/cep", "retention/retained/all/d180")


@pytest.fixture(scope="session")
def released(tmp_path_factory):
    return Released.open(write_released(tmp_path_factory.mktemp("run") / "released"))


@pytest.fixture(scope="session")
def documents(tmp_path_factory):
    folder = tmp_path_factory.mktemp("executed")
    download = '<div class="files">\n\n<a class="download" href="downloads/deaths_by_year.csv">Data</a>\n\n</div>'
    summary = [*page("Did it work?", *QUOTED), image(), markdown(download)]
    methods = [*page("Methods and data"), markdown("## Downloads {#downloads}\n\nFiles.")]
    return (
        page_document(write_executed(folder / "summary.ipynb", *summary)),
        page_document(write_executed(folder / "methods_and_data.ipynb", *methods)),
    )


@pytest.fixture(scope="session")
def project_folder(tmp_path_factory, released, documents):
    folder = tmp_path_factory.mktemp("project") / "source"
    write_project(
        folder,
        template=ROOT / "report",
        documents=documents,
        released=released,
        catalogue=Catalogue("en"),
        renderer="Pandoc 3.9",
    )
    return folder


@pytest.fixture(scope="session")
def site(tmp_path_factory, project_folder):
    site = tmp_path_factory.mktemp("rendered") / "site"
    pandoc.render(project_folder, site)
    return site
