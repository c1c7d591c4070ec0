import re

from evaluation.publish.codebook_page import codebook_document


def test_links_lead_nowhere_outside_the_page():
    body = codebook_document().body
    links = re.findall(r"\]\(([^)]+)\)", body)
    assert links
    assert all(link.startswith(("#", "https://", "http://")) for link in links)


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
