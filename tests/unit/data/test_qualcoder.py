"""QualCoder: databases of several versions, each made as the program's own statements make it."""

import sqlite3

import pytest

from evaluation.data.qualcoder import read_qualcoder
from evaluation.data.qualitative_parts import Medium
from evaluation.data.refi_qda import read_project
from evaluation.data.refi_qda.write import write_project
from evaluation.errors import DataError

# As version 4.1 of the program creates them (src/qualcoder/__main__.py of github.com/ccbogel/QualCoder, c320464).
TABLES = {
    "project": "databaseversion text, date text, memo text, about text, codername text",
    "source": "id integer primary key, name text, fulltext text, mediapath text, memo text, owner text, date text,"
    " av_text_id integer, risid integer, unique(name)",
    "code_image": "imid integer primary key, id integer, x1 integer, y1 integer, width integer, height integer,"
    " cid integer, memo text, date text, owner text, important integer, pdf_page integer",
    "code_av": "avid integer primary key, id integer, pos0 integer, pos1 integer, cid integer, memo text, date text,"
    " owner text, important integer",
    "annotation": "anid integer primary key, fid integer, pos0 integer, pos1 integer, memo text, owner text,"
    " date text",
    "attribute_type": "name text primary key, date text, owner text, memo text, caseOrFile text, valuetype text",
    "attribute": "attrid integer primary key, name text, attr_type text, value text, id integer, date text,"
    " owner text",
    "case_text": "id integer primary key, caseid integer, fid integer, pos0 integer, pos1 integer, owner text,"
    " date text, memo text",
    "cases": "caseid integer primary key, name text, memo text, owner text, date text",
    "code_cat": "catid integer primary key, name text, owner text, date text, memo text, supercatid integer",
    "code_text": "ctid integer primary key, cid integer, fid integer, seltext text, pos0 integer, pos1 integer,"
    " owner text, date text, memo text, avid integer, important integer, unique(cid, fid, pos0, pos1, owner)",
    "code_name": "cid integer primary key, name text, memo text, catid integer, owner text, date text, color text,"
    " supercid integer, unique(name)",
    "journal": "jid integer primary key, name text, jentry text, date text, owner text",
    "coder_names": "name text unique not null, visibility integer not null default 1",
}
TEXT = "I was told 🙂 to wait.\nCafe\u0301 people helped."


class Qualcoder:
    """A project folder, filled row by row."""

    def __init__(self, folder, tables=TABLES, version="v17"):
        self.folder = folder / "Study.qda"
        self.folder.mkdir()
        self.connection = sqlite3.connect(self.folder / "data.qda")
        for name, columns in tables.items():
            self.connection.execute(f"CREATE TABLE {name} ({columns})")
        self.add("project", databaseversion=version, about="QualCoder 4.1", memo="A study.")

    def add(self, table, **row):
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        self.connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values()))
        return self

    def code(self, said, cid, owner="ana", text=TEXT, width=1, **more):
        start, end = text.index(said), text.index(said) + len(said)
        start, end = (at + (width - 1) * text[:at].count("🙂") for at in (start, end))
        day = "2024-03-01 10:00:00"
        row = {"cid": cid, "fid": 1, "seltext": said, "pos0": start, "pos1": end, "owner": owner, "date": day}
        return self.add("code_text", **row | more)

    def read(self):
        self.connection.commit()
        return read_qualcoder(self.folder)

    def problems(self):
        with pytest.raises(DataError) as caught:
            self.read()
        assert caught.value.exit_code == 11
        return str(caught.value)


@pytest.fixture
def study(tmp_path):
    made = Qualcoder(tmp_path)
    made.add("source", id=1, name="one.txt", fulltext=TEXT, memo="First.")
    made.add("code_cat", catid=1, name="care").add("code_cat", catid=2, name="inner", supercatid=1)
    made.add("code_name", cid=1, name="stigma", memo="Looked down on.", catid=2, color="#4e79a7")
    made.add("code_name", cid=2, name="hope").add("code_name", cid=3, name="small hope", supercid=2)
    return made


def test_codes_sit_under_categories_and_under_codes(study):
    assert [(code.path, code.is_codable, code.description, code.color) for code in study.read().codes] == [
        (("care",), False, "", ""),
        (("care", "inner"), False, "", ""),
        (("care", "inner", "stigma"), True, "Looked down on.", "#4E79A7"),
        (("hope",), True, "", ""),
        (("hope", "small hope"), True, "", ""),
    ]


