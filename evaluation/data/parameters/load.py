"""Read a params file strictly: every problem at once, each with its line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evaluation.data.model_check import validate
from evaluation.data.parameters.evaluation import SECTIONS, Evaluation
from evaluation.data.parameters.section import AnalysisSection
from evaluation.data.strict_yaml import Location, YamlFile, read_yaml
from evaluation.errors import ParameterError, Problem

_FOLDER = "evaluation/data/parameters/"


def load_parameters(path: str | Path) -> Evaluation:
    """Read and check a params file.

    Parameters
    ----------
    path : str or Path
        A YAML file; one mapping whose keys are the fields of :class:`Evaluation`.

    Returns
    -------
    Evaluation

    Raises
    ------
    ParameterError
        If the file cannot be read, is not YAML, names a key twice, or breaks the model. All problems are listed.
    """
    file = read_yaml(path, kind="a params file such as params/demo.yml", error=ParameterError)
    evaluation = validate(Evaluation, file, error=ParameterError, defined_in=_defined_in)
    evaluation._path = file.path.resolve()
    return evaluation


def section_from_namespace(stem: str, namespace: Mapping[str, Any], path: str | Path) -> AnalysisSection:
    """Validate the parameters of one analysis as they stand in a notebook.

    A notebook has a value for every parameter, so one that is its default counts as not given, as in a params file
    that leaves it out: ``model_fields_set`` is that of the section as :func:`load_parameters` reads it.

    Parameters
    ----------
    stem : str
        The analysis stem.
    namespace : mapping
        The notebook's ``globals()``; every field of the section's model must be a name in it.
    path : str or Path
        The notebook, for messages.

    Raises
    ------
    ParameterError
        If a name is missing or a value breaks the model.
    """
    model = SECTIONS[stem]
    missing = [name for name in model.model_fields if name not in namespace]
    if missing:
        problems = [
            Problem(str(path), f"{stem}.{name} is missing", defined_in=_defined_in((stem,))) for name in missing
        ]
        raise ParameterError(f"{path}: the parameters cell is not complete.", problems)
    default = model.model_construct().model_dump(mode="json")
    content = {
        name: namespace[name]
        for name in model.model_fields
        if name not in default or not _is_same(namespace[name], default[name])
    }
    return validate(
        model, YamlFile(Path(path), content), error=ParameterError, defined_in=_defined_in, prefix=(stem,)
    )


def _is_same(value: object, default: object) -> bool:
    """Tell whether two plain values are one; ``1`` is neither ``True`` nor ``1.0``."""
    return type(value) is type(default) and value == default


def _defined_in(place: Location) -> str:
    modules = {stem: stem for stem in SECTIONS} | {"sources": "source"}
    stem = modules.get(place[0], "evaluation") if place else "evaluation"
    return f"{_FOLDER}{stem}.py"
