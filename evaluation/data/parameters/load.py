"""Read a params file strictly: every problem at once, each with its line."""

from __future__ import annotations

import difflib
import json
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from evaluation.data.parameters.evaluation import SECTIONS, Evaluation
from evaluation.data.parameters.section import AnalysisSection
from evaluation.errors import ParameterError, Problem

_DEFINED_IN = "evaluation/data/parameters/"


class _Loader(yaml.SafeLoader):
    """SafeLoader without dates and without yes/no/on/off: what is not quoted stays what was typed."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    if first not in "yYnNoO"
}


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
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=_Loader)
    except OSError as error:
        problem = Problem(str(path), "cannot be read", str(error.strerror), "a params file, such as params/demo.yml")
        raise ParameterError("The params file cannot be read.", [problem]) from error
    except UnicodeDecodeError as error:
        problem = Problem(
            str(path), "is not UTF-8 text", f"byte {error.object[error.start]:#x} at {error.start}", "UTF-8"
        )
        raise ParameterError("The params file cannot be read.", [problem]) from error
    except yaml.YAMLError as error:
        raise ParameterError("The params file is not valid YAML.", [_yaml_problem(path, error)]) from error
    if not isinstance(node, yaml.MappingNode):
        problem = Problem(str(path), "holds no mapping", "nothing" if node is None else node.tag, "key: value lines")
        raise ParameterError("The params file is not valid.", [problem])
    lines: dict[tuple[Any, ...], int] = {}
    problems = _index(path, node, (), lines)
    if problems:
        raise ParameterError(f"{path}: {len(problems)} problem(s).", problems)
    content = yaml.load(text, Loader=_Loader)
    evaluation = _validate(Evaluation, content, path, lines, ())
    evaluation._path = path.resolve()
    return evaluation


def section_from_namespace(stem: str, namespace: Mapping[str, Any], path: str | Path) -> AnalysisSection:
    """Validate the parameters of one analysis as they stand in a notebook.

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
        raise ParameterError(
            f"{path}: the parameters cell is not complete.",
            [Problem(str(path), f"{name} is missing", defined_in=f"{_DEFINED_IN}{stem}.py") for name in missing],
        )
    return _validate(model, {name: namespace[name] for name in model.model_fields}, Path(path), {}, (stem,))


def _validate(
    model: type[BaseModel],
    content: Any,
    path: Path,
    lines: Mapping[tuple[Any, ...], int],
    prefix: tuple[Any, ...],
) -> Any:
    # Strict validation of JSON, not of Python objects, takes lists for tuples and ISO strings for dates and
    # nothing else.
    try:
        return model.model_validate_json(json.dumps(content, default=str, allow_nan=True))
    except ValidationError as error:
        problems = [_problem(path, model, detail, lines, prefix) for detail in error.errors()]
        raise ParameterError(f"{path}: {len(problems)} problem(s).", problems) from error


def _problem(
    path: Path,
    model: type[BaseModel],
    detail: Any,
    lines: Mapping[tuple[Any, ...], int],
    prefix: tuple[Any, ...],
) -> Problem:
    location = tuple(part for part in detail["loc"] if not str(part).startswith(("function-", "constrained-")))
    line = next((lines[location[:n]] for n in range(len(location), -1, -1) if location[:n] in lines), None)
    where = f"{path}:{line}" if line else str(path)
    name = ".".join(str(part) for part in (*prefix, *location)) or "the file"
    stem = next((str(part) for part in (*prefix, *location) if str(part) in SECTIONS), "evaluation")
    defined_in = f"{_DEFINED_IN}{stem}.py"
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        known = sorted(_fields_at(model, location[:-1]))
        near = difflib.get_close_matches(str(location[-1]), known, n=1)
        expected = f"{near[0]!r}?" if near else f"one of {', '.join(known)}"
        return Problem(where, f"unknown parameter {name}", f"{location[-1]!r}", expected, defined_in)
    if kind == "missing":
        return Problem(where, f"{name} is missing", "nothing", "a value", defined_in)
    if kind == "value_error":
        return Problem(
            where,
            name if name != "the file" else "the sections do not agree",
            str(context["error"]),
            "",
            defined_in,
        )
    return Problem(where, f"{name} is not valid", repr(detail["input"]), detail["msg"].lower(), defined_in)


def _fields_at(model: type[BaseModel], location: tuple[Any, ...]) -> set[str]:
    """Return the field names of the nested model that a location points into."""
    here: Any = model
    for part in location:
        if isinstance(here, type) and issubclass(here, BaseModel) and part in here.model_fields:
            here = here.model_fields[part].annotation
        here = next((found for found in _models_in(here)), here)
    return set(here.model_fields) if isinstance(here, type) and issubclass(here, BaseModel) else set()


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in typing.get_args(annotation) for model in _models_in(part)]


def _index(
    path: Path, node: yaml.Node, location: tuple[Any, ...], lines: dict[tuple[Any, ...], int]
) -> list[Problem]:
    """Note the line of every key, and return a problem for every key that stands twice."""
    problems: list[Problem] = []
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*location, key.value)
            line = key.start_mark.line + 1
            if here in lines:
                name = ".".join(map(str, here))
                problems.append(
                    Problem(f"{path}:{line}", f"{name} stands twice", f"first in line {lines[here]}", "once")
                )
            lines[here] = line
            problems += _index(path, value, here, lines)
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            lines[(*location, number)] = item.start_mark.line + 1
            problems += _index(path, item, (*location, number), lines)
    return problems


def _yaml_problem(path: Path, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    where = f"{path}:{mark.line + 1}" if mark else str(path)
    return Problem(where, "is not valid YAML", str(getattr(error, "problem", error)), "YAML")
