"""Taguette: a file that the package itself wrote, and files that are not right."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.data.html_text import HtmlText
from evaluation.data.refi_qda import read_codebook, read_project
from evaluation.data.refi_qda.write import write_project
from evaluation.data.segment_sheets.layout import Preset, load_preset
from evaluation.data.segment_sheets.read import read_segments
from evaluation.data.taguette import read_taguette
from evaluation.errors import DataError

EXPORTS = Path(__file__).with_name("taguette")


def problems_of(path):
    with pytest.raises(DataError) as caught:
        read_taguette(path)
    assert caught.value.exit_code == 11
    return str(caught.value)


def test_what_the_package_wrote_is_read_at_its_bytes(export):
    project = read_taguette(export())
    texts = {source.id: source.text for source in project.sources}
    assert [texts[s.source_id][s.start : s.end] for s in project.segments] == [
        "told 🙂 to wait & wait.",
        "Cafe\u0301 people <kind>",
        "wait.\nCafe\u0301",
        "中文\nSecond\u00a0one",
        "raw  text",
    ]
    assert (project.positions.unit, project.positions.n_supported, project.positions.n_segments) == (
        "UTF-8 bytes",
        5,
        5,
    )
    assert [(code.path, code.description, code.is_codable) for code in project.codes] == [
        (("hope",), "Looking ahead.", True),
        (("care",), "", True),
        (("care", "stigma"), "Being looked down on.", True),
    ]
    names = {code.id: code.name for code in project.codes}
    marks = [segment.id for segment in project.segments]
    assert sorted((marks.index(c.segment_id), names[c.code_id]) for c in project.codings) == [
        (0, "hope"),
        (0, "stigma"),
        (1, "care"),
        (3, "hope"),
        (4, "stigma"),
    ]
    assert [source.name for source in project.sources] == ["one", "two"]
    assert project.sources[0].text.startswith(
        "Interview é1\nI was told 🙂 to wait & wait.\nCafe\u0301 people <kind> helped."
    )
    assert {item.what: item.count for item in project.not_carried} == {
        "commands": 10,
        "formatted texts": 2,
        "project_members rows": 1,
        "users rows": 1,
        "cells of column created (of documents, projects)": 3,
        "cells of column filename (of documents)": 2,
        "cells of column text_direction (of documents)": 2,
    }


@pytest.mark.parametrize("name", ["highlights.csv", "highlights.xlsx"])
def test_the_tables_of_highlights_that_the_package_wrote(name):
    project = read_segments(EXPORTS.joinpath(name), load_preset(Preset.TAGUETTE))
    paths = {code.id: code.path for code in project.codes}
    names = {segment.id: segment.name for segment in project.segments}
    assert [(names[coding.segment_id], paths[coding.code_id]) for coding in project.codings] == [
        ("told 🙂 to wait & wait.", ("care", "stigma")),
        ("told 🙂 to wait & wait.", ("hope",)),
        ("Cafe\u0301 people <kind>", ("care",)),
        ("中文 Second\u00a0one", ("hope",)),
        ("raw  text", ("care", "stigma")),
    ]
    assert len(project.segments) == 4
    assert [source.name for source in project.sources] == ["one"]


def test_the_codebook_that_the_package_wrote():
    book = read_codebook(EXPORTS.joinpath("codebook.qdc"))
    assert [code.name for code in book.codes] == ["care.stigma", "hope", "care"]
    assert (book.not_carried, book.violations) == ((), ())


def test_an_export_does_not_know_its_coders(export):
    project = read_taguette(export())
    assert [user.name for user in project.users] == ["admin"]
    assert "who coded what is not known" in project.violations[0]


def test_a_database_of_a_server_does(export):
    users = "INSERT INTO users (login, created, disabled) VALUES ('ana', '2024-01-01', 0)"
    project = read_taguette(export(users, "UPDATE commands SET user_login = 'ana' WHERE id IN (5, 9)"))
    names = {user.id: user.name for user in project.users}
    assert [names[segment.user_id] for segment in project.segments] == ["ana", "admin", "admin", "admin", "ana"]
    assert project.violations == ()


def test_two_coders_with_one_name(export):
    users = "INSERT INTO users (login, created, disabled) VALUES ('Ad.min', '2024-01-01', 0)"
    said = problems_of(export(users, "UPDATE commands SET user_login = 'Ad.min' WHERE id IN (5, 9)"))
    assert "several coders have one name; found 'Ad.min' and 'admin'" in said


def test_it_can_be_given_to_other_programs(export, tmp_path):
    project = read_taguette(export())
    assert write_project(tmp_path / "a.qdpx", project) == ()
    back = read_project(tmp_path / "a.qdpx")
    for part in ("users", "codes", "sources", "segments", "codings", "description"):
        assert getattr(back, part) == getattr(project, part)


def test_a_heading_that_is_no_tag(export):
    project = read_taguette(export("UPDATE tags SET path = 'x.y.z' WHERE path = 'hope'"))
    found = {code.path: code.is_codable for code in project.codes}
    assert found[("x",)] is found[("x", "y")] is False
    assert found[("x", "y", "z")] is True


def test_a_snippet_that_is_not_the_marked_text_is_noted(export):
    project = read_taguette(export("UPDATE highlights SET start_offset = 21 WHERE id = 1"))
    assert project.positions.n_supported == 4
    assert any("snippet is not the text" in violation for violation in project.violations)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE highlights SET end_offset = 9999 WHERE id = 2", "45 to 9999 in a text of 105 bytes (highlight 2)"),
        ("UPDATE highlights SET start_offset = -1 WHERE id = 2", "positions lie outside their text"),
        ("UPDATE highlights SET start_offset = 65 WHERE id = 2", "positions lie outside their text"),
        ("DELETE FROM projects", "does not hold one project; found 0"),
        ("INSERT INTO projects VALUES (2, 'b', '', '2024')", "does not hold one project; found 2"),
        ("DELETE FROM documents WHERE id = 1", "a document that the project does not have"),
        ("DELETE FROM tags WHERE id = 3", "a highlight or tag that is not there; found highlight 2, tag 3"),
        ("UPDATE tags SET path = '' WHERE id = 3", "a tag has no name of its own"),
        ("UPDATE highlights SET start_offset = 'x' WHERE id = 2", "positions lie outside their text"),
        ("UPDATE documents SET contents = x'ff00'", "is damaged; found bytes in table documents"),
        ("UPDATE documents SET contents = 5 WHERE id = 1", "in a text of 1 bytes"),
        ("DROP TABLE tags", "lacks columns; found tags.id, tags.path"),
    ],
)
def test_what_is_refused(export, change, said):
    found = problems_of(export(change))
    assert said in found
    assert "kind" not in found


def test_a_log_that_cannot_be_read_names_nobody(export):
    deep = "[" * 100_000
    project = read_taguette(export(f"UPDATE commands SET payload = '{deep}'"))
    assert (project.users, {coding.coder_id for coding in project.codings}) == ((), {""})


def test_a_computed_column_is_no_column(export):
    rename = "ALTER TABLE documents RENAME COLUMN contents TO old"
    column = "ALTER TABLE documents ADD COLUMN contents TEXT GENERATED ALWAYS AS (hex(zeroblob(900000000)))"
    assert "lacks columns; found documents.contents" in problems_of(export(rename, column))


def test_a_cell_that_is_too_large(export, monkeypatch):
    monkeypatch.setattr("evaluation.data.sqlite_rows.MAX_CELL_BYTES", 3000)
    assert "is damaged; found string or blob too big" in problems_of(
        export("UPDATE documents SET contents = hex(zeroblob(9000))")
    )


@pytest.mark.parametrize(
    "html", ["<![x<y>a", "<!", "<![CDATA[b]]>", "<!--", "</", "&#xD800;&#1114112;", "a\r\nb", ""]
)
def test_html_that_no_program_should_write_is_no_crash(html):
    text = HtmlText(html)
    assert "\r" not in text.text
    assert text.n_bytes >= 0


def test_a_view_in_place_of_a_table_is_no_table(export):
    path = export("ALTER TABLE tags RENAME TO t", "CREATE VIEW tags AS SELECT id, path, description FROM t")
    assert "lacks columns; found tags.id, tags.path" in problems_of(path)


@pytest.mark.parametrize("share", [0.001, 0.2, 0.6, 0.95])
def test_truncated(export, share):
    path = export()
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert "is damaged" in problems_of(path)


def test_no_database(tmp_path):
    (tmp_path / "a.sqlite3").write_bytes(b"PK")
    assert "is not an SQLite database" in problems_of(tmp_path / "a.sqlite3")
    assert "cannot be read; found no such file" in problems_of(tmp_path / "gone.sqlite3")


@given(
    st.lists(st.text(st.sampled_from("aé中🙂 \n\u0301&<"), min_size=1, max_size=6), min_size=1, max_size=6), st.data()
)
def test_any_range_of_characters_is_found_by_its_bytes(pieces, data):
    pieces = [f"x{piece}" for piece in pieces]
    escaped = [piece.replace("&", "&amp;").replace("<", "&lt;") for piece in pieces]
    html = "".join(f"<p><b>{piece[:1]}</b>{piece[1:]}</p>" for piece in escaped)
    text, joined = HtmlText(html), "".join(pieces)
    assert text.n_bytes == len(joined.encode())
    start = data.draw(st.integers(0, len(joined) - 1))
    end = data.draw(st.integers(start + 1, len(joined)))
    first, last = text.span(len(joined[:start].encode()), len(joined[:end].encode()))
    assert text.text[first:last].replace("\n", "") == joined[start:end].replace("\n", "")
    assert first == last or text.text[first] == joined[start]
