"""A tiny evaluation of two analyses, with notebooks of its own, executed for real and shared by the tests."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbformat import v4
from rich.console import Console

from evaluation.errors import EvaluationError
from evaluation.runs.project import Project
from evaluation.runs.runner import RunSummary, run_evaluation

PARAMS = """\
evaluation: tiny
title: A tiny evaluation
synthetic: true
seed: 7
sources:
  naloxone: {path: naloxone.csv, table: naloxone}
  deaths: {path: deaths.csv, table: overdose_deaths}
  population: {path: population.csv, table: population}
activities: {naloxone: naloxone}
overdose_deaths: {deaths: deaths, population: population, series: all, seasonality: none}
"""
NALOXONE = "month,kits,channel,community\n2020-01-01,30,pharmacy,alder\n2020-02-01,12,pharmacy,alder\n"
DEATHS = "month,deaths\n2020-01-01,2\n2020-02-01,3\n2020-03-01,4\n"
POPULATION = "date,population\n2020-07-01,50000\n"

STEP = """\
from types import SimpleNamespace
from evaluation.runs import open_step
from evaluation.stats.estimate import Estimate, Status
step = open_step("{stem}", globals())"""
RECORD = """\
values = {{"total": float(step.tables["{source}"].frame["{column}"].sum()), "draw": step.rng.normal()}}
print(values)
step.record(SimpleNamespace(tables=(), estimates=[
    Estimate(result_id=f"{stem}/{{name}}/all", analysis="{stem}", quantity=name, unit="count", estimate=value,
             method="counted", status=Status.PRIMARY, prespecified=True)
    for name, value in values.items()]))"""
FIGURE = """\
from matplotlib import pyplot as plt
figure, axes = plt.subplots()
axes.plot([0, 1], [0, 1])
step.save_figure("line", figure)"""
FAULT = "fine = 1\nraise RuntimeError('no such column: kits')"

ACTIVITIES = 'naloxone: str = ""\nspending: str = ""'
OVERDOSE_DEATHS = """\
deaths: str = ""
population: str = ""
series: str = ""
start: str = ""
end: str = ""
provisional_from: str = ""
left_out: list = []
interventions: list = []
co_interventions: list = []
exposure: str = ""
controls: list = []
specifications: list = []
specification_grid: dict = {}
seasonality: str = ""
harmonics: int = 0
subgroups: list = []
conf_level: float = 0.0"""


def write_tiny_notebook(path: Path, parameters: str, *sources: str) -> Path:
    """Write a notebook whose parameters cell has the given lines, and a cell for each source."""
    parameters = f'{parameters}\nparams_file: str = ""\nrun_folder: str = ""'.lstrip()
    cells = [v4.new_markdown_cell("A question", id="question")]
    cells.append(v4.new_code_cell(parameters, id="parameters", metadata={"tags": ["parameters"]}))
    cells += [v4.new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(sources)]
    notebook = v4.new_notebook(cells=cells, metadata={"language_info": {"name": "python"}})
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


def write_tiny_evaluation(folder: Path) -> tuple[Path, Project]:
    """Write params, data and notebooks; the notebook of overdose_deaths raises."""
    files = {"tiny.yml": PARAMS, "naloxone.csv": NALOXONE, "deaths.csv": DEATHS, "population.csv": POPULATION}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    project = Project(notebooks=folder / "notebooks", outputs=folder / "outputs")
    record = RECORD.format(stem="activities", source="naloxone", column="kits")
    step = STEP.format(stem="activities")
    write_tiny_notebook(project.notebooks / "20_activities.ipynb", ACTIVITIES, step, record, FIGURE)
    write_deaths_notebook(project, FAULT)
    return folder / "tiny.yml", project


def write_deaths_notebook(project: Project, *faults: str) -> None:
    """Write the notebook of overdose_deaths, with faulty cells or without."""
    record = RECORD.format(stem="overdose_deaths", source="deaths", column="deaths")
    step = STEP.format(stem="overdose_deaths")
    write_tiny_notebook(project.notebooks / "30_overdose_deaths.ipynb", OVERDOSE_DEATHS, step, *faults, record)


@dataclass(frozen=True)
class Story:
    """A run that failed, was repaired and resumed; then two runs at the same time."""

    params: Path
    project: Project
    error: EvaluationError
    lines: str
    manifest_after_failure: str
    files_after_failure: tuple[str, ...]
    resumed: RunSummary
    twins: tuple[RunSummary, RunSummary]


@pytest.fixture(scope="session", autouse=True)
def settled_code():
    """Let somebody edit the package while the tests run: an unfinished run is resumed all the same."""
    code = {"commit": "0" * 40, "dirty": False, "tree_sha256": "1" * 64}
    with pytest.MonkeyPatch.context() as patch:
        for module in ("manifest", "runner"):
            patch.setattr(f"evaluation.runs.{module}.code_state", lambda: dict(code))
        yield


@pytest.fixture(scope="session")
def story(tmp_path_factory) -> Story:
    params, project = write_tiny_evaluation(tmp_path_factory.mktemp("story"))
    output = io.StringIO()
    with pytest.raises(EvaluationError) as caught:
        run_evaluation(params, console=Console(file=output), project=project)
    (failed,) = [path for path in (project.outputs / "tiny").iterdir() if path.name != "latest"]
    manifest = (failed / "manifest.json").read_text(encoding="utf-8")
    files = tuple(sorted(path.relative_to(failed).as_posix() for path in failed.rglob("*") if path.is_file()))
    write_deaths_notebook(project)
    resumed = run_evaluation(params, console=Console(file=output), project=project)
    with ThreadPoolExecutor() as pool:
        tasks = [
            pool.submit(run_evaluation, params, console=Console(file=io.StringIO()), project=project)
            for _ in range(2)
        ]
        twins = tuple(task.result() for task in tasks)
    return Story(params, project, caught.value, output.getvalue(), manifest, files, resumed, twins)
