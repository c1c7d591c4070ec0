"""Spreadsheets of coded segments: presets, a column map of one's own, and what is not understood."""

import re
import zipfile
from datetime import datetime, time

import pytest
import yaml
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from evaluation.data.parameters import load_parameters
from evaluation.data.read import read_coded
from evaluation.data.segment_sheets.layout import PRESETS, Preset, load_preset
from evaluation.data.workbook import read_workbook
from evaluation.errors import DataError, ParameterError
from evaluation.runs.preparation import prepare

DEDOOSE = [
    [
        *(
            "Media Title",
            "Excerpt Range",
            "Excerpt Creator",
            "Excerpt Date",
            "Excerpt Copy",
            "Codes Applied Combined",
        ),
        *("Code: Care\\Stigma, shame Applied", "Code: Care\\Stigma, shame Range"),
        *("Code: Hope Applied", "Role"),
    ],
    [
        *("One", "0-18", "ana", "45352.4375", "Told 🙂 to wait.", "Stigma, shame, Hope"),
        *("True", "2-3", "True", "clinician"),
    ],
    ["One", "0-18", "ben", "", "Told 🙂 to wait.", "Hope", "False", "", "True", "clinician"],
    ["Two", "5-9", "ana", "", "Fine.", "", "False", "", "False", "peer_worker"],
]
MAXQDA = [
    ["Dokumentgruppe", "Dokumentname", "Code", "Anfang", "Ende", "Gewicht", "Segment", "Autor", "Erstellt am"],
    ["North", "One", "Care > Stigma", "3", "3", "0", "Told to wait.", "ana", "2024-03-01"],
    ["North", "One", "Hope", "3", "3", "0", "Told to wait.", "ana", "2024-03-01"],
    ["South", "One", "Hope", "1", "1", "0", "Told to wait.", "ana", "2024-03-01"],
]
ATLAS = [
    ["ID", "Document", "Quotation Content", "Codes", "Created by"],
    ["1:1", "One", "Told to wait.", "Stigma\nHope", "ana"],
    ["1:2", "One", "Told to wait.", "", "ana"],
]
NVIVO = [
    ["Code", "File", "Character Range", "Coded Text", "Coded By"],
    ["Care\\Stigma", "One", "(465 - 823)", "Told to wait.", "AB"],
]
TAGUETTE = [
    ["id", "document", "tag", "content"],
    ["7", "One", "care.stigma", "Told to wait."],
    ["7", "One", "hope", "Told to wait."],
    ["8", "One", "", "Nothing."],
]


def workbook(path, rows, *, shared=False):
    """Write a small .xlsx: cells are shared texts, or values and formatted texts in place."""
    book = Workbook()
    sheet = book.active
    for number, row in enumerate(rows, start=1):
        for place, text in enumerate(row, start=1):
            if not text:
                continue
            said = text.replace("\n", "_x000D_\n")
            if shared:
                sheet.cell(number, place, said)
            elif text in ("True", "False"):
                sheet.cell(number, place, text == "True")
            elif text.replace(".", "").isdecimal():
                sheet.cell(number, place, float(text))
            else:
                sheet.cell(number, place, CellRichText(TextBlock(InlineFont(b=True), said[:1]), said[1:]))
    book.create_sheet("Second").cell(1, 1, "not read")
    book.save(path)
    if shared:
        share_texts(path)


