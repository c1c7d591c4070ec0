"""A coded project is given back: what is written, what is said, and what is refused before anything is written."""

import pytest
import yaml
from typer.testing import CliRunner

from evaluation.cli.commands import app
from evaluation.data.convert import convert_source
from evaluation.data.refi_qda import read_codebook, read_project
from evaluation.errors import DataError, UsageError

TEXT = "Told 🙂 to wait."


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
