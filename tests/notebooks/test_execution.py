"""One notebook at a time, and the ways in which it can go wrong."""

import ast
import json

import nbformat
import pytest

from evaluation.errors import DataError, NotebookError
from evaluation.runs.execution import execute_notebook
from evaluation.runs.kernels import open_kernels

from .conftest import write_tiny_notebook


@pytest.fixture(scope="module")
def kernels():
    with open_kernels() as session:
        yield session
    assert not session.folder.exists()


@pytest.fixture
def execute(tmp_path, kernels):
    def run(*sources, timeout=None):
        source = write_tiny_notebook(tmp_path / "20_some.ipynb", "", *sources)
        parameters = {"params_file": str(tmp_path / "params.yml"), "run_folder": str(tmp_path)}
        target = tmp_path / "out" / "20_some.ipynb"
        execute_notebook(source, target, parameters, kernels=kernels, timeout=timeout)
        return nbformat.read(target, as_version=4)

    return run


SURROUNDINGS = """\
import os, sys
from ipykernel.kernelapp import IPKernelApp
kernel = IPKernelApp.instance()
names = "PYTHONHASHSEED", "OPENBLAS_NUM_THREADS", "PYTHONSTARTUP"
print({"python": sys.executable, "transport": kernel.transport, "folder": os.path.dirname(kernel.ip),
       "environment": [os.environ[name] for name in names], "parameter": run_folder})"""


def test_the_kernel_is_this_interpreter_on_private_sockets_whatever_the_user_has(
    execute, kernels, tmp_path, monkeypatch
):
    home = tmp_path / "home"
    spec = {"argv": ["false"], "display_name": "Trap", "language": "python"}
    for place in (".local/share/jupyter", "Library/Jupyter"):
        folder = home / place / "kernels" / "python3"
        folder.mkdir(parents=True)
        (folder / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PYTHONSTARTUP", str(home / "absent.py"))
    notebook = execute(SURROUNDINGS, "import sys; print(sys.prefix)")
    seen = ast.literal_eval(notebook.cells[3].outputs[0].text)
    assert seen["transport"] == "ipc"
    assert seen["folder"] == str(kernels.folder)
    assert kernels.folder.stat().st_mode & 0o777 == 0o700
    assert seen["environment"] == ["0", "1", ""]
    assert seen["parameter"] == str(tmp_path)
    assert not (home / ".ipython").exists()


def test_our_own_errors_keep_kind_and_message(execute):
    source = (
        "from evaluation.errors import DataError, Problem\n"
        "raise DataError('deaths.csv: 1 problem.', [Problem('age', 'is negative', '-1', '0-120')])"
    )
    with pytest.raises(DataError) as caught:
        execute(source)
    assert str(caught.value) == "deaths.csv: 1 problem.\n1. age: is negative; found -1; expected 0-120."


def test_an_error_of_the_same_name_is_not_taken_for_ours(execute):
    with pytest.raises(NotebookError, match="cell 3, line 2: DataError: from pandas"):
        execute("from pandas.errors import DataError\nraise DataError('from pandas')")


def test_the_place_in_the_package_is_told_too(execute):
    source = "from evaluation.runs.ledger import write_ledger\nwrite_ledger(run_folder, [{}])"
    with pytest.raises(NotebookError, match=r"line 2: KeyError.*, raised in evaluation/runs/ledger\.py:\d+\.$"):
        execute(source)


def test_a_dead_kernel_is_told_as_such(execute):
    with pytest.raises(NotebookError, match="cell 4: the kernel died; found exit status 3"):
        execute("1", "import os\nos._exit(3)")


def test_a_cell_that_takes_too_long_is_told_as_such(execute):
    with pytest.raises(NotebookError, match="cell 3: took longer than a cell may"):
        execute("import time\ntime.sleep(60)", timeout=1)


def test_a_notebook_that_leaves_early_has_failed(execute):
    with pytest.raises(NotebookError, match="cell 4: was not executed; found an exit in an earlier cell"):
        execute("import sys\nsys.exit()", "print('never')")


def test_a_failed_notebook_is_stored_with_its_error(execute, tmp_path):
    with pytest.raises(NotebookError, match="cell 3, line 1: SyntaxError: invalid syntax; found in `b = = 2`"):
        execute("b = = 2")
    notebook = nbformat.read(tmp_path / "out" / "20_some.ipynb", as_version=4)
    assert [cell.id for cell in notebook.cells] == ["question", "parameters", "injected-parameters", "cell-0"]
    assert notebook.cells[-1].outputs[0].ename == "SyntaxError"
