"""Runs of a tiny evaluation, executed by papermill for real."""

import json
import re
from pathlib import Path

import nbformat
import pytest
from rich.console import Console

from evaluation.errors import NotebookError, UsageError
from evaluation.runs.comparison import compare_runs
from evaluation.runs.folders import resolve_run
from evaluation.runs.ledger import read_ledger
from evaluation.runs.manifest import MANIFEST
from evaluation.runs.notebook_diff import diff_notebooks
from evaluation.runs.runner import run_evaluation
from evaluation.runs.tracing import trace_result

from .conftest import NALOXONE, write_tiny_evaluation


def manifest_of(folder: Path) -> dict:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def notebooks_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "restricted" / "notebooks").iterdir()}


def test_a_failing_cell_is_told_by_notebook_cell_line_and_cause(story):
    assert type(story.error) is NotebookError
    assert story.error.exit_code == 13
    message = str(story.error)
    assert "30_overdose_deaths.ipynb, cell 4, line 2: RuntimeError: no such column: kits" in message
    assert "`raise RuntimeError('no such column: kits')`" in message
    assert "Traceback" not in message


def test_what_succeeded_is_kept_and_the_manifest_says_what_failed(story):
    assert "restricted/ledger/activities.csv" in story.files_after_failure
    assert "restricted/ledger/overdose_deaths.csv" not in story.files_after_failure
    assert {"results.csv", "params.yml", "restricted/figures/line.svg"} <= set(story.files_after_failure)
    manifest = json.loads(story.manifest_after_failure)
    assert manifest["status"] == "failed"
    assert {stem: entry["status"] for stem, entry in manifest["notebooks"].items()} == {
        "activities": "finished",
        "overdose_deaths": "failed",
    }
    assert "no such column" in manifest["notebooks"]["overdose_deaths"]["failure"]


def test_the_next_run_resumes_and_executes_only_what_is_missing(story):
    assert story.resumed.executed == ("overdose_deaths",)
    assert story.resumed.kept == ("activities",)
    assert story.resumed.missing == ()
    assert manifest_of(story.resumed.folder)["status"] == "finished"
    assert story.resumed.folder.name == json.loads(story.manifest_after_failure)["run_id"]


def test_a_finished_run_is_followed_by_new_ones_even_at_the_same_time(story):
    folders = {story.resumed.folder, *(twin.folder for twin in story.twins)}
    assert len(folders) == 3
    assert all(twin.executed == ("activities", "overdose_deaths") for twin in story.twins)
    latest = story.project.outputs / "tiny" / "latest"
    assert not latest.readlink().is_absolute()
    assert latest.resolve() in {twin.folder.resolve() for twin in story.twins}
    assert resolve_run("tiny", story.project) == resolve_run("latest", story.project) == latest.resolve()


def test_two_runs_have_the_same_bytes(story):
    for twin in story.twins:
        for name in ("results.csv", "restricted/figures/line.svg", "restricted/figures/line.png"):
            assert (twin.folder / name).read_bytes() == (story.resumed.folder / name).read_bytes()
        assert notebooks_of(twin.folder) == notebooks_of(story.resumed.folder)


def test_results_are_those_of_the_data_and_the_seed(story):
    rows = {row["result_id"]: row for row in read_ledger(story.resumed.folder / "results.csv")}
    assert rows["activities/total/all"]["estimate"] == "42.0"
    assert rows["overdose_deaths/total/all"]["estimate"] == "9.0"
    assert rows["activities/draw/all"]["estimate"] != rows["overdose_deaths/draw/all"]["estimate"]


def test_the_executed_notebook_is_canonical(story):
    path = story.resumed.folder / "restricted" / "notebooks" / "20_activities.ipynb"
    text = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    assert [cell.id for cell in notebook.cells][:3] == ["question", "parameters", "injected-parameters"]
    assert 'run_folder = "../.."' in notebook.cells[2].source
    assert "papermill" not in text
    assert str(story.params.parent) not in text
    (shown,) = notebook.cells[-1].outputs
    assert "image/png" in shown.data


def test_the_manifest_identifies_inputs_code_and_surroundings_but_no_person_or_place(story):
    manifest = manifest_of(story.resumed.folder)
    assert manifest["inputs"]["naloxone"]["rows"] == 2
    assert manifest["inputs"]["naloxone"]["path"] == "naloxone.csv"
    assert re.fullmatch("[0-9a-f]{64}", manifest["inputs"]["naloxone"]["sha256"])
    assert manifest["parameters"]["overdose_deaths"]["harmonics"] == 2
    assert manifest["environment"]["packages"]["papermill"].startswith("2.")
    assert set(manifest["environment"]["host"]) == {"os", "machine", "cpus"}
    assert manifest["run_id"] == story.resumed.folder.name
    assert str(story.params.parent) not in json.dumps(manifest)


