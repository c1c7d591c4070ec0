"""The run that is meant where a params file or a run can be named."""

from __future__ import annotations

from pathlib import Path

from evaluation.data.parameters import load_parameters
from evaluation.data.params_place import note_params_file, params_file_of
from evaluation.data.whole_files import sha256_of
from evaluation.errors import Problem, UsageError
from evaluation.runs.folders import resolve_run
from evaluation.runs.manifest import Manifest
from evaluation.runs.project import HERE, Project, shown


def run_of(which: Path, project: Project = HERE) -> Path:
    """Return the newest finished run of a params file, or the run that is named.

    Raises
    ------
    UsageError
        If there is no such run, or the params file changed since its newest one.
    ParameterError
        If the params file is not valid.
    """
    if not which.is_file():
        return resolve_run(which, project)
    folder = resolve_run(load_parameters(which).evaluation, project)
    if Manifest.read(folder).content.get("params_file", {}).get("sha256") != sha256_of(which):
        problem = Problem(shown(which), "changed after its newest run", shown(folder), "a new run: `evaluation run`")
        raise UsageError("The run is not of this params file.", [problem])
    if params_file_of(folder) != which.resolve():
        note_params_file(folder, which.resolve())
    return folder
