"""Several coders, each in a file of their own, become one project."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from evaluation.cli.commands import app
from evaluation.data.coders_together import coders_together
from evaluation.data.qualitative import NotCarried, QualitativeProject
from evaluation.data.qualitative_parts import Case, Code, Coding, Medium, Segment, Source, User, Variable
from evaluation.data.refi_qda import read_project
from evaluation.data.taguette import read_taguette
from evaluation.errors import DataError


def project(*marks, codes=("stigma",), text="We were told to wait.", users=("u",), **more):
    """One interview with marks: (start, end, code, user)."""
    return QualitativeProject(
        name="Study",
        origin="here",
        path=Path("study.qdpx"),
        sha256="0",
        users=tuple(User(id=user, name=user) for user in users),
        codes=tuple(Code(id=str(n), name=name, path=(name,)) for n, name in enumerate(codes)),
        sources=(Source(id="s", name="one", medium=Medium.TEXT, is_textual=True, text=text),),
        segments=tuple(
            Segment(id=str(n), source_id="s", medium=Medium.TEXT, start=start, end=end)
            for n, (start, end, *_) in enumerate(marks)
        ),
        codings=tuple(
            Coding(id=str(n), source_id="s", segment_id=str(n), code_id=str(codes.index(code)), coder_id=user)
            for n, (_, _, code, user) in enumerate(marks)
        ),
        **more,
    )


def coded(together):
    names = {user.id: user.name for user in together.users}
    paths = {code.id: code.path for code in together.codes}
    sources = {source.id: source.name for source in together.sources}
    at = {segment.id: (segment.start, segment.end) for segment in together.segments}
    return sorted(
        (names[each.coder_id], sources[each.source_id], *at[each.segment_id], ".".join(paths[each.code_id]))
        for each in together.codings
    )


def refused(**projects):
    with pytest.raises(DataError) as caught:
        coders_together(projects)
    assert caught.value.exit_code == 11
    return [str(problem) for problem in caught.value.problems]


def test_each_coding_is_of_the_coder_of_its_file():
    together = coders_together(
        {
            "ana": project((0, 2, "stigma", "u"), (3, 7, "stigma", "u")),
            "ben": project((0, 2, "wait", "u"), codes=("wait", "stigma")),
        }
    )
    assert coded(together) == [
        ("ana", "one", 0, 2, "stigma"),
        ("ana", "one", 3, 7, "stigma"),
        ("ben", "one", 0, 2, "wait"),
    ]
    assert len(together.sources) == 1
    assert [code.path for code in together.codes] == [("stigma",), ("wait",)]
    assert together.violations == ("code 'wait' is not in the file of ana",)


def test_exports_of_taguette_are_given_to_agreement(export, tmp_path):
    export(name="ana.sqlite3")
    care = "SELECT id, (SELECT id FROM tags WHERE path = 'care') FROM highlights"
    export(
        "DELETE FROM highlight_tags",
        f"INSERT INTO highlight_tags (highlight_id, tag_id) {care}",
        name="ben.sqlite3",
    )
    params = tmp_path / "params.yml"
    content = {
        "evaluation": "example",
        "title": "Example",
        "synthetic": True,
        "seed": 1,
        "sources": {name: {"path": f"{name}.sqlite3", "table": "taguette"} for name in ("ana", "ben")},
        "themes": {"interviews": "ana"},
    }
    params.write_text(yaml.safe_dump(content), encoding="utf-8")
    target = tmp_path / "both.qdpx"
    done = CliRunner().invoke(app, ["convert", str(params), "ana", str(target), "--with", "ben"])
    assert (done.exit_code, done.exception) == (0, None)
    assert "ana: positions: UTF-8 bytes" in done.stdout
    both, alone = read_project(target), read_taguette(tmp_path / "ana.sqlite3")
    assert [user.name for user in both.users] == ["ana", "ben"]
    assert sorted(source.text for source in both.sources) == sorted(source.text for source in alone.sources)
    assert len(both.segments) == 2 * len(alone.segments)
    of_ana = {row[1:] for row in coded(both) if row[0] == "ana"}
    of_ben = {row[1:] for row in coded(both) if row[0] == "ben"}
    assert of_ana == {row[1:] for row in coded(alone)}
    assert {row[:3] for row in of_ben} >= {row[:3] for row in of_ana}
    assert {row[3] for row in of_ben} == {"care"}
    repeated = CliRunner().invoke(app, ["convert", str(params), "ana", str(tmp_path / "x.qdpx"), "--with", "ana"])
    assert repeated.exception.exit_code == 2
    assert "--with: is named twice; found 'ana'" in str(repeated.exception)


def test_an_interview_that_is_not_the_same_is_refused_without_its_words():
    said = refused(ana=project(), ben=project(text="We were told to leave."), cleo=project(text="No."))
    assert said == [
        f"{coder} (study.qdpx), interview 'one': is not the same as with ana; expected the same in all files. "
        "Defined in docs/how-to/qualitative-sources.md."
        for coder in ("ben", "cleo")
    ]


def test_cases_are_one_if_what_is_known_of_them_is_the_same():
    def with_case(role, sources=("s",)):
        case = Case(id="c", name="P1", values=(("Role", role),), source_ids=sources)
        return project(cases=(case,), variables=(Variable(id="v", name="Role", kind="Text"),))

    (case,) = coders_together({"ana": with_case("peer", ()), "ben": with_case("peer")}).cases
    assert (case.values, len(case.source_ids)) == ((("Role", "peer"),), 1)
    (problem,) = refused(ana=with_case("peer"), ben=with_case("nurse"))
    assert (
        "ben (study.qdpx), case 'P1': is not the same as with ana; found another value, or none, of 'Role'; e"
        in problem
    )
    assert "nurse" not in problem


def test_every_variable_that_differs_is_named_and_no_other():
    """As where one file says that somebody withdrew: the order of variables is nobody's business."""

    def with_values(*values):
        return project(cases=(Case(id="c", name="P1", values=values, source_ids=("s",)),))

    ana = with_values(("Role", "peer"), ("consent", "yes"), ("Age", "20"))
    (problem,) = refused(ana=ana, ben=with_values(("consent", "withdrawn"), ("Role", "peer"), ("Site", "north")))
    assert "found another value, or none, of 'consent', 'Site', 'Age'; expected the same in all files" in problem
    both = coders_together({"ana": ana, "ben": with_values(("Age", "20"), ("consent", "yes"), ("Role", "peer"))})
    assert both.cases[0].values == ana.cases[0].values