def test_only_the_owner_can_look_into_a_run(story):
    assert story.resumed.folder.stat().st_mode & 0o077 == 0
    assert (story.resumed.folder / "restricted").stat().st_mode & 0o077 == 0


def test_progress_is_plain_lines_where_there_is_no_terminal(story):
    lines = story.lines.splitlines()
    assert "activities: started" in lines
    assert any(re.fullmatch(r"activities: finished after \d+ s", line) for line in lines)
    assert any(re.fullmatch(r"overdose_deaths: failed after \d+ s", line) for line in lines)


def test_runs_of_the_same_data_do_not_differ(story):
    old, new = story.resumed.folder, story.twins[0].folder
    comparison = compare_runs(old, new)
    assert len(comparison.identical) == 4
    assert comparison.within_tolerance == ()
    assert diff_notebooks(old, new, project=story.project).different == ()


def test_a_result_leads_back_to_its_cell_code_parameters_and_data(story):
    trace = trace_result("activities/total/all", "tiny", project=story.project)
    assert trace.part("result")["estimate"] == "42.0"
    assert trace.part("made by")["cell"] == "4 (id cell-1)"
    assert trace.part("run")["run_id"] == resolve_run("tiny", story.project).name
    assert trace.part("inputs")["naloxone"].startswith("naloxone.csv sha256 ")
    assert "deaths" not in trace.part("inputs")
    assert json.loads(trace.part("parameters")["naloxone"]) == "naloxone"
    with pytest.raises(UsageError, match=r"'activities/totals/all'.*activities/total/all"):
        trace_result("activities/totals/all", "tiny", project=story.project)


def test_changed_data_make_another_run_whose_results_and_notebooks_differ(story, tmp_path):
    params, project = write_tiny_evaluation(tmp_path)
    (tmp_path / "naloxone.csv").write_text(NALOXONE.replace(",12,", ",13,"), encoding="utf-8")
    summary = run_evaluation(params, only=["activities"], console=Console(quiet=True), project=project)
    assert summary.missing == ("overdose_deaths",)
    assert manifest_of(summary.folder)["status"] == "pending"
    assert not (project.outputs / "tiny" / "latest").exists()
    with pytest.raises(UsageError, match="no run of it is finished"):
        resolve_run("tiny", project)
    comparison = str(compare_runs(story.resumed.folder, summary.folder))
    assert re.search(r"activities/total/all +estimate +42 +43", comparison)
    assert re.search(r"input +naloxone +sha256 \w+ +sha256 \w+", comparison)
    assert "4 results: 1 identical, 1 changed, 0 new, 2 gone" in comparison
    differences = diff_notebooks(story.resumed.folder, summary.folder, project=project)
    assert not differences.is_same
    assert "30_overdose_deaths.ipynb\nonly in" in str(differences)
    assert "43.0" in str(differences)
    assert run_evaluation(params, only=["activities"], project=project).executed == ()


def test_a_stopped_run_is_marked_and_can_be_resumed(tmp_path):
    class Stopped(Console):
        def print(self, *texts, **options):
            raise KeyboardInterrupt

    params, project = write_tiny_evaluation(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        run_evaluation(params, console=Stopped(), workers=1, project=project)
    (folder,) = (project.outputs / "tiny").iterdir()
    assert manifest_of(folder)["status"] == "interrupted"
    assert (folder / "results.csv").exists() is False


def test_a_damaged_manifest_stops_a_resume_and_tells_how_to_go_on(tmp_path):
    params, project = write_tiny_evaluation(tmp_path)
    folder = project.outputs / "tiny" / "20240101T000000Z-00000001"
    folder.mkdir(parents=True)
    (folder / MANIFEST).write_text('{"status": ', encoding="utf-8")
    with pytest.raises(UsageError, match=rf"{folder.name}/manifest\.json: cannot be read; .* run anew with --fresh"):
        run_evaluation(params, project=project)


def test_one_analysis_after_a_full_run_is_an_unfinished_run_of_its_own(story):
    before = resolve_run("tiny", story.project)
    alone = run_evaluation(story.params, only=["activities"], console=Console(quiet=True), project=story.project)
    assert alone.executed == ("activities",)
    assert alone.missing == ("overdose_deaths",)
    assert resolve_run("tiny", story.project) == before


def test_what_was_recorded_and_damaged_since_is_recorded_again(tmp_path):
    params, project = write_tiny_evaluation(tmp_path)
    first = run_evaluation(params, only=["activities"], console=Console(quiet=True), project=project)
    whole = (first.folder / "results.csv").read_bytes()
    ledger = first.folder / "restricted" / "ledger" / "activities.csv"
    ledger.write_bytes(b"\n".join(ledger.read_bytes().splitlines()[:2]) + b"\n")
    again = run_evaluation(params, only=["activities"], console=Console(quiet=True), project=project)
    assert (again.folder, again.executed) == (first.folder, ("activities",))
    assert (again.folder / "results.csv").read_bytes() == whole
