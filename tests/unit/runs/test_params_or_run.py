"""A params file stands for its newest run, if it is still that of the run."""

import json
from pathlib import Path

import pytest

from evaluation.data.params_place import note_params_file, params_file_of
from evaluation.data.whole_files import sha256_of
from evaluation.errors import UsageError
from evaluation.runs.folders import point_latest
from evaluation.runs.params_or_run import run_of
from evaluation.runs.project import Project

from .manifest_fixture import manifest_content

PARAMS = """\
evaluation: tiny
title: A tiny evaluation
synthetic: true
seed: 1
sources:
  naloxone: {path: naloxone.csv, table: naloxone}
activities: {naloxone: naloxone}
"""


@pytest.fixture
def project(tmp_path):
    return Project(outputs=tmp_path / "outputs")


@pytest.fixture
def params(tmp_path):
    path = tmp_path / "tiny.yml"
    path.write_text(PARAMS, encoding="utf-8")
    return path


@pytest.fixture
def run(project, params):
    folder = project.outputs / "tiny" / "20240601T120000Z-0a1b2c3d"
    (folder / "restricted").mkdir(parents=True)
    manifest = manifest_content(params_file={"path": params.name, "sha256": sha256_of(params)})
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    point_latest(folder)
    return folder


def test_a_params_file_stands_for_its_newest_run_which_then_knows_its_place(project, params, run):
    assert params_file_of(run) is None
    assert run_of(params, project) == run
    assert params_file_of(run) == params


def test_a_run_is_named_as_elsewhere(project, run):
    assert run_of(Path("tiny"), project) == run
    assert run_of(run, project) == run


def test_a_params_file_that_changed_since_is_refused(project, params, run):
    params.write_text(PARAMS + "# more\n", encoding="utf-8")
    with pytest.raises(UsageError, match="changed after its newest run") as caught:
        run_of(params, project)
    assert caught.value.exit_code == 2


def test_a_params_file_that_is_gone_is_not_known(run, params):
    note_params_file(run, params)
    assert params_file_of(run) == params
    params.unlink()
    assert params_file_of(run) is None
