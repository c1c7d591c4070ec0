"""A coded project is given back: what is written, what is said, and what is refused before anything is written."""

import pytest
import yaml
from typer.testing import CliRunner

from evaluation.cli.commands import app
from evaluation.data.convert import convert_source
from evaluation.data.refi_qda import read_codebook, read_project
from evaluation.errors import DataError, UsageError

TEXT = "Told 🙂 to wait."
_UNASKED = {"role_variable": "", "community_variable": ""}


@pytest.fixture
def params(tiny_project, tmp_path):
    """A params file with a coded project, and a table."""
    tiny_project.user("ana").code("care", tiny_project.code_xml("stigma"))
    tiny_project.text("s1", TEXT, tiny_project.mark("m", 0, 4, "stigma", user="ana", name="Told"))
    tiny_project.rest.append('<Notes><Note guid="n"/></Notes>')
    (tmp_path / "quotes.csv").write_text("quote_id\n")
    content = {
        "evaluation": "example",
        "title": "Example",
        "synthetic": True,
        "seed": 1,
        "sources": {
            "interviews": {"path": str(tiny_project.write()), "table": "refi_qda"},
            "quotes": {"path": "quotes.csv", "table": "quotes"},
        },
        "themes": {"interviews": "interviews", "quotes": "quotes"},
    }
    path = tmp_path / "params.yml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return path


def test_a_project_and_its_codebook(params, tmp_path):
    said = str(convert_source(params, "interviews", tmp_path / "back.qdpx"))
    assert "The project, 1 sources, 2 codes, 1 codings: " in said
    assert "it is restricted" in said
    assert "not carried: 1 Note elements" in said
    assert "Told" not in said
    back = read_project(tmp_path / "back.qdpx")
    assert back.sources[0].text == TEXT
    assert (tmp_path / "back.qdpx").stat().st_mode & 0o077 == 0
    said = str(convert_source(params, "interviews", tmp_path / "back.qdc"))
    assert "The codebook, 2 codes: " in said
    assert read_codebook(tmp_path / "back.qdc").codes == back.codes


def test_the_command(params, tmp_path):
    arguments = ["convert", str(params), "interviews", str(tmp_path / "back.qdpx")]
    done = CliRunner().invoke(app, arguments)
    assert (done.exit_code, done.exception) == (0, None)
    assert done.stdout.startswith("The project, 1 sources, 2 codes, 1 codings: ")
    assert CliRunner().invoke(app, arguments).exception.exit_code == 2


@pytest.mark.parametrize(
    ("name", "target", "said"),
    [
        ("quotes", "a.qdpx", "is no source that is a coded project; found 'quotes'; expected one of interviews"),
        ("gone", "a.qdpx", "is no source that is a coded project; found 'gone'"),
        ("interviews", "a.xlsx", "has an unknown ending; found '.xlsx'; expected .qdpx (project) or .qdc (codebook)"),
        ("interviews", "there.qdpx", "is there already; expected a new file"),
        ("interviews", "none/a.qdpx", "has no folder"),
    ],
)
def test_what_cannot_be_written(params, tmp_path, name, target, said):
    (tmp_path / "there.qdpx").write_bytes(b"kept")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(UsageError) as caught:
        convert_source(params, name, tmp_path / target)
    assert caught.value.exit_code == 2
    assert said in str(caught.value)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_source_that_is_refused_leaves_nothing_behind(params, tiny_project, tmp_path):
    tiny_project.text("s2", "Short.", tiny_project.mark("x", 2, 70))
    tiny_project.write()
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(DataError, match="problem") as caught:
        convert_source(params, "interviews", tmp_path / "a.qdpx")
    assert caught.value.exit_code == 11
    assert sorted(tmp_path.rglob("*")) == before


@pytest.fixture
def sheets(tmp_path):
    """Return a function that writes a sheet for each of two coders, and a params file that has both."""

    def write(**headers):
        sources = {}
        for name, header in headers.items():
            (tmp_path / f"{name}.csv").write_text(f"document,segment,codes,{header}\nOne,We wait.,care,3-8\n")
            columns = {each: each for each in ("document", "segment", "codes", header)}
            layout = {"separator": "|", "positions": "characters" if header == "range" else "none"}
            source = {"path": f"{name}.csv", "table": "coded_segments", "columns": columns, "layout": layout}
            sources[name] = source
        path = tmp_path / "sheets.yml"
        content = {"evaluation": "sheets", "title": "Sheets", "synthetic": True, "seed": 1, "sources": sources}
        path.write_text(yaml.safe_dump(content | {"themes": {"interviews": "ana", **_UNASKED}}), encoding="utf-8")
        return path

    return write


def test_sheets_without_positions_are_not_put_together(sheets, tmp_path):
    path, target = sheets(ana="place", ben="place"), tmp_path / "both.qdpx"
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(DataError) as caught:
        convert_source(path, "ana", target, ["ben"])
    assert caught.value.headline == "Nothing was written: codings would be lost."
    assert [problem.where for problem in caught.value.problems] == ["ana (ana.csv)", "ben (ben.csv)"]
    assert {(problem.found, problem.expected) for problem in caught.value.problems} == {
        (
            "1 codings",
            "positions in the texts; or the rows of all coders in one sheet, with a column that says who coded",
        )
    }
    assert sorted(tmp_path.rglob("*")) == before


def test_one_coder_whose_codings_would_all_be_lost_stops_the_others(sheets, tmp_path):
    path = sheets(ana="range", ben="place")
    with pytest.raises(DataError) as caught:
        convert_source(path, "ana", tmp_path / "both.qdpx", ["ben"])
    assert [problem.where for problem in caught.value.problems] == ["ben (ben.csv)"]
    said = str(convert_source(path, "ana", tmp_path / "ana.qdpx"))
    assert said.startswith("The project, 1 sources, 1 codes, 1 codings: ")


def test_of_a_sheet_without_positions_there_is_a_codebook_to_write(sheets, tmp_path):
    path = sheets(ana="place")
    with pytest.raises(DataError, match="codings would be lost") as caught:
        convert_source(path, "ana", tmp_path / "back.qdpx")
    assert caught.value.problems[0].expected == "positions in the texts, or .qdc for the codebook alone"
    assert str(convert_source(path, "ana", tmp_path / "book.qdc")).startswith("The codebook, 1 codes: ")


def test_the_codings_that_are_said_are_those_written(sheets, tmp_path):
    path = sheets(ana="range")
    with (tmp_path / "ana.csv").open("a", encoding="utf-8") as file:
        file.write("One,They wait.,hope,\n")
    said = str(convert_source(path, "ana", tmp_path / "back.qdpx"))
    assert "The project, 1 sources, 2 codes, 1 codings: " in said
    assert "left out of the file: 1 codings: of selections whose place is not known" in said
    assert len(read_project(tmp_path / "back.qdpx").codings) == 1
