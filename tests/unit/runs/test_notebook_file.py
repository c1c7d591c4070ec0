from pathlib import Path

import pytest
from nbformat import v4

from evaluation.errors import NotebookError
from evaluation.runs.notebook_file import canonical_notebook, parameters_in, read_notebook, require_parameters


def notebook(parameters: str, **metadata):
    cell = v4.new_code_cell(parameters, id="parameters", metadata={"tags": ["parameters"]})
    return v4.new_notebook(cells=[cell, v4.new_code_cell("print(1)", id="show")], metadata=metadata)


def test_the_parameters_cell_is_read_without_executing_it():
    source = "a: int = 1  # one\nb: list = ['x', {'y': -2.5}]\nc = ''\n# a comment\nd: bool = True"
    assert parameters_in(notebook(source)) == {"a": 1, "b": ["x", {"y": -2.5}], "c": "", "d": True}


def test_a_notebook_without_parameters_has_none():
    assert parameters_in(v4.new_notebook(cells=[v4.new_code_cell("a = 1")])) == {}


@pytest.mark.parametrize("source", ["a = b", "import os", "a: int", "print(1)", "a = = 1"])
def test_anything_but_literals_in_the_parameters_cell_is_refused(source):
    with pytest.raises(NotebookError, match="the parameters cell is not valid"):
        require_parameters("some.ipynb", notebook(source), ["a"])


def test_parameters_must_be_those_given_and_every_difference_is_told():
    with pytest.raises(NotebookError) as caught:
        require_parameters("some.ipynb", notebook("a = 1\nb = 2"), ["a", "c", "d"])
    assert [problem.wrong for problem in caught.value.problems] == [
        "the parameters cell lacks c",
        "the parameters cell lacks d",
        "no parameter is called b, as in its cell",
    ]


@pytest.mark.parametrize("content", [None, "{", '{"cells": 1}', "[]"])
def test_a_file_that_is_no_notebook_is_told(tmp_path, content):
    path = tmp_path / "some.ipynb"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(NotebookError, match="cannot be read"):
        read_notebook(path)


def executed(*, injected_id: str, clock: str, address: str, pieces: list[str]):
    """A notebook as papermill leaves it."""
    found = notebook("a: int = 0\nfolder: str = ''", papermill={"start_time": clock})
    injected = v4.new_code_cell("a = 5", id=injected_id, metadata={"tags": ["injected-parameters"]})
    found.cells.insert(1, injected)
    for count, cell in enumerate(found.cells, start=1):
        cell.metadata["papermill"] = {"start_time": clock}
        cell.execution_count = count
    found.cells[2].outputs = [v4.new_output("stream", name="stdout", text=piece) for piece in pieces]
    found.cells[2].outputs.append(
        v4.new_output("execute_result", {"text/plain": f"<object at {address}>"}, execution_count=3)
    )
    return found


def test_two_executions_have_one_canonical_form(tmp_path):
    source = notebook(
        "a: int = 0\nfolder: str = ''", kernelspec={"name": "coalition-evaluation", "display_name": "Evaluation"}
    )
    parameters = {"a": 5, "folder": str(tmp_path / "run")}
    forms = [
        canonical_notebook(one, source, parameters, folder=tmp_path / "run" / "notebooks", root=Path("/project"))
        for one in (
            executed(injected_id="aaaaaaaa", clock="10:00", address="0x7f0000000001", pieces=["one\ntwo\n"]),
            executed(injected_id="bbbbbbbb", clock="11:00", address="0x7f0000000002", pieces=["one\n", "two\n"]),
        )
    ]
    assert forms[0] == forms[1]
    assert forms[0].metadata == source.metadata
    assert [cell.id for cell in forms[0].cells] == ["parameters", "injected-parameters", "show"]
    assert forms[0].cells[1].source == '# Parameters\na = 5\nfolder = ".."\n'
    assert forms[0].cells[2].outputs[0].text == "one\ntwo\n"


def test_the_place_of_the_project_is_removed_from_output(tmp_path):
    source = notebook("a: int = 0\nfolder: str = ''")
    one = executed(injected_id="a", clock="", address="0x7f0000000001", pieces=["/project/evaluation/errors.py:1"])
    form = canonical_notebook(one, source, {"a": 1}, folder=tmp_path, root=Path("/project"))
    assert form.cells[2].outputs[0].text == "evaluation/errors.py:1"