def test_spans_coders_cases_and_variables(study, tmp_path):
    study.code("to wait", 1).code("to wait", 2, memo="Same place.").code("to wait", 1, owner="ben").code(
        "Cafe\u0301", 3
    )
    study.add("cases", caseid=7, name="P1", memo="Somebody.").add(
        "case_text", caseid=7, fid=1, pos0=0, pos1=len(TEXT)
    )
    study.add("attribute_type", name="role", caseOrFile="case", valuetype="character")
    study.add("attribute_type", name="year", caseOrFile="file", valuetype="numeric")
    study.add("attribute", name="role", attr_type="case", value="clinician", id=7)
    study.add("attribute", name="year", attr_type="file", value="2024", id=1)
    study.add("coder_names", name="zoe")
    project = study.read()
    assert [TEXT[s.start : s.end] for s in project.segments] == ["to wait", "to wait", "to wait", "Cafe\u0301"]
    codes, users = ({item.id: item.name for item in items} for items in (project.codes, project.users))
    assert [(codes[c.code_id], users[c.coder_id]) for c in project.codings] == [
        ("stigma", "ana"),
        ("hope", "ana"),
        ("stigma", "ben"),
        ("small hope", "ana"),
    ]
    assert list(users.values()) == ["zoe", "ana", "ben"]
    ids = [project.sources[0].id]
    assert project.values_of(ids, "role") == {ids[0]: ("clinician",)}
    assert project.values_of(ids, "year") == {ids[0]: ("2024",)}
    assert [variable.kind for variable in project.variables] == ["Text", "Float"]
    assert (project.name, project.origin, project.description) == ("Study", "QualCoder 4.1", "A study.")
    assert project.not_carried == project.violations == ()
    assert write_project(tmp_path / "a.qdpx", project) == ()
    back = read_project(tmp_path / "a.qdpx")
    for part in ("users", "codes", "variables", "cases", "sources", "segments", "description"):
        assert getattr(back, part) == getattr(project, part), part
    assert sorted(c.id for c in back.codings) == sorted(c.id for c in project.codings)


def test_other_media_keep_their_place_and_the_rest_is_counted(study):
    study.add("source", id=2, name="a.png", mediapath="/images/a.png")
    study.add("source", id=3, name="a.mp3", mediapath="audio:/home/a.mp3")
    study.add("source", id=4, name="a.pdf", mediapath="/docs/a.pdf", fulltext="Page one.")
    study.add("code_image", id=2, x1=1, y1=2, width=3, height=4, cid=1, owner="ana", important=1)
    study.add("code_image", id=4, x1=1, y1=2, width=3, height=4, cid=1, owner="ana", pdf_page=5)
    study.add("code_av", id=3, pos0=10, pos1=20, cid=2, owner="ben")
    study.add("annotation", fid=1, pos0=0, pos1=1, memo="x").add("journal", name="j", jentry="x")
    study.add("cases", caseid=7, name="P1").add("case_text", caseid=7, fid=1, pos0=3, pos1=9)
    project = study.read()
    assert [source.medium for source in project.sources] == [Medium.TEXT, Medium.PICTURE, Medium.AUDIO, Medium.PDF]
    assert [(s.medium, dict(s.place)) for s in project.segments] == [
        (Medium.AUDIO, {"begin": "10", "end": "20"}),
        (Medium.PICTURE, {"firstX": "1", "firstY": "2", "secondX": "4", "secondY": "6"}),
        (Medium.PDF, {"page": "5", "firstX": "1", "firstY": "2", "secondX": "4", "secondY": "6"}),
    ]
    assert {item.what: item.count for item in project.not_carried} == {
        "annotation rows": 1,
        "journal rows": 1,
        "parts of files linked to a case": 1,
        "importance marks": 1,
        "pictures and recordings": 2,
    }


@pytest.mark.parametrize(("width", "unit"), [(1, "code points"), (2, "UTF-16 code units")])
def test_positions_are_what_the_marked_texts_say(study, width, unit):
    project = study.code("to wait", 1, width=width).code("people", 2, width=width).read()
    assert [TEXT[s.start : s.end] for s in project.segments] == ["to wait", "people"]
    assert (project.positions.unit, project.positions.n_supported) == (unit, 2)


def test_carriage_returns_count_as_stored(tmp_path):
    text = "One.\r\nTwo.\r\nThree."
    made = Qualcoder(tmp_path).add("source", id=1, name="one", fulltext=text).add("code_name", cid=1, name="hope")
    project = made.code("Three", 1, text=text).read()
    (segment,) = project.segments
    assert project.sources[0].text[segment.start : segment.end] == "Three"


