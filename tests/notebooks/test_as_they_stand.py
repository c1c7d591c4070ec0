"""Opened in JupyterLab, every analysis notebook runs as it stands on the demonstration."""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from evaluation.data.demo import write_demo
from evaluation.data.parameters import SECTIONS
from evaluation.runs.execution import execute_notebook
from evaluation.runs.kernels import open_kernels
from evaluation.runs.notebook_file import parameters_in, read_notebook

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def lab(tmp_path_factory) -> Path:
    """The folder that the notebooks write to, in a copy of notebooks and params with demonstration data."""
    root = tmp_path_factory.mktemp("lab")
    for name in ("notebooks", "params"):
        shutil.copytree(ROOT / name, root / name)
    write_demo(root / "outputs" / "demo-data", 20240101)
    notebooks = sorted((root / "notebooks").glob("*.ipynb"))
    here = Path.cwd()
    os.chdir(root / "notebooks")
    try:
        with open_kernels() as kernels, ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:

            def execute(path: Path) -> None:
                execute_notebook(
                    path, root / "executed" / path.name, parameters_in(read_notebook(path)), kernels=kernels
                )

            first = [path for path in notebooks if not SECTIONS[path.stem[3:]].reads_results]
            list(pool.map(execute, first))
            list(pool.map(execute, [path for path in notebooks if path not in first]))
    finally:
        os.chdir(here)
    return root / "outputs" / "demo" / "lab"


def test_every_analysis_recorded_its_results(lab):
    recorded = {path.stem for path in (lab / "restricted" / "ledger").iterdir()}
    assert recorded == set(SECTIONS)


def test_figures_were_saved_for_paper_and_screen(lab):
    figures = sorted(path.name for path in (lab / "restricted" / "figures").iterdir())
    assert {Path(name).stem for name in figures if name.endswith(".svg")} == {
        Path(name).stem for name in figures if name.endswith(".png")
    }


def test_no_notebook_warned(lab):
    executed = [read_notebook(path) for path in sorted((lab.parents[2] / "executed").iterdir())]
    said = [
        output.text
        for notebook in executed
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.get("name") == "stderr"
    ]
    assert said == []
