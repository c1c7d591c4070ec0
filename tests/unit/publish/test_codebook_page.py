import re

from evaluation.publish.codebook_page import codebook_document
from evaluation.runs.project import ROOT


def test_links_lead_nowhere_outside_the_page():
    body = codebook_document().body
    links = re.findall(r"\]\(([^)]+)\)", body)
    assert links
    assert all(link.startswith(("#", "https://", "http://")) for link in links)


def test_a_file_that_the_site_does_not_have_is_named():
    body = codebook_document().body
    assert "Bring your own data (`docs/how-to/bring-your-own-data.md` of the workbench) shows" in body
    assert (ROOT / "docs" / "how-to" / "bring-your-own-data.md").is_file()
    assert "`data_dictionary/patients.yml`" in body
    assert "docs/../" not in body
    assert body.count(" of the workbench)") == 1


def test_the_title_is_not_in_the_body():
    document = codebook_document()
    assert document.title == "Codebook"
    assert document.name == "codebook"
    assert not re.search(r"^# |<!--", document.body, flags=re.MULTILINE)


def test_every_table_has_a_caption():
    body = codebook_document().body
    tables = re.findall(r"(?:^\|.*\n)+\n?(.*)", body, flags=re.MULTILINE)
    assert len(tables) > 10
    assert all(re.match(r": \w", line) for line in tables)