def share_texts(path):
    """Move texts out of the cells, as spreadsheet programs do, formatted and with how they are pronounced."""
    texts = []

    def moved(found):
        texts.append(f"<si><r>{found[1]}</r><rPh sb='0' eb='1'><t>no</t></rPh></si>")
        return f't="s"><v>{len(texts) - 1}</v></c>'

    with zipfile.ZipFile(path) as archive:
        cells = archive.read("xl/worksheets/sheet1.xml").decode()
        types = archive.read("[Content_Types].xml").decode()
    cells = re.sub(r't="inlineStr"><is>(.*?)</is></c>', moved, cells, flags=re.DOTALL)
    strings = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{"".join(texts)}</sst>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    types = types.replace("</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>')
    members = {"xl/worksheets/sheet1.xml": cells, "xl/sharedStrings.xml": strings, "[Content_Types].xml": types}
    replace_members(path, members)


@pytest.fixture
def declared(tmp_path):
    """Return a function that writes rows and a params file, and returns the params file."""

    def write(rows, *, name="segments.csv", **source):
        if name.endswith(".xlsx"):
            workbook(tmp_path / name, rows, shared=source.pop("shared", False))
        else:
            quoted = (",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
            (tmp_path / name).write_text("\n".join(quoted) + "\n", encoding="utf-8")
        content = {
            "evaluation": "example",
            "title": "Example",
            "synthetic": True,
            "seed": 1,
            "sources": {"interviews": {"path": name, "table": "coded_segments", **source}},
            "themes": {"interviews": "interviews"},
        }
        path = tmp_path / "params.yml"
        path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        return path

    return write


def read(path):
    return read_coded(load_parameters(path), "interviews")


def problems_of(path):
    with pytest.raises(DataError) as caught:
        read(path)
    assert caught.value.exit_code == 11
    return str(caught.value)


def codings(project):
    names = {item.id: item.name for item in (*project.users, *project.sources)} | {"": ""}
    paths = {code.id: code.path for code in project.codes}
    return [(names[c.source_id], names[c.coder_id], paths[c.code_id]) for c in project.codings]


@pytest.mark.parametrize("preset", [preset for preset in Preset if preset])
def test_every_preset_is_a_file_that_is_valid(preset):
    assert {path.stem for path in PRESETS.glob("*.yml")} == {preset.value for preset in Preset if preset}
    assert load_preset(preset).columns


@pytest.mark.parametrize("form", [{}, {"name": "s.xlsx"}, {"name": "s.xlsx", "shared": True}])
def test_dedoose_takes_the_columns_of_each_code(declared, form):
    project = read(declared(DEDOOSE, layout={"preset": "dedoose"}, columns={"Role": "variable"}, **form))
    assert codings(project) == [
        ("One", "ana", ("Care", "Stigma, shame")),
        ("One", "ana", ("Hope",)),
        ("One", "ben", ("Hope",)),
    ]
    assert [(s.start, s.end, s.name) for s in project.segments] == [
        (0, 18, "Told 🙂 to wait."),
        (0, 18, "Told 🙂 to wait."),
        (5, 9, "Fine."),
    ]
    assert project.codings[0].at == "2024-03-01T10:30:00"
    assert [source.text for source in project.sources] == [None, None]
    two = project.sources[1].id
    assert project.values_of([two], "Role") == {two: ("peer_worker",)}
    assert {item.what: item.count for item in project.not_carried} == {
        "texts of documents": 2,
        "column Codes Applied Combined": 2,
        "column Code: {code} Range": 1,
    } | ({"rows of sheet Second": 1} if form else {})


def test_dedoose_without_columns_of_codes_is_split_at_commas_and_says_so(declared):
    project = read(declared([row[:6] for row in DEDOOSE], layout={"preset": "dedoose"}))
    assert [path for *_, path in codings(project)] == [("Stigma",), ("shame",), ("Hope",), ("Hope",)]
    assert "codes are split at commas: a code with a comma in its name is taken for two" in project.violations[1]


def test_maxqda_in_german_one_excerpt_with_two_codes(declared):
    project = read(declared(MAXQDA, layout={"preset": "maxqda"}))
    assert codings(project) == [
        ("One", "ana", ("Care", "Stigma")),
        ("One", "ana", ("Hope",)),
        ("One", "ana", ("Hope",)),
    ]
    assert (len(project.segments), len(project.sources)) == (2, 2)
    assert [s.start for s in project.segments] == [None, None]
    first = project.sources[0].id
    assert project.values_of([first], "document group") == {first: ("North",)}
    left = {item.what: item.why for item in project.not_carried}
    assert left["column Anfang"] == (
        "paragraphs, pages or times of a document that is not there: they only tell excerpts apart"
    )
    assert left["column Gewicht"] == "nobody said what it holds"


@pytest.mark.parametrize("form", [{}, {"name": "s.xlsx"}, {"name": "s.xlsx", "shared": True}])
def test_atlas_ti_has_codes_on_lines_of_a_cell(declared, form):
    project = read(declared(ATLAS, layout={"preset": "atlas_ti"}, **form))
    assert codings(project) == [("One", "ana", ("Stigma",)), ("One", "ana", ("Hope",))]
    assert len(project.segments) == 2


def test_nvivo_and_taguette(declared):
    project = read(declared(NVIVO, layout={"preset": "nvivo"}))
    assert (project.segments[0].start, project.segments[0].end) == (465, 823)
    assert codings(project) == [("One", "AB", ("Care", "Stigma"))]
    project = read(declared(TAGUETTE, layout={"preset": "taguette"}))
    assert codings(project) == [("One", "", ("care", "stigma")), ("One", "", ("hope",))]
    assert len(project.segments) == 2


def test_a_map_of_ones_own_needs_no_preset(declared):
    rows = [["Wer", "Wo", "Was", "Egal"], ["ana", "One", "Care/Stigma|Hope", "x"]]
    columns = {"Wer": "coder", "Wo": "document", "Was": "codes", "Egal": ""}
    project = read(declared(rows, columns=columns, layout={"separator": "|", "hierarchy": "/"}))
    assert codings(project) == [("One", "ana", ("Care", "Stigma")), ("One", "ana", ("Hope",))]
    assert [(item.what, item.why) for item in project.not_carried][1:] == [("column Egal", "left out")]


def test_ones_own_column_replaces_that_of_the_preset(declared):
    rows = [["Document name", "Interview", "Code"], ["a.docx", "One", "Hope"]]
    columns = {"document name": "left_out", "Interview": "document"}
    project = read(declared(rows, columns=columns, layout={"preset": "maxqda"}))
    assert codings(project) == [("One", "", ("Hope",))]


def test_check_shows_how_each_column_was_understood_and_writes_nothing(declared, tmp_path):
    path = declared(DEDOOSE, layout={"preset": "dedoose"})
    before = sorted(tmp_path.iterdir())
    text = str(prepare(path))
    for line in (
        "column 'Media Title': document",
        "column 'Codes Applied Combined': codes, not used: codes have columns of their own",
        "column 'Code: Care\\Stigma, shame Applied': code Care\\Stigma, shame",
        "column 'Code: Care\\Stigma, shame Range': left out",
        "column 'Role': left out, nobody said what it holds",
        "not carried: 2 texts of documents: a spreadsheet does not hold them",
    ):
        assert f"    {line}" in text
    assert "Told" not in text
    assert "read: 2 documents, 2 excerpts (marked 3 times, by all coders), 3 codings, 2 codes, 2 coders\n" in text
    assert "code Hope: 2 codings\n    code Care > Stigma, shame: 1 coding\n" in text
    assert "noted: 1 of 3 rows have no code, and none is taken from the row above: row 4" in text
    assert sorted(tmp_path.iterdir()) == before


def test_the_first_codes_are_shown_and_the_rest_counted(declared):
    rows = [["Doc", "Code"], *(["One", f"Code {number}"] for number in range(1, 13))]
    said = read(declared(rows, columns={"Doc": "document", "Code": "code"})).understood
    assert said[2] == "read: 1 document, 1 excerpt, 12 codings, 12 codes, 0 coders"
    assert (said[3], said[10:]) == ("code Code 1: 1 coding", ("code Code 8: 1 coding", "and 4 codes more"))


@pytest.fixture
def merged(declared, tmp_path):
    """Return a function that writes a workbook with merged cells, and reads it."""

    def write(rows, *refs, columns=None):
        known = {"Doc": "document", "Code": "code", "Who": "coder", "Said": "segment"}
        headers = next(row for row in rows if any(row))
        chosen = columns or {header: field for header, field in known.items() if header in headers}
        path = declared([["Doc", "Code"], ["One", "Hope"]], name="s.xlsx", columns=chosen)
        book = Workbook()
        for row in rows:
            book.active.append(row)
        for ref in refs:
            book.active.merge_cells(ref)
        book.save(tmp_path / "s.xlsx")
        return path

    return write


def test_merged_cells_are_the_text_of_each_of_their_rows(merged):
    """Three excerpts of One by Ana, two of them about hope: only the first row of each block holds the text."""
    rows = [
        ["Doc", "Code", "Who", "Said", "Note"],
        *(["One", "Hope", "Ana", "a", "n"], [None, None, None, "b", None], [None, "Care", None, "c", None]),
        ["Two", "Hope", "Ben", "d", None],
    ]
    project = read(merged(rows, "A2:A4", "B2:B3", "C2:C4", "E2:E4"))
    assert codings(project) == [
        ("One", "Ana", ("Hope",)),
        ("One", "Ana", ("Hope",)),
        ("One", "Ana", ("Care",)),
        ("Two", "Ben", ("Hope",)),
    ]
    assert project.violations == (
        "merged cells of column 'Doc' count as that text in each of their rows: A2:A4",
        "merged cells of column 'Code' count as that text in each of their rows: B2:B3",
        "merged cells of column 'Who' count as that text in each of their rows: C2:C4",
    )


def test_merged_cells_reach_no_row_that_holds_nothing_else(merged):
    rows = [["Doc", "Code", "Who"], ["One", "Hope", "Ana"], [None] * 3, ["Two", "Hope", None]]
    project = read(merged(rows, "C2:C9"))
    assert codings(project) == [("One", "Ana", ("Hope",)), ("Two", "Ana", ("Hope",))]


def test_merged_cells_over_columns_or_the_header_are_refused_all_of_them(merged):
    rows = [[None], ["Doc", "Code", "Who", "x", "y"], [None] * 5, ["One", "Hope", "Ana"], ["Two", "Care"]]
    said = problems_of(merged(rows, "A1:E1", "A2:A3", "B5:C5", "D4:E5"))
    assert "cells are merged over several columns or over the header; found A2:A3, B5:C5; expected cells" in said
    assert "A1:E1" not in said
    assert "D4:E5" not in said


def test_too_many_merged_cells(merged, monkeypatch):
    monkeypatch.setattr("evaluation.data.workbook.MAX_CELLS", 20)
    rows = [["Doc", "Code"], *(["One", "Hope"] for _ in range(9))]
    assert "has too many cells; found 24" in problems_of(merged(rows, "A2:A9", "B2:B9", "C2:C9"))


@pytest.mark.parametrize("name", ["s.csv", "s.xlsx"])
def test_spaces_around_names_and_values_are_left_out_and_noted(declared, name):
    rows = [
        ["Doc", "Code", "Who", "Role", "Said", "Odd"],
        [" One", "Hope ", "Ana", "peer", " a ", " x"],
        ["One ", "Hope", "Ana ", " peer", "b ", ""],
        ["Two", "Hope", "Ana", "  ", "c", ""],
    ]
    columns = {"Doc": "document", "Code": "code", "Who": "coder", "Role": "variable", "Said": "segment"}
    project = read(declared(rows, name=name, columns=columns))
    assert codings(project) == [(each, "Ana", ("Hope",)) for each in ("One", "One", "Two")]
    assert [segment.name for segment in project.segments] == ["a", "b", "c"]
    assert project.violations == (
        "spaces around text of column 'Doc' are left out: row 2, row 3",
        "spaces around text of column 'Code' are left out: row 2",
        "spaces around text of column 'Who' are left out: row 3",
        "spaces around text of column 'Role' are left out: row 3",
    )


@pytest.mark.parametrize("name", ["s.csv", "s.xlsx"])
def test_rows_without_a_code_or_a_coder_are_counted(declared, name):
    """A code on the first row of a block alone is that row's: nobody can tell it from rows that were not coded."""
    rows = [["Doc", "Code", "Who"], ["One", "Hope", "Ana"], ["Two", "", ""], ["Three", "", "Ben"]]
    columns = {"Doc": "document", "Code": "code", "Who": "coder"}
    project = read(declared(rows, name=name, columns=columns))
    assert codings(project) == [("One", "Ana", ("Hope",))]
    assert project.violations == (
        "2 of 3 rows have no code, and none is taken from the row above: row 3, row 4",
        "1 of 3 rows have no coder, and none is taken from the row above: row 3",
    )
    project = read(declared(rows, name=name, columns=columns | {"Who": "left_out"}))
    assert [said.partition(",")[0] for said in project.violations] == ["2 of 3 rows have no code"]


@pytest.mark.parametrize(
    ("cell", "layout", "words"),
    [
        (
            "Hope;Care",
            {"separator": ","},
            "a semicolon at which nothing is split: each is one code; if it is several",
        ),
        ("Hope,Care", {"separator": ", "}, "a comma at which"),
        ("Hope|Care", {"separator": ";"}, "a bar at which"),
        ("Hope\nCare", {"separator": ";"}, "a line end at which"),
        (
            "Care\\Hope",
            {"separator": ";", "hierarchy": ">"},
            "a backslash at which nothing is split: each is one name",
        ),
        ("Care>Hope", {"separator": ";", "hierarchy": "\\"}, "an angle (>) at which"),
    ],
)
def test_codes_that_hold_a_mark_at_which_nothing_is_split(declared, cell, layout, words):
    columns = {"Doc": "document", "Codes": "codes"}
    project = read(declared([["Doc", "Codes"], ["One", cell]], name="s.xlsx", columns=columns, layout=layout))
    assert len(project.codes) == 1
    assert f"codes hold {words}" in project.violations[0]
    assert project.violations[0].endswith(f": '{cell.replace(chr(10), ' ⏎ ')}'")
    assert len([said for said in project.violations if "at which nothing" in said]) == 1


def test_a_code_of_a_column_may_have_a_comma_but_its_parts_are_asked_for(declared):
    rows = [["Doc", "Code: Shame, old; new Applied", "Code: Care > Hope Applied"], ["One", "True", "True"]]
    project = read(declared(rows, columns={"Doc": "document"}, layout={"code_columns": "Code: {code} Applied"}))
    assert [said.partition(" at ")[0] for said in project.violations] == ["codes hold an angle (>)"]


@pytest.mark.parametrize(
    ("rows", "preset", "column"), [(ATLAS, "atlas_ti", "Created by"), (DEDOOSE, "dedoose", "Excerpt Creator")]
)
def test_who_made_an_excerpt_may_not_be_who_coded_it(declared, rows, preset, column):
    noted = [said for said in read(declared(rows, layout={"preset": preset})).violations if "taken as coder" in said]
    assert len(noted) == 1
    assert noted[0].startswith(f"of column '{column}': it names who made the ")
    left_out = read(declared(rows, layout={"preset": preset}, columns={column.upper(): ""}))
    assert [said for said in left_out.violations if "taken as coder" in said] == []


def test_a_repeated_code_and_a_document_of_two_kinds_are_noted(declared):
    rows = [["Doc", "Code", "Role"], ["One", "Hope", "a"], ["One", "Hope", "b"]]
    project = read(declared(rows, columns={"Doc": "document", "Code": "code", "Role": "variable"}))
    assert project.n_codings == 1
    assert project.violations == (
        "a document has several values of Role: One",
        "a code stands twice on one excerpt, and is counted once: row 3",
    )


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["A", "Code"], ["One", "Hope"]], "no column is understood as the document; found 'A', 'Code'"),
        ([["Media Title", "B"], ["One", "x"]], "no column is understood as codes"),
        ([["Medea Title", "Codes Applied Combined"], ["One", "x"]], "is 'Medea Title' document?"),
        (
            [["Media Title", "Code: A Applied"], ["One", "maybe"]],
            "a cell for a code is neither true nor false; found row 2, column Code: A Applied",
        ),
        ([["Media Title", "Code: A Applied"], ["", "True"]], "a row names no document; found row 2"),
        (
            [["Media Title", "Excerpt Range", "Code: A Applied"], ["One", "18-0", "True"], ["One", "x", "True"]],
            "a range is none; found row 2, row 3; expected two numbers, such as 0-18",
        ),
        (
            [["Media Title", "Excerpt Creator", "Code: A Applied"], ["One", "Ana", "True"], ["One", "ana", "True"]],
            "several coders have one name; found 'Ana' and 'ana'; expected a name of their own for each coder",
        ),
        ([["Media Title", "Code: A Applied", "Code: A Applied"], ["One", "True", "True"]], "columns stand twice"),
    ],
)
@pytest.mark.parametrize("name", ["s.csv", "s.xlsx"])
def test_what_is_not_understood(declared, rows, said, name):
    assert said in problems_of(declared(rows, name=name, layout={"preset": "dedoose"}))


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            {"columns": {"A": "documents"}},
            "columns.A is nothing that a column of coded segments holds; found 'documents'",
        ),
        (
            {"columns": {"A": "document", "B": "codes"}},
            "columns.B holds several codes, and nobody says what is between them; expected layout: {separator: ...}",
        ),
        ({"layout": {"preset": "nvivoo"}}, "layout.preset is not valid; found 'nvivoo'"),
        ({"layout": {"code_columns": "Code"}}, "code_columns does not have {code} once"),
        ({"codes": {"code": {"Hope": "hope"}}}, "codes is not of a coded project; found table coded_segments"),
        ({"columns": {"A": "code"}, "table": "taguette"}, "columns is not of a coded project; found table taguette"),
        ({"layout": {"preset": "nvivo"}, "table": "refi_qda"}, "layout is of coded segments; found table refi_qda"),
    ],
)
def test_declarations_that_cannot_be(declared, source, said):
    with pytest.raises(ParameterError) as caught:
        load_parameters(declared(NVIVO, **source))
    assert caught.value.exit_code == 10
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"xl/worksheets/sheet1.xml": b" " * 40_000_000}, "as a zip bomb does"),
        ({"xl/media/image1.png": b" " * 40_000_000}, "as a zip bomb does"),
        ({"xl/worksheets/sheet1.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "is not a workbook"),
        ({"xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "is not a workbook"),
        ({"xl/worksheets/sheet1.xml": b"<a>"}, "is not a workbook"),
        ({"xl/sharedStrings.xml": b"<sst/>"}, "is not a workbook"),
        ({"[Content_Types].xml": b"<Types/>"}, "is not a workbook"),
        ({"xl/workbook.xml": b"<workbook/>"}, "is not a workbook"),
        ({"../a": b""}, "points outside it"),
        ({"xl/worksheets/sheet1.xml": b"<a/>"}, "holds no rows"),
        ({"xl/worksheets/sheet1.xml": b"<worksheet><sheetData/></worksheet>"}, "holds no rows"),
    ],
)
def test_hostile_and_broken_workbooks(declared, tmp_path, members, said):
    path = declared(NVIVO, name="s.xlsx", shared=True, layout={"preset": "nvivo"})
    replace_members(tmp_path / "s.xlsx", members)
    assert said in problems_of(path)


def replace_members(path, members):
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()} | members
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in content.items():
            archive.writestr(name, text)


def test_a_sheet_that_is_wide_for_nothing(declared, tmp_path, monkeypatch):
    monkeypatch.setattr("evaluation.data.workbook.MAX_CELLS", 1000)
    path = declared(NVIVO, name="s.xlsx", layout={"preset": "nvivo"})
    book = Workbook()
    for number in range(1, 9):
        book.active[f"ZZ{number}"] = 1
    book.save(tmp_path / "s.xlsx")
    assert "has too many cells; found 1,404; expected at most 1,000" in problems_of(path)


def test_cells_as_people_see_them(tmp_path):
    book = Workbook()
    book.active.append(
        [datetime(2024, 3, 1, 9, 30), datetime(2024, 3, 1), time(9, 30), 45352.5, 7.0, True, None, "=1+1"]
    )
    book.active["A3"] = "after an empty row"
    book.move_sheet(book.create_sheet("hidden behind"), offset=1)
    book.save(tmp_path / "s.xlsx")
    rows = read_workbook(tmp_path / "s.xlsx").rows
    assert rows[0] == ["2024-03-01T09:30:00", "2024-03-01", "09:30:00", "45352.5", "7", "True", "", ""]
    assert [row[0] for row in rows[1:]] == ["", "after an empty row"]


def test_further_sheets_and_columns_without_a_header_are_listed(declared, tmp_path):
    path = declared([["Doc", "Code"], ["One", "Hope"]], name="s.xlsx", columns={"Doc": "document", "Code": "code"})
    book = Workbook()
    for row in (["Doc", "Code", None], ["One", "Hope", "loose"], ["One", "Care", None], ["Two", "Hope", "loose"]):
        book.active.append(row)
    hidden, _ = book.create_sheet("Hidden memos"), book.create_sheet("Empty")
    hidden.append(["Memo"])
    hidden["A5"] = "She told me more."
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "s.xlsx")
    assert {item.what: item.count for item in read(path).not_carried} == {
        "texts of documents": 2,
        "rows of sheet Hidden memos": 2,
        "cells in columns without a header": 2,
    }
    said = str(prepare(path))
    assert "not carried: 2 rows of sheet Hidden memos: only the first sheet of a workbook is read" in said
    assert "She told" not in said


