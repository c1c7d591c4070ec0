"""Check the content of a YAML file against a pydantic model: every problem at once, each with its line."""

from __future__ import annotations

import difflib
import json
import typing
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from evaluation.data.strict_yaml import Location, YamlFile, counted
from evaluation.errors import EvaluationError, Problem

NAME_PATTERN = r"^[a-z][a-z0-9_]*$"
FILLED_PATTERN = r"\S"
_PATTERNS = {NAME_PATTERN: "lower-case letters, digits and _", FILLED_PATTERN: "text that is not blank"}
_EXPECTED = {
    "bool_type": "true or false",
    "string_type": "text; in quotes if it looks like a number",
    "int_type": "an integer",
    "int_from_float": "an integer",
    "float_type": "a number",
    "tuple_type": "a list: [a, b]",
    "list_type": "a list: [a, b]",
    "dict_type": "a mapping: {key: value}",
    "model_type": "a mapping: {key: value}",
}


class Misfit(NamedTuple):
    """What a validator finds wrong below its own place: ``raise ValueError(Misfit(...), Misfit(...))``."""

    place: Location
    wrong: str
    found: str = ""
    expected: str = ""


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


def _one_for_each_place(details: Iterable[Any], content: Any) -> list[Any]:
    """Return the details with places that exist in the file; of a choice of types, the most telling one."""
    chosen: dict[tuple[Location, str], Any] = {}
    for detail in details:
        place = _place(detail, content)
        is_choice = detail["type"] in ("literal_error", "none_required")
        if detail["type"] == "value_error":
            for said in detail["ctx"]["error"].args:
                misfit = said if isinstance(said, Misfit) else Misfit((), str(said))
                here = (*place, *misfit.place)
                chosen[here, misfit.wrong] = {**detail, "loc": here, "misfit": misfit}
            continue
        key = (place, "")
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
        inner, wrong, found, expected = detail["misfit"]
        if name:
            wrong = f"{name} {wrong}" if inner else f"{name}: {wrong}"
        return Problem(where, wrong, found, expected, rule)
    return Problem(where, f"{name} is not valid", _shown(detail["input"]), _expected(detail), rule)


def _expected(detail: Any) -> str:
    """Say what a value should be; pydantic's own words where they are plain enough."""
    if detail["type"] in _EXPECTED:
        return _EXPECTED[detail["type"]]
    if detail["type"] == "string_pattern_mismatch":
        pattern = detail["ctx"]["pattern"]
        return _PATTERNS.get(pattern, f"text of the form {pattern}")
    words = detail["msg"].partition(" after validation")[0]
    for prefix in (
        "Input should be ",
        "Value should be ",
        "Input should ",
        "String should have ",
        "Tuple should have ",
    ):
        words = words.removeprefix(prefix)
    words = f"a number {words}" if words.startswith(("greater", "less")) else words
    return words[0].lower() + words[1:]


def _shown(value: Any) -> str:
    kinds = {dict: "a mapping", list: "a list"}
    text = repr(value)
    return kinds.get(type(value)) or ("nothing" if value is None else text if len(text) <= 60 else f"{text[:57]}...")


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
