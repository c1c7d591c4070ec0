"""The codebook page says what the dictionary says."""

import re

from evaluation.data.dictionary import load_code_list, load_table_schema, table_names
from evaluation.reporting.codebook import CODEBOOK, codebook, write_page


def test_the_page_is_up_to_date():
    assert CODEBOOK.read_text(encoding="utf-8") == codebook(), "docs/codebook.md is out of date: make fix"


def test_every_table_column_and_code_is_on_the_page():
    page = codebook()
    lists = set()
    for name in table_names():
        schema = load_table_schema(name)
        assert f"## {schema.title}\n\n{schema.description}\n" in page
        for field in schema.fields:
            assert f"| `{field.name}` | {field.title} |" in page
            assert field.description in page
            lists |= {field.code_list} - {""}
    for name in lists:
        for entry in load_code_list(name).codes:
            assert f"| `{entry.code}` | {entry.label} |" in page


def test_rules_in_words():
    page = codebook()
    assert "| `deaths` | Overdose deaths | integer, deaths | required; 0 to 100,000 | Number of deaths. |" in page
    assert (
        "| `end` | End | date | 1970-01-01 to 2099-12-31; `YYYY-MM-DD`; after `start`; required when `event` is"
        in page
    )
    assert "first day of a month" in page
    assert "optional; `communities` of the params file" in page


def test_links_within_the_page_lead_somewhere():
    page = codebook()
    targets = set(re.findall(r'<a id="([^"]+)">', page)) | {"code-lists"}
    assert set(re.findall(r"\(#([^)]+)\)", page)) <= targets


def test_tables_have_as_many_cells_as_their_header():
    tables = re.findall(r"(?:^\|.*\|\n)+", codebook(), flags=re.MULTILINE)
    assert len(tables) > len(table_names())
    for table in tables:
        cells = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
        assert len(cells) == 1


def test_writing_leaves_no_other_file(tmp_path):
    write_page(tmp_path / "codebook.md", codebook())
    assert [path.name for path in tmp_path.iterdir()] == ["codebook.md"]
    assert (tmp_path / "codebook.md").read_text(encoding="utf-8") == codebook()
