"""An analysis that reads results is executed after those that it reads, and again when one of them changed."""

import io
import json

import pytest
from rich.console import Console

from evaluation.data.params_place import params_file_of
from evaluation.errors import UsageError
from evaluation.runs.ledger import ledger_rows, write_ledger
from evaluation.runs.project import Project
from evaluation.runs.runner import run_evaluation
from evaluation.runs.upstream import ledger_of, read_upstream
from evaluation.stats.estimate import Estimate, Status

PARAMS = """\
evaluation: tiny
title: A tiny evaluation
synthetic: true
seed: 7
sources:
  naloxone: {path: naloxone.csv, table: naloxone}
activities: {naloxone: naloxone}
joint_display:
  readings: seen.yml
  constructs:
    - {name: one, question: "How many?", numbers: [{result: activities/kits/all/2020}]}
"""
NAMES = {
    "20_activities": ("naloxone", "spending"),
    "60_joint_display": ("quotes", "readings", "constructs"),
}


def notebook(names):
    code = "\n".join(f'{name}: str = ""  # a name' for name in (*names, "params_file", "run_folder"))
    cell = {"cell_type": "code", "id": "p", "execution_count": None, "outputs": [], "source": code}
    content = {"cells": [cell | {"metadata": {"tags": ["parameters"]}}], "metadata": {}, "nbformat": 4}
    return json.dumps(content | {"nbformat_minor": 5})


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    """Params, data, and notebooks that are not executed: what stands in for that notes which one it was."""
    (tmp_path / "tiny.yml").write_text(PARAMS, encoding="utf-8")
    data = "month,kits,channel,community\n2020-01-01,30,pharmacy,alder\n"
    (tmp_path / "naloxone.csv").write_text(data, encoding="utf-8")
    (tmp_path / "notebooks").mkdir()
    for name, names in NAMES.items():
        (tmp_path / "notebooks" / f"{name}.ipynb").write_text(notebook(names), encoding="utf-8")
    tiny = Tiny(tmp_path)
    code = {"commit": "0" * 40, "dirty": False, "tree_sha256": "1" * 64}
    for module in ("manifest", "runner"):
        monkeypatch.setattr(f"evaluation.runs.{module}.code_state", lambda: dict(code))
    monkeypatch.setattr("evaluation.runs.runner.execute_notebook", tiny.execute)
    return tiny


class Tiny:
    """A project, what its notebooks record, and in which order they were executed."""

    def __init__(self, folder):
        self.params = folder / "tiny.yml"
        self.project = Project(notebooks=folder / "notebooks", outputs=folder / "outputs")
        self.kits = 30.0
        self.executed = []
        self.read = []
        self.failing = set()

    def execute(self, source, target, parameters, **options):
        stem = source.stem[3:]
        if stem in self.failing:
            raise UsageError(f"{stem} failed.")
        folder = target.parents[2]
        self.executed.append(stem)
        if stem == "joint_display":
            self.read = read_upstream(folder, ["activities"], where=stem)
        value = self.kits if stem == "activities" else 1.0
        about = {"unit": "kits", "method": "counted", "status": Status.PRIMARY, "prespecified": True}
        row = Estimate(result_id=f"{stem}/kits/all", analysis=stem, quantity="kits", estimate=value, **about)
        write_ledger(ledger_of(folder, stem), ledger_rows([row]))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())

    def run(self, **options):
        console = Console(file=io.StringIO())
        return run_evaluation(self.params, workers=2, console=console, project=self.project, **options)


def test_it_is_executed_last_and_reads_what_the_others_recorded(tiny):
    summary = tiny.run()
    assert tiny.executed == ["activities", "joint_display"]
    assert [row["estimate"] for row in tiny.read] == ["30.0"]
    assert summary.n_results == 2
    manifest = json.loads((summary.folder / "manifest.json").read_text(encoding="utf-8"))
    assert list(manifest["notebooks"]["joint_display"]["reads"]) == ["activities"]
    assert params_file_of(summary.folder) == tiny.params


def test_alone_it_says_which_results_are_missing(tiny):
    with pytest.raises(UsageError) as caught:
        tiny.run(only=["joint_display"])
    assert caught.value.exit_code == 2
    (problem,) = caught.value.problems
    assert str(problem).startswith("joint_display: reads the results of activities, which has none yet; found ")
    assert "expected `evaluation run` of the params file without --only" in str(problem)
    assert tiny.executed == []


def test_where_the_others_are_there_it_is_executed_alone(tiny):
    tiny.run(only=["activities"])
    assert tiny.run(only=["joint_display"]).executed == ("joint_display",)
    assert tiny.executed == ["activities", "joint_display"]


def test_where_another_fails_it_waits(tiny):
    tiny.failing = {"activities"}
    with pytest.raises(UsageError, match="activities failed"):
        tiny.run()
    assert tiny.executed == []
    tiny.failing = set()
    assert tiny.run().executed == ("activities", "joint_display")


def test_a_resumed_run_repeats_it_only_where_what_it_read_changed(tiny):
    tiny.failing = {"joint_display"}
    with pytest.raises(UsageError):
        tiny.run()
    tiny.failing = set()
    summary = tiny.run()
    assert (summary.kept, summary.executed) == (("activities",), ("joint_display",))
    unfinish(summary.folder)
    assert tiny.run().kept == ("activities", "joint_display")
    unfinish(summary.folder)
    tiny.kits = 31.0
    path = tiny.project.notebooks / "20_activities.ipynb"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    again = tiny.run()
    assert again.folder == summary.folder
    assert (again.executed, again.kept) == (("activities", "joint_display"), ())
    assert [row["estimate"] for row in tiny.read] == ["31.0"]


def test_what_it_read_and_changed_since_leaves_the_run_unfinished(tiny):
    summary = tiny.run()
    unfinish(summary.folder)
    tiny.kits = 31.0
    path = tiny.project.notebooks / "20_activities.ipynb"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert tiny.run(only=["activities"]).missing == ("joint_display",)


def test_in_the_lab_the_newest_run_stands_in_for_what_is_missing(tiny):
    summary = tiny.run()
    lab = summary.folder.parent / "lab"
    assert [row["estimate"] for row in read_upstream(lab, ["activities"], where="here")] == ["30.0"]
    with pytest.raises(UsageError, match="not there yet"):
        read_upstream(lab, ["retention"], where="here")


def unfinish(folder):
    """Make a finished run one that the next can resume."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(manifest | {"status": "interrupted"}), encoding="utf-8")