def test_the_first_sheet_is_the_first_that_people_see(tmp_path):
    book = Workbook()
    book.active["A1"] = "made first"
    second = book.create_sheet("second")
    second["A1"] = "shown first"
    book.move_sheet(second, offset=-1)
    book.save(tmp_path / "s.xlsx")
    assert read_workbook(tmp_path / "s.xlsx").rows == [["shown first"]]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_truncated(declared, tmp_path, share):
    path = declared(NVIVO, name="s.xlsx", layout={"preset": "nvivo"})
    content = (tmp_path / "s.xlsx").read_bytes()
    (tmp_path / "s.xlsx").write_bytes(content[: int(len(content) * share)])
    assert "is not a complete zip archive" in problems_of(path)


SHEET = {"Doc": "document", "Code": "code"}


@pytest.mark.parametrize("said", ["withdrawn", " Withdrawn", "CONSENT WITHDRAWN", "consent_withdrawn"])
@pytest.mark.parametrize("header", ["Consent", "Einwilligung", "Status"])
@pytest.mark.parametrize("name", ["s.csv", "s.xlsx"])
def test_a_withdrawal_in_a_column_that_nobody_declared_is_refused(declared, header, said, name):
    rows = [["Doc", "Code", header], ["One", "Hope", "yes"], ["Two", "Hope", said]]
    found = problems_of(declared(rows, name=name, columns=SHEET))
    assert (
        f"a column that nobody declared holds 'withdrawn'; found '{header}'; expected columns: {{HEADER: v" in found
    )