def test_a_file_of_several_coders_or_with_one_name_twice_is_refused():
    two = project((0, 2, "a", "u"), (3, 7, "a", "v"), codes=("a",), users=("u", "v"))
    (problem,) = refused(ana=two, ben=project())
    assert "ana (study.qdpx): has codings of several coders; found u, v; expected those of one" in problem
    (problem,) = refused(ana=project(codes=("a", "a")), ben=project())
    assert "ana (study.qdpx): has several of one name: code; found 'a'; expected each name once" in problem


def test_what_files_do_not_have_alike_is_said_and_the_first_that_has_it_is_kept():
    ana = project(
        (0, 2, "stigma", "u"),
        codes=("stigma", "hope"),
        variables=(Variable(id="v", name="Age", kind="Text"),),
        cases=(Case(id="c", name="P1", source_ids=("s",)),),
        violations=("colours that are none, and are left out: 1",),
        not_carried=(NotCarried(what="Note elements", count=2, why="not read"),),
    )
    stigma, hope = ana.codes
    ben = replace(
        ana,
        description="Of the coalition.",
        codes=(
            replace(stigma, description="Being looked down on.", color="#FF0000"),
            replace(hope, is_codable=False, description="Any good word."),
        ),
        variables=(Variable(id="v", name="age", kind="Integer"), Variable(id="w", name="Site", kind="Text")),
        cases=(),
        violations=(),
        not_carried=(),
    )
    cleo = replace(ben, codes=(replace(stigma, description="Shame."), ben.codes[1]), cases=ana.cases, variables=())
    together = coders_together({"ana": ana, "ben": ben, "cleo": cleo})
    assert [(code.name, code.description, code.color, code.is_codable) for code in together.codes] == [
        ("stigma", "Being looked down on.", "#FF0000", True),
        ("hope", "Any good word.", "", True),
    ]
    assert together.description == "Of the coalition."
    assert [(variable.name, variable.kind) for variable in together.variables] == [("Age", "Text"), ("Site", "Text")]
    assert [case.name for case in together.cases] == ["P1"]
    assert together.violations == (
        "case 'P1' is not in the file of ben",
        "variable 'Age' is not in the file of cleo",
        "variable 'Site' is not in the file of ana, cleo",
        "code 'stigma': definition is not the same in the file of ana, cleo; that of ben is kept",
        "code 'stigma': colour is not the same in the file of ana, cleo; that of ben is kept",
        "code 'hope': definition is not the same in the file of ana; that of ben is kept",
        "code 'hope': use (as a code or as a heading) is not the same in the file of ben, cleo; that of ana is kept",
        "variable 'Age': type is not the same in the file of ben; that of ana is kept",
        "description of the project is not the same in the file of ana; that of ben is kept",
        "ana: colours that are none, and are left out: 1",
    )
    (left,) = together.not_carried
    assert (left.what, left.count) == ("Note elements in the file of ana", 2)
    assert "noted: case 'P1' is not in the file of ben" in together.reading()


def test_coders_of_one_name_are_refused():
    (problem,) = refused(Ana=project(), a_na=project(), ben=project())
    assert "the sources put together: are coders of one name; found Ana and a_na; expected a name for each" in problem