def test_an_old_version_lacks_columns_and_is_read(tmp_path):
    old = TABLES | {
        "code_name": TABLES["code_name"].replace(" supercid integer,", ""),
        "code_text": TABLES["code_text"].replace(" avid integer, important integer,", ""),
        "code_image": TABLES["code_image"].replace(", important integer, pdf_page integer", ""),
    }
    del old["coder_names"], old["journal"]
    made = Qualcoder(tmp_path, old, version="v2").add("source", id=1, name="one", fulltext=TEXT)
    project = made.add("code_name", cid=1, name="hope").code("told", 1).read()
    assert [code.path for code in project.codes] == [("hope",)]
    assert (project.n_codings, project.violations) == (1, ())


@pytest.mark.parametrize("version", ["v18", "", "next"])
def test_a_newer_or_unknown_version_is_noted(tmp_path, version):
    (noted,) = Qualcoder(tmp_path, version=version).read().violations
    assert "not known here" in noted
    assert f"{version}; known up to v17" in noted


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE code_cat SET supercatid = 2 WHERE catid = 1", "stands below itself; found care, inner, stigma"),
        ("UPDATE code_name SET supercid = 3 WHERE cid = 2", "stands below itself; found hope, small hope"),
        ("INSERT INTO code_text (cid, fid, pos0, pos1, owner) VALUES (9, 1, 0, 1, 'a')", "found code 9"),
        ("INSERT INTO code_text (cid, fid, pos0, pos1, owner) VALUES (1, 9, 0, 1, 'a')", "1 file(s)"),
        ("INSERT INTO code_text (cid, fid, pos0, pos1, owner) VALUES (1, 1, 4, 2, 'a')", "no usable positions"),
        (
            "INSERT INTO code_text (cid, fid, pos0, pos1, owner) VALUES (1, 1, 0, 999, 'a')",
            "0 to 999 in a text of 42",
        ),
        ("INSERT INTO case_text (caseid, fid) VALUES (1, 9)", "found case 1: file 9"),
        ("INSERT INTO code_text (cid, fid, pos0, pos1, owner) VALUES (1, 1, 'a', 1, 'a')", "no usable positions"),
        ("UPDATE source SET fulltext = x'ff'", "is damaged; found bytes in table source"),
        ("DROP TABLE code_text", "lacks columns; found code_text.cid"),
    ],
)
def test_what_is_refused(study, change, said):
    study.connection.execute(change)
    assert said in study.problems()


def test_the_folder_or_the_file_in_it(study, tmp_path):
    study.connection.commit()
    assert read_qualcoder(study.folder / "data.qda").name == "Study"
    with pytest.raises(DataError, match="cannot be read as a QualCoder project"):
        read_qualcoder(tmp_path)


def test_two_coders_with_one_name(study):
    study.code("to wait", 1).code("to wait", 2, owner="Ána")
    assert "several coders have one name; found 'ana' and 'Ána'" in study.problems()


def test_what_nobody_reads_is_listed_with_its_number(study):
    study.code("to wait", 1, avid=3)
    study.add("cases", caseid=7, name="P1", owner="ana", date="2024-01-01")
    study.add("case_text", caseid=7, fid=1, pos0=0, pos1=len(TEXT), owner="ana", memo="Only the end.")
    study.add("attribute_type", name="age", caseOrFile="case", memo="As they said it.", owner=" ")
    study.add("attribute", name="age", attr_type="case", value="33", id=7)
    study.add("attribute", name="height", attr_type="case", value="180", id=7)
    study.add("attribute", name="age", attr_type="journal", value="33", id=7)
    study.connection.execute('CREATE TABLE "my ""own"" notes" (a, "b ""c""")')
    study.connection.execute('INSERT INTO "my ""own"" notes" VALUES (?, 1), (2, 3)', [b"\x00"])
    study.connection.execute("CREATE TABLE empty (a)")
    study.connection.execute("CREATE VIEW seen AS SELECT * FROM source")
    assert {item.what: item.count for item in study.read().not_carried} == {
        "values of attributes": 2,
        'my "own" notes rows': 2,
        "cells of column avid (of code_text)": 1,
        "cells of column date (of cases)": 1,
        "cells of column memo (of attribute_type, case_text)": 2,
        "cells of column owner (of case_text, cases)": 2,
    }