def test_one_of_a_preset_too_and_a_cell_between_others(declared):
    rows = [[*DEDOOSE[0], "Descriptor"], *([*row, "no"] for row in DEDOOSE[1:])]
    rows[2][-1] = "withdrawn"
    assert "holds 'withdrawn'; found 'Descriptor'" in problems_of(declared(rows, layout={"preset": "dedoose"}))


def test_what_is_declared_says_what_it_is(declared):
    rows = [["Doc", "Code", "Mood", "Consent"], ["One", "Hope", "withdrawn", "yes"]]
    project = read(declared(rows, columns={**SHEET, "Mood": "", "Consent": "variable"}))
    assert project.violations == ("a column that looks like consent is left out: it withdraws nobody: 'Mood'",)


@pytest.mark.parametrize("header", ["consent", "Consent given", "Consentimiento", "CONSENTIMIENTO  informado"])
def test_a_column_that_is_called_like_consent_is_noted(declared, header):
    rows = [["Doc", "Code", header, "Consensus"], ["One", "Hope", "yes", "yes"]]
    name = " ".join(header.split())
    said = f"a column that looks like consent is left out: it withdraws nobody: '{name}'"
    assert read(declared(rows, columns=SHEET)).violations == (said,)


def test_a_declared_column_that_the_file_lacks_is_named_with_those_near(declared):
    rows = [["Doc", "Code", "Consent", "Role"], ["One", "Hope", "yes", "a"]]
    found = problems_of(declared(rows, columns={**SHEET, "Consnt": "variable", "Zzz": "", "ROLE ": "variable"}))
    assert "has no column 'Consnt'; found 'Doc', 'Code', 'Consent', 'Role'; expected 'Consent'. Defined in" in found
    assert (
        "has no column 'Zzz'; found 'Doc', 'Code', 'Consent', 'Role'; expected a header as the file writes it"
        in found
    )
    assert "ROLE" not in found


