"""Read a YAML file strictly and check it against a model: every problem at once, each with its line."""

from __future__ import annotations

import difflib
import json
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from evaluation.errors import EvaluationError, Problem

Location = tuple[Any, ...]


class _Loader(yaml.SafeLoader):
    """SafeLoader without dates and without yes/no/on/off: what is not quoted stays what was typed."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    if first not in "yYnNoO"
}


@dataclass(frozen=True)
class YamlFile:
    """The content of a YAML file, and the line of every key and item in it.

    Parameters
    ----------
    path : Path
        The file, as it was named.
    content : object
        Plain values: dicts, lists and scalars.
    lines : mapping
        Location (keys and indices from the top) to line number.
    """

    path: Path
    content: Any
    lines: Mapping[Location, int] = field(default_factory=dict)


def read_yaml(path: str | Path, *, kind: str, error: type[EvaluationError]) -> YamlFile:
    """Read a file that holds one YAML mapping in which no key stands twice.

    Parameters
    ----------
    path : str or Path
    kind : str
        What the file is, with its article, for messages: ``"a params file"``.
    error : type of EvaluationError
        What is raised.

    Returns
    -------
    YamlFile

    Raises
    ------
    EvaluationError
        Of the given type, if the file cannot be read, is not YAML, holds no mapping or names a key twice.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
        node = yaml.compose(text, Loader=_Loader)
    except OSError as cause:
        problem = Problem(str(path), "cannot be read", str(cause.strerror).lower(), kind)
        raise error(f"{path} cannot be read.", [problem]) from cause
    except UnicodeDecodeError as cause:
        line = cause.object[: cause.start].count(b"\n") + 1
        problem = Problem(f"{path}:{line}", "is not UTF-8 text", f"byte {cause.object[cause.start]:#04x}", "UTF-8")
        raise error(f"{path} cannot be read.", [problem]) from cause
    except yaml.YAMLError as cause:
        raise error(f"{path} is not valid YAML.", [_yaml_problem(path, cause)]) from cause
    if not isinstance(node, yaml.MappingNode):
        found = "nothing" if node is None else node.tag.rpartition(":")[2]
        raise error(f"{path} is not {kind}.", [Problem(str(path), "holds no mapping", found, "key: value lines")])
    lines: dict[Location, int] = {}
    problems = _index(path, node, (), lines)
    if problems:
        raise error(f"{path}: {counted(len(problems))}.", problems)
    try:
        return YamlFile(path, yaml.load(text, Loader=_Loader), lines)
    except yaml.YAMLError as cause:
        raise error(f"{path} is not valid YAML.", [_yaml_problem(path, cause)]) from cause


def validate(
    model: type[BaseModel],
    file: YamlFile,
    *,
    error: type[EvaluationError],
    defined_in: Callable[[Location], str],
    prefix: Location = (),
) -> Any:
    """Return the model that a file describes.

    Parameters
    ----------
    model : type of BaseModel
        A strict model; lists stand for tuples and ISO strings for dates, and nothing else is converted.
    file : YamlFile
    error : type of EvaluationError
    defined_in : callable
        Gives the file that states the rule for a location.
    prefix : tuple
        Where in a larger file the content stands, for messages.

    Returns
    -------
    BaseModel
        An instance of ``model``.

    Raises
    ------
    EvaluationError
        Of the given type, with every problem.
    """
    try:
        return model.model_validate_json(json.dumps(file.content, default=str, allow_nan=True))
    except ValidationError as cause:
        problems = [
            _problem(model, file, detail, defined_in=defined_in, prefix=prefix)
            for detail in _one_for_each_place(cause.errors(), file.content)
        ]
        raise error(f"{file.path}: {counted(len(problems))}.", problems) from cause


def counted(number: int, noun: str = "problem") -> str:
    """Return ``1 problem`` or ``3 problems``."""
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"


def _one_for_each_place(details: Iterable[Any], content: Any) -> list[Any]:
    """Return the details with places that exist in the file; of a choice of types, the most telling one."""
    chosen: dict[tuple[Location, str], Any] = {}
    for detail in details:
        place = _place(detail, content)
        is_choice = detail["type"] in ("literal_error", "none_required")
        key = (place, detail["ctx"]["error"].args[0] if detail["type"] == "value_error" else "")
        if key not in chosen or (chosen[key]["type"] in ("literal_error", "none_required") and not is_choice):
            chosen[key] = {**detail, "loc": place}
    return list(chosen.values())


def _place(detail: Any, content: Any) -> Location:
    """Return a location without the names of types and validators that pydantic puts into it."""
    place: list[Any] = []
    here = content
    for part in detail["loc"]:
        inside = isinstance(here, dict) and part in here
        inside = inside or (isinstance(here, list) and isinstance(part, int) and part < len(here))
        if inside:
            here = here[part]
        if inside or (detail["type"] == "missing" and part == detail["loc"][-1]):
            place.append(part)
    return tuple(place)


def _problem(
    model: type[BaseModel], file: YamlFile, detail: Any, *, defined_in: Callable[[Location], str], prefix: Location
) -> Problem:
    place = detail["loc"]
    line = next((file.lines[place[:n]] for n in range(len(place), -1, -1) if place[:n] in file.lines), None)
    where = f"{file.path}:{line}" if line else str(file.path)
    name = ".".join(str(part) for part in (*prefix, *place))
    rule = defined_in((*prefix, *place))
    if detail["type"] == "extra_forbidden":
        known = sorted(_keys_at(model, place[:-1]))
        near = difflib.get_close_matches(str(place[-1]), known, n=1)
        expected = f"{near[0]!r}?" if near else f"one of {', '.join(known)}"
        return Problem(where, f"unknown name {name}", repr(place[-1]), expected, rule)
    if detail["type"] == "missing":
        return Problem(where, f"{name} is missing", "nothing", "a value", rule)
    if detail["type"] == "value_error":
        return Problem(where, name or "its parts do not agree", str(detail["ctx"]["error"]), "", rule)
    expected = detail["msg"].removeprefix("Input should be ").removeprefix("Value should be ")
    return Problem(where, f"{name} is not valid", _shown(detail["input"]), expected[0].lower() + expected[1:], rule)


def _shown(value: Any) -> str:
    kinds = {dict: "a mapping", list: "a list"}
    return kinds.get(type(value)) or ("nothing" if value is None else repr(value))


def _keys_at(model: type[BaseModel], place: Location) -> set[str]:
    """Return the keys of the nested model that a location points into."""
    here: Any = model
    for part in place:
        if isinstance(here, type) and issubclass(here, BaseModel) and part in _fields(here):
            here = _fields(here)[part].annotation
        here = next((found for found in _models_in(here)), here)
    return set(_fields(here)) if isinstance(here, type) and issubclass(here, BaseModel) else set()


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {info.alias or name: info for name, info in model.model_fields.items()}


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in typing.get_args(annotation) for model in _models_in(part)]


def _index(path: Path, node: yaml.Node, location: Location, lines: dict[Location, int]) -> list[Problem]:
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
    return Problem(where, "is not valid YAML", str(getattr(error, "problem", None) or error), "YAML")
