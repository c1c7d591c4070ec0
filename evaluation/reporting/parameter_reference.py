"""The reference page of the params file: every key, made from the parameters models themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from evaluation.data.dictionary import DICTIONARY_FOLDER
from evaluation.data.model_check import NAME_PATTERN
from evaluation.data.parameters import Evaluation
from evaluation.reporting.codebook import markdown_table, write_page

REFERENCE = DICTIONARY_FOLDER.parent / "docs" / "parameters.md"

_INTRODUCTION = """\
# The params file

<!-- Made from evaluation/data/parameters/ by `make fix`. Edit the models, not this page. -->

One YAML file describes one evaluation; [`params/demo.yml`](../params/demo.yml) is a whole one, and
[Bring your own data](how-to/bring-your-own-data.md) goes through the making of another. These are all the keys that
there are: an unknown one is an error, and so is a section with nothing under it.

A key *in the plan* is prespecified: its value, with all that stands under it, is part of the analysis plan, whose
hash `evaluation check` prints and every run records. Dates are quoted (`"2020-07-01"`), and nothing is `""`. A name
has lower-case letters, digits and `_`, and begins with a letter.
"""


def parameter_reference() -> str:
    """Return the reference of every key of a params file as Markdown."""
    schema = Evaluation.model_json_schema()
    parts = [_INTRODUCTION]
    for place, group in groups(schema, schema["$defs"]):
        rows = [
            (f"`{key}`", _kind(field, schema["$defs"]), _default(key, field, group), _plan(field), _meaning(field))
            for key, field in group["properties"].items()
        ]
        heading = f'<a id="{_anchor(group)}"></a>\n\n## {f"`{place}`" if place else "The whole file"}'
        table = markdown_table(("key", "value", "default", "in the plan", "meaning"), rows)
        parts += [heading, group["description"], table]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def groups(
    group: Mapping[str, Any], definitions: Mapping[str, Any], place: str = ""
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield a group of keys and every group within it, each with its place in the file, in the order of the file."""
    yield place, group
    for key, field in group["properties"].items():
        for suffix, inner in _groups_in(field, definitions):
            yield from groups(inner, definitions, f"{place}.{key}{suffix}".removeprefix("."))


def _groups_in(field: Mapping[str, Any], definitions: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if "$ref" in field:
        inner = definitions[field["$ref"].rpartition("/")[2]]
        if "properties" in inner:
            yield "", inner
    for choice in field.get("anyOf", ()):
        yield from _groups_in(choice, definitions)
    for suffix, part in ((".<name>", _values(field)), ("[]", field.get("items"))):
        if part:
            yield from ((suffix + more, inner) for more, inner in _groups_in(part, definitions))


def _kind(field: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    """Say what a value may be."""
    if "source" in field:
        tables = " or ".join(f"`{table}`" for table in field["source"])
        return f"name of a source of table {tables}{'' if field.get('minLength') else ', or blank'}"
    if "$ref" in field:
        inner = definitions[field["$ref"].rpartition("/")[2]]
        return f"[keys](#{_anchor(inner)})" if "properties" in inner else _kind(inner, definitions)
    if "anyOf" in field:
        kinds = [_kind(choice, definitions) for choice in field["anyOf"] if choice.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if "enum" in field or "const" in field:
        return " or ".join(f"`{value}`" if value else "blank" for value in field.get("enum", [field.get("const")]))
    if field["type"] == "array":
        each = field.get("items") or field["prefixItems"][0]
        return f"list{_limits(field)}: {_kind(each, definitions)}"
    if field["type"] == "object":
        return f"mapping, each: {_kind(_values(field), definitions)}"
    if field["type"] == "string":
        return "date" if field.get("format") == "date" else "name" if field.get("pattern") == NAME_PATTERN else "text"
    return {"integer": "whole number", "number": "number", "boolean": "true or false"}[field["type"]] + _limits(field)


def _values(field: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what the values of a mapping are, whatever its keys; empty for what is no mapping."""
    return next(iter(field.get("patternProperties", {}).values()), field.get("additionalProperties", {}))


def _limits(field: Mapping[str, Any]) -> str:
    words = {
        "minimum": "at least",
        "exclusiveMinimum": "above",
        "maximum": "at most",
        "exclusiveMaximum": "below",
        "minItems": "at least",
        "maxItems": "at most",
    }
    said = [f"{word} {field[name]:,}" for name, word in words.items() if name in field]
    return f", {' and '.join(said)}" if said else ""


def _default(key: str, field: Mapping[str, Any], group: Mapping[str, Any]) -> str:
    if key in group.get("required", ()):
        return "*required*"
    value = field.get("default")
    if value == "" or value is None:
        return ""
    if isinstance(value, dict) and value:
        return "its defaults"
    return f"`{value if isinstance(value, str) else json.dumps(value)}`"


def _plan(field: Mapping[str, Any]) -> str:
    return "yes" if field.get("prespecified") else ""


def _meaning(field: Mapping[str, Any]) -> str:
    return field["description"].replace("<", "\\<")


def _anchor(group: Mapping[str, Any]) -> str:
    return str(group["title"]).lower()


if __name__ == "__main__":
    write_page(REFERENCE, parameter_reference())