@pytest.mark.parametrize("columns", [{"Doc": "document", "Code": "code"}, {}])
def test_a_title_above_the_header_is_told_from_it(declared, columns):
    """A declared map, or a preset, knows the row that is the header."""
    header = ["Doc", "Code", "Who"] if columns else DEDOOSE[0][:6]
    rows = [["Study of 2024"], [], header, ["One", *["x"] * (len(header) - 1)]]
    (problem,) = problems_of(declared(rows, name="s.xlsx", columns=columns)).splitlines()[1:]
    assert (
        "the first row that is not blank is taken for the header; found 'Study of 2024'; expected the header"
        in problem
    )
    assert "row 3 looks like one, so take out what stands above" in problem


@pytest.mark.parametrize("title", [["Study"], ["Study", "", ""]])
def test_and_in_a_text_file(declared, title):
    said = problems_of(declared([title, ["Doc", "Code", "Who"], ["One", "Hope", "ana"]], columns=SHEET))
    assert "; if the first row is a title, take out what stands above the header" in said


@pytest.mark.parametrize(
    ("rows", "preset", "said"),
    [
        (DEDOOSE, "", "layout: {preset: dedoose} understands 8 of 10"),
        (DEDOOSE, "maxqda", "layout: {preset: dedoose} understands 8 of 10"),
        (MAXQDA, "nvivo", "layout: {preset: maxqda} understands 8 of 9"),
        (ATLAS, "", "layout: {preset: atlas_ti} understands 5 of 5"),
        (NVIVO, "", "layout: {preset: nvivo} understands 5 of 5"),
        (TAGUETTE, "", "layout: {preset: taguette} understands 4 of 4"),
    ],
)
def test_the_preset_that_fits_is_named(declared, rows, preset, said):
    assert said in problems_of(declared(rows, layout={"preset": preset}))


def test_none_is_named_for_a_table_of_something_else(declared):
    assert "preset" not in problems_of(declared([["Document", "Code"], ["One", "x"]]))


def test_codes_that_differ_in_capitals_may_be_a_slip(declared):
    rows = [["Doc", "Code"], ["One", "Hope"], ["Two", "hope"]]
    with pytest.raises(DataError) as caught:
        prepare(declared(rows, columns=SHEET))
    said = str(caught.value)
    assert (
        "codes cannot be told apart by their names; found 'Hope', 'hope'; expected one spelling, if they are" in said
    )
    assert "if they are one code; else names that differ in letters or digits" in said


def test_a_withdrawal_beside_the_columns_and_on_another_sheet_is_refused(tmp_path, declared):
    path = declared([["Doc", "Code"], ["One", "Hope"]], name="s.xlsx", columns=SHEET)
    for place in ("column", "sheet"):
        book = Workbook()
        for row in (["Doc", "Code"], ["One", "Hope", "withdrawn" if place == "column" else None]):
            book.active.append(row)
        people = book.create_sheet("People")
        people.append(["One", "yes" if place == "column" else "Withdrawn"])
        book.save(tmp_path / "s.xlsx")
        found = {"column": "a column without a header", "sheet": "sheet 'People'"}[place]
        assert f"a place that is not read holds 'withdrawn'; found {found}; expected consent in a" in problems_of(
            path
        )
